import { naiveContext } from '../../src/commands/naive-context.js';
import { parsePeriod } from '../../src/domain/period.js';
import { reroutedHeader } from '../../src/engine/decode.js';
import { readProgress } from '../../src/engine/partition-state.js';
import { compareFigures } from '../../src/verifier/compare-figures.js';
import { readHistory } from '../../src/verifier/facts.js';
import { figuresOf } from '../../src/verifier/recompute.js';
import { counterDifferences, differences, type Meaning, meaningOf, type StoredState } from './fault-meaning.js';
import type { Owner } from './fault-owner.js';
import { topics } from './fault-records.js';
import type { Scenario } from './fault-schedule.js';
import { readerOver } from './fold.js';
import type { Fence } from './memory-store.js';
import { TaskWorld } from './task-world.js';
import { configuration } from './views.js';

const periods = ['month:2021-06', 'range:2021-05-20..2021-06-20'];
const asOf = Date.parse('2021-06-20T12:00:00+08:00');
const naive = naiveContext(configuration, asOf);

/**
 * Runs a schedule and looks after every step: the store is what its offsets mean, and nothing was passed over without
 * its dead letter or its copy. Then the faults end, one owner is left, and everything must come right by itself.
 */
export async function runScenario(scenario: Scenario): Promise<void> {
  const world = new TaskWorld(scenario, 'head');
  const watch = new Watch(world, scenario.partitions);
  for (const step of scenario.steps) {
    await world.step(step);
    watch.look();
  }
  await heal(world, scenario, watch);
  await compareWithNaivePath(world, scenario);
}

/** Runs a schedule under some fence and looks at nothing but the counters, after every step. */
export async function runForCounters(scenario: Scenario, fence: Fence): Promise<void> {
  const world = new TaskWorld(scenario, fence);
  const watch = new Watch(world, scenario.partitions);
  for (const step of scenario.steps) {
    await world.step(step);
    watch.lookAtCounters();
  }
}

export class Violation extends Error {
  constructor(world: TaskWorld, what: readonly string[]) {
    super([...what.slice(0, 12), 'after:', ...world.trace.map((line) => `  ${line}`)].join('\n'));
    this.name = 'Violation';
  }
}

export class Watch {
  readonly #world: TaskWorld;
  readonly #partitions: number;
  readonly #seen = new Map<number, object>();
  readonly #meanings = new Map<string, Meaning>();

  constructor(world: TaskWorld, partitions: number) {
    this.#world = world;
    this.#partitions = partitions;
  }

