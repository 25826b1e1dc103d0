/**
 * Risk: a crash between a send and its record, or between a record and the position, loses an alert or repeats old ones.
 *
 * Flow: alerts are published while one runner after another works on the sink; each dies after a random number of steps,
 * before or after the step took effect: a send, a write to the log. The last one lives. Then every wanted alert was
 * taken at least once; only what was in the message being sent at a crash was taken more than once; and nothing that was
 * on record was ever sent again.
 */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Alert } from '../../../src/domain/alert.js';
import type { Sent } from '../../../src/reporters/notify/sender.js';
import type { RunnerDeps } from '../../../src/reporters/notify/sink.js';
import type { SinkRunner } from '../../../src/reporters/notify/sink-runner.js';
import { seed } from '../../support/seed.js';
import { Bench, conditionAlert, FakeSender, hour, minute, second, sinkOf, ticketAlert } from './runner-support.js';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 60);
const never = new Promise<never>(() => undefined);

/** One process: its steps are counted, and at the last one it dies, with or without having done it. */
class Life {
  steps: number;
  readonly does: boolean;
  dead = false;
  /** Alerts of the message that was being sent when it died, or had been sent and was not yet on record. */
  inHand: readonly string[] = [];

  constructor({ steps, does }: { steps: number; does: boolean }) {
    this.steps = steps;
    this.does = does;
  }

  async step<T>(act: () => Promise<T>): Promise<T> {
    if (this.dead) return never;
    this.steps -= 1;
    if (this.steps >= 0) return act();
    this.dead = true;
    if (this.does) await act();
    return never;
  }
}

const life = fc.record({ steps: fc.nat(25), does: fc.boolean() });
const happening = fc.record({
  what: fc.constantFrom('condition', 'ticket', 'burst', 'unwanted', 'old', 'refused', 'again'),
  afterMs: fc.constantFrom(0, 500, 7 * second, 70 * second, 20 * minute),
});
const failing = fc.array(fc.boolean(), { maxLength: 10 });

interface World {
  readonly bench: Bench;
  readonly known: Map<string, 'wanted' | 'unwanted' | 'old' | 'refused'>;
  readonly published: Alert[];
}

/** The alerts of one happening. `again`: what a store that fell back publishes. */
function alertsOf(what: string, { bench, known, published }: World): Alert[] {
  const now = bench.clock.now();
  if (what === 'again') return published.slice(-3);
  const alerts =
    what === 'burst'
      ? Array.from({ length: 7 }, () => ticketAlert({ at: now }))
      : what === 'ticket' || what === 'old'
        ? [ticketAlert({ at: what === 'old' ? now - 80 * hour : now })]
        : [conditionAlert(now)];
  for (const { id } of alerts)
    known.set(id, what === 'unwanted' || what === 'old' || what === 'refused' ? what : 'wanted');
  published.push(...alerts);
  return alerts;
}

function depsOf(bench: Bench, one: Life): Partial<RunnerDeps> {
  const { log } = bench;
  return {
    log: {
      publish: async (records) => {
        await one.step(() => log.publish(records));
        one.inHand = [];
      },
      bounds: (topic) => one.step(() => log.bounds(topic)),
      read: (ranges) => log.read(ranges),
      // Who is dead hears nothing.
      tail: (names, onBatch, from) => one.step(() => log.tail(names, (b) => (one.dead ? undefined : onBatch(b)), from)),
    },
  };
}

describe(`crashes anywhere (seed ${seed})`, () => {
  test(
    'every wanted alert arrives; only what was in hand at a crash is repeated; what is on record never',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(life, { maxLength: 6 }), fc.array(happening, { maxLength: 14 }), failing, run),
        { seed, numRuns },
      );
    },
    numRuns * 2000,
  );
});

async function run(
  lives: readonly { steps: number; does: boolean }[],
  happenings: readonly { what: string; afterMs: number }[],
  fails: readonly boolean[],
): Promise<void> {
  const bench = new Bench();
  const world: World = { bench, known: new Map(), published: [] };
  const mayRepeat = new Map<string, number>();
  const sentThoughSettled: string[] = [];
  const failures = [...fails];
  const receiver = new FakeSender(bench.clock);
  const onRecord = new Set<string>();
  let runner: SinkRunner | null = null;
  const begin = async (one: Life): Promise<Life> => {
    const sender = new FakeSender(bench.clock);
    sender.send = (message, to): Promise<Sent> => {
      const ids = message.alerts.map(({ id }) => id);
      for (const id of ids) if (onRecord.has(id)) sentThoughSettled.push(id);
      one.inHand = ids;
      return one.step(async () => {
        if (world.known.get(message.id) === 'refused') return { kind: 'refused', reason: 'HTTP 400' };
        if (failures.shift() === true) return { kind: 'later', reason: 'HTTP 500' };
        return receiver.send(message, to);
      });
    };
    const decide = ({ id }: Alert) => ({ wanted: world.known.get(id) !== 'unwanted', to: [], heldUntil: null });
    // A process that dies loses what it has in memory, with its listeners; its promises stay open for ever.
    runner = await bench.run(sinkOf('a', sender, { decide }), depsOf(bench, one));
    return one;
  };
  const look = (): void => {
    for (const d of bench.deliveries()) onRecord.add(d.alertId);
  };
  // The sink is known before the first alert, else it would rightly begin behind it.
  const first = await bench.run(sinkOf('a', new FakeSender(bench.clock)));
  await first.stop();
  const queue = [...lives];
  let current = await begin(new Life(queue.shift() ?? { steps: Infinity, does: true }));
  const bury = async (): Promise<void> => {
    while (current.dead) {
      for (const id of current.inHand) mayRepeat.set(id, (mayRepeat.get(id) ?? 0) + 1);
      look();
      current = await begin(new Life(queue.shift() ?? { steps: Infinity, does: true }));
      await bench.clock.advance(20 * second);
    }
  };
  for (const { what, afterMs } of happenings) {
    await bench.publish(...alertsOf(what, world));
    await bench.clock.advance(afterMs);
    look();
    await bury();
  }
  for (let i = 0; i < 40; i++) {
    await bench.clock.advance(2 * minute + 20 * second);
    look();
    await bury();
  }
  current.steps = Infinity;
  await bench.clock.advance(hour);
  expect(bench.fatal).toEqual([]);
  expect(sentThoughSettled).toEqual([]);
  const taken = new Map<string, number>();
  for (const id of receiver.ids.flat()) taken.set(id, (taken.get(id) ?? 0) + 1);
  const wanted = [...world.known].filter(([, kind]) => kind === 'wanted').map(([id]) => id);
  expect([...taken.keys()].sort()).toEqual(wanted.sort());
  for (const [id, times] of taken) expect(times).toBeLessThanOrEqual(1 + (mayRepeat.get(id) ?? 0));
  // Not the dead ones: they wait for ever.
  await runner!.stop();
  expectRecords(world);
}

function expectRecords({ bench, known, published }: World): void {
  const last = new Map(bench.deliveries().map((d) => [d.alertId, d.state]));
  const states = { wanted: 'delivered', unwanted: undefined, old: 'skipped', refused: 'parked' } as const;
  for (const [id, kind] of known) expect([kind, last.get(id)]).toEqual([kind, states[kind]]);
  const end = bench.log.end('test.alerts', 0);
  expect(Number(end)).toBeGreaterThanOrEqual(published.length);
  expect(bench.positions().at(-1)?.next['0']).toBe(String(end));
}