  look(): void {
    if (this.#world.failures.length > 0) throw new Violation(this.#world, this.#world.failures);
    this.#lookAt((partition, state, meaning) => [
      ...differences(state, meaning),
      ...this.#unannounced(partition, meaning),
    ]);
  }

  lookAtCounters(): void {
    this.#lookAt((_partition, state, meaning) => counterDifferences(state.counters, meaning));
  }

  #lookAt(compare: (partition: number, state: StoredState, meaning: Meaning) => string[]): void {
    for (const p of numbers(this.#partitions)) {
      const state = this.#world.store.state(p);
      if (this.#seen.get(p) === state) continue;
      this.#seen.set(p, state);
      const wrong = compare(p, state, this.#meaning(p, readProgress(state).offsets));
      if (wrong.length > 0) throw new Violation(this.#world, wrong);
    }
  }

  /** Records below an offset do not change, so a vector means the same all the time. */
  #meaning(partition: number, offsets: ReadonlyMap<string, bigint>): Meaning {
    const key = `${partition} ${topics.inputs.map((t) => offsets.get(t) ?? 0n).join(' ')}`;
    const known = this.#meanings.get(key);
    if (known !== undefined) return known;
    const meaning = meaningOf(this.#world.log, partition, this.#partitions, offsets);
    this.#meanings.set(key, meaning);
    return meaning;
  }

  /** What was committed as dead or as re-routed, but is not in the log as such. */
  #unannounced(partition: number, { letters, copies }: Meaning): string[] {
    const { log } = this.#world;
    const named = new Set(
      log
        .records(topics.deadLetters, partition, 0n, log.end(topics.deadLetters, partition))
        .map((r) => Buffer.from(r.key!).toString()),
    );
    const homes = numbers(this.#partitions).filter((p) => p !== partition);
    const copied = new Set(
      homes.flatMap((p) =>
        topics.inputs.flatMap((t) => log.records(t, p, 0n, log.end(t, p)).map((r) => r.headers[reroutedHeader])),
      ),
    );
    return [
      ...letters.filter((place) => !named.has(place)).map((place) => `${place} has no dead letter`),
      ...copies.filter((place) => !copied.has(place)).map((place) => `${place} has no copy at home`),
    ];
  }
}

/** Faults end: what is astray arrives, the second owner is gone, the first goes on (with what it remembers, or anew). */
export async function heal(
  world: TaskWorld,
  { fresh, partitions }: Scenario,
  watch: Watch,
  /** What an owner does in each round, in as many rounds as that takes. */
  { also, rounds }: { also: (owner: Owner) => Promise<void>; rounds: number } = {
    also: async () => undefined,
    rounds: 1,
  },
): Promise<void> {
  world.trace.push('-- faults end, one owner goes on');
  world.produceAll();
  for (const owner of world.owners) if (fresh || owner.name.startsWith('B')) world.crash(owner);
  world.allLate();
  const left = world.owners.filter((o) => o.name.startsWith('A'));
  let behind: string[];
  let before: unknown[];
  let round = 0;
  do {
    before = states(world, partitions);
    for (const owner of left) {
      world.confirm(owner);
      await world.answer(owner, 1000);
      await world.readOn(owner);
      await also(owner);
      owner.idle();
      await world.answer(owner, 1000);
      watch.look();
    }
    behind = unread(world, partitions);
    // Over when a whole round, the look at the head included, changed nothing.
  } while (
    ++round < 12 &&
    (round < rounds || behind.length > 0 || states(world, partitions).some((s, p) => s !== before[p]))
  );
  if (behind.length > 0) throw new Violation(world, ['it never healed:', ...behind]);
  announcedAll(world);
}

const numbers = (partitions: number): number[] => Array.from({ length: partitions }, (_, p) => p);
const states = (world: TaskWorld, partitions: number): unknown[] =>
  numbers(partitions).map((p) => world.store.state(p));

function unread({ store, log }: TaskWorld, partitions: number): string[] {
  return numbers(partitions).flatMap((p) => {
    const { offsets } = readProgress(store.state(p));
    return topics.inputs
      .filter((t) => (offsets.get(t) ?? 0n) !== log.end(t, p))
      .map((t) => `${t}/${p} was read to ${offsets.get(t) ?? 0n} only`);
  });
}

/** Each record that was spoilt on purpose has its dead letter, each one in a wrong partition its copy. */
function announcedAll(world: TaskWorld): void {
  const { log, produced } = world;
  const all = (topic: string) => log.partitions(topic).flatMap((p) => log.records(topic, p, 0n, log.end(topic, p)));
  const letters = new Set(all(topics.deadLetters).map((r) => Buffer.from(r.key!).toString()));
  const copies = new Map(topics.inputs.flatMap((t) => all(t).map((r) => [r.headers[reroutedHeader], r] as const)));
  const missing = [...produced].flatMap(([place, p]) => {
    if (p.kind === 'event') return [];
    if (p.kind === 'poison') return letters.has(place) ? [] : [`${place} has no dead letter at the end`];
    const copy = copies.get(place);
    const isSame =
      copy !== undefined &&
      copy.timestamp === p.record.timestamp &&
      Buffer.from(copy.value!).toString() === p.record.value;
    return isSame ? [] : [`${place} has no true copy at the end`];
  });
  const wanted = [...produced.values()].filter((p) => p.kind === 'poison').length;
  if (letters.size !== wanted) missing.push(`${letters.size} places have dead letters, ${wanted} records are poison`);
  if (missing.length > 0) throw new Violation(world, missing);
}

/** All events that were produced, wherever, by the second path, which shares no code with the first. */
export async function compareWithNaivePath(world: TaskWorld, { partitions }: Scenario): Promise<void> {
  const events = [...world.produced.values()].flatMap((p) => (p.kind === 'poison' ? [] : [p.event]));
  const history = readHistory(events, naive);
  const today = configuration.views.zone.dayOf(asOf);
  for (const period of periods) {
    const snapshot = await readerOver(world.store, partitions).snapshot(parsePeriod(period, today), asOf, true);
    const wrong = compareFigures(snapshot, figuresOf(history, period, asOf));
    if (wrong.length > 0)
      throw new Violation(world, [`${period} is not the naive path's:`, ...wrong.map((d) => JSON.stringify(d))]);
  }
}
