import fc from 'fast-check';
import type { Merged } from '../../src/engine/micro-batch.js';
import { readUnsent } from '../../src/engine/outbox-entry.js';
import { type Progress, readProgress } from '../../src/engine/partition-state.js';
import type { RevisionBook } from '../../src/engine/revision-book.js';
import type { OutgoingRecord } from '../../src/ports/event-log.js';
import { called, closed, opened } from './alert-events.js';
import { at } from './deadlines.js';
import { minute, RevisionWorld, type Sent, topics } from './revision-world.js';

/** One thing that happens; `pick` is taken modulo what there is. */
export type RevisionStep =
  | { readonly do: 'late-event'; readonly contact: number; readonly kind: 'call' | 'closing' | 'ticket' }
  | { readonly do: 'time'; readonly minutes: number }
  | { readonly do: 'read'; readonly partition: number }
  | { readonly do: 'work' }
  /** A decision, without what it publishes. */
  | { readonly do: 'decide' }
  /** A decision is made, a process reads it to publish it, and the store loses it. */
  | { readonly do: 'lose-decision' }
  /** The answer to the next commit of a decision is lost. */
  | { readonly do: 'lose-answer' }
  /** A process reads the outbox and is paused before it publishes. */
  | { readonly do: 'hold' }
  /** It goes on, and gets so far. */
  | { readonly do: 'publish-held'; readonly count: number }
  /** Another process, which takes itself for the owner of partition 0, has made up its mind and is paused. */
  | { readonly do: 'zombie' }
  | { readonly do: 'zombie-commits' }
  | { readonly do: 'fall-back'; readonly partition: number; readonly commits: number };

const step = (name: RevisionStep['do'], rest: Record<string, fc.Arbitrary<unknown>> = {}) =>
  fc.record({ do: fc.constant(name), ...rest }) as unknown as fc.Arbitrary<RevisionStep>;

const kinds: readonly (readonly [number, fc.Arbitrary<RevisionStep>])[] = [
  [6, step('late-event', { contact: fc.nat(5), kind: fc.constantFrom('call', 'closing', 'ticket') })],
  [6, step('time', { minutes: fc.constantFrom(1, 20, 61, 61, 200) })],
  [4, step('read', { partition: fc.nat(1) })],
  [8, step('work')],
  [4, step('decide')],
  [3, step('lose-decision')],
  [1, step('lose-answer')],
  [3, step('hold')],
  [3, step('publish-held', { count: fc.integer({ min: 1, max: 6 }) })],
  [2, step('zombie')],
  [2, step('zombie-commits')],
  [3, step('fall-back', { partition: fc.nat(1), commits: fc.constantFrom(1, 1, 2, 3, 99) })],
];

export const revisionSchedule = (without: readonly RevisionStep['do'][] = []): fc.Arbitrary<RevisionStep[]> =>
  fc
    .array(fc.oneof(...kinds.map(([weight, arbitrary]) => ({ weight, arbitrary }))), {
      minLength: 10,
      maxLength: 60,
      size: 'max',
    })
    .map((steps) => steps.filter((s) => !without.includes(s.do)));

interface Pending {
  readonly expectHead: string | null;
  readonly merged: Merged;
}

/**
 * June 2021 with its late changes, under two deciders, lost answers, late words and stores that fall back. After each step
 * what counts as decided is what it was. In the end, when one process goes on undisturbed, the last revision says what the
 * state says, and the last record of each key is what was decided.
 */
export async function runRevisions(steps: readonly RevisionStep[]): Promise<void> {
  const run = new Run(await RevisionWorld.open({ start: at('07-12 23:00') }));
  await run.begin(steps.length % 2 === 0);
  for (const s of steps) {
    await run.do(s);
    await run.check(`${JSON.stringify(s)}`);
  }
  await run.end(steps.some((s) => s.do === 'fall-back' || s.do === 'lose-decision'));
}

class Run {
  readonly #world: RevisionWorld;
  readonly #seen = new Map<string, string>();
  #held: OutgoingRecord[] = [];
  #zombie: Pending | null = null;
  #events = 0;
  #zombies = 0;

  constructor(world: RevisionWorld) {
    this.#world = world;
  }

  /** @param isFinal June has its first revision already. */
  async begin(isFinal: boolean): Promise<void> {
    const contacts = [0, 1, 2, 3];
    this.#world.send([
      ...contacts.map((n) => called(n, '06-10 09:00')),
      ...contacts.map((n) => opened(n, '06-10 09:05')),
      closed(0, '06-11 10:00'),
    ]);
    await this.#world.advanceTo(at('07-12 23:01'));
    if (isFinal) await this.#world.advanceTo(at('07-13 00:01'));
  }

  async do(s: RevisionStep): Promise<void> {
    const world = this.#world;
    switch (s.do) {
      case 'late-event':
        return world.send([this.#late(s.contact, s.kind)]);
      case 'time':
        return world.pass(world.now + s.minutes * minute);
      case 'read':
        return this.#healing(() => world.readOn([s.partition]));
      case 'work':
        return this.#healing(() => world.work());
      case 'decide':
        return this.#healing(async () => void (await world.watch.tick()));
      case 'lose-decision':
        return this.#loseDecision();
      case 'lose-answer':
        world.losesAnswer = true;
        return;
      case 'hold':
        return this.#hold();
      case 'publish-held':
        return world.log.publish(this.#held.splice(0, s.count));
      case 'zombie':
        return this.#makeZombie();
      case 'zombie-commits':
        return this.#zombieCommits();
      case 'fall-back':
        if (world.store.state(s.partition).sequence > 0) world.store.rollBack(s.partition, s.commits);
    }
  }

  /** What a process does about a failure: it attaches again. */
  async #healing(work: () => Promise<void>): Promise<void> {
    await work().catch(() => undefined);
    await this.#world.settled();
  }

  #late(n: number, kind: 'call' | 'closing' | 'ticket'): Sent {
    const rev = ++this.#events;
    const { now } = this.#world;
    const time = new Date(now).toISOString();
    const made =
      kind === 'call'
        ? called(n, '06-10 09:00')
        : kind === 'ticket'
          ? opened(n, '06-10 09:05', { nature: rev % 2 === 0 ? 'help' : 'complaint' })
          : closed(n, '06-11 10:00', { closedAt: rev % 3 === 0 ? null : time });
    const data = { ...made.event.data, rev, ...(kind === 'call' && { answered: rev % 2 === 0 }) };
    return { at: now, event: { ...made.event, id: `late-${rev}`, data } as Sent['event'] };
  }

  async #hold(): Promise<void> {
    const { entries } = await this.#world.store.outbox(0, 1000);
    const unsent = entries.flatMap(([id, bytes]) => readUnsent(id, bytes, topics) ?? []);
    unsent.sort((a, b) => a.number - b.number || a.order - b.order);
    if (unsent.length > 0) this.#held = unsent.map(({ record }) => record);
  }

  async #loseDecision(): Promise<void> {
    const { store, watch } = this.#world;
    await this.do({ do: 'late-event', contact: this.#events % 4, kind: 'call' });
    await this.#healing(() => this.#world.readOn());
    await this.#healing(async () => void (await watch.tick()));
    this.#world.pass(this.#world.now + 61 * minute);
    const { sequence } = store.state(0);
    await this.#healing(async () => void (await watch.tick()));
    if (store.state(0).sequence === sequence) return;
    await this.#hold();
    store.rollBack(0, store.state(0).sequence - sequence);
  }

  /** It has read all that there is, and is paused when it commits. */
  async #makeZombie(): Promise<void> {
    const { store } = this.#world;
    const { head } = store.state(0);
    const commit = async (plan: () => ((before: Progress) => Merged) | null): Promise<boolean> => {
      const merged = plan()?.(readProgress(store.state(0)));
      if (merged !== undefined) this.#zombie = { expectHead: head, merged };
      return false;
    };
    const watch = this.#world.newWatch({ commit, drained: async () => undefined });
    await watch.tick().catch(() => undefined);
  }

  async #zombieCommits(): Promise<void> {
    if (this.#zombie === null) return;
    const { expectHead, merged } = this.#zombie;
    this.#zombie = null;
    await this.#world.store.commit({ partition: 0, expectHead, newHead: `z${++this.#zombies}`, ...merged.commit });
  }

  /** What was decided once stays as it is, and numbers have no gaps. */
  async check(after: string): Promise<RevisionBook> {
    const book = await this.#world.book();
    const records = book.revisions('2021-06');
    const numbers = records.map(({ revision }) => revision);
    if (numbers.some((n, i) => n !== i + 1)) throw new Error(`revisions ${numbers.join(', ')} after ${after}`);
    for (const record of records) {
      const content = JSON.stringify([
        record,
        book.shelf.whole(record),
        book.shelf.changes(record),
        book.shelf.tickets(record),
      ]);
      if (book.shelf.whole(record) === null) throw new Error(`r${record.revision} has no figures after ${after}`);
      const known = this.#seen.get(`r${record.revision}`) ?? content;
      if (known !== content) throw new Error(`r${record.revision} is another one after ${after}`);
      this.#seen.set(`r${record.revision}`, content);
    }
    return book;
  }

  async end(fellBack: boolean): Promise<void> {
    const world = this.#world;
    await world.log.publish(this.#held.splice(0));
    await this.#zombieCommits();
    for (let i = 0; i < 12; i++) {
      await this.#healing(() => world.advanceTo(world.now + 31 * minute));
      await this.#healing(() => world.checkHeads());
    }
    const book = await this.check('the end');
    const last = book.last('2021-06');
    if (last === null) throw new Error('June never became final');
    const live = await world.digest('2021-06', Date.parse(last.cutOff));
    if (live !== last.digest) throw new Error('the last revision is not what the state says');
    if (book.overwritten().length > 0) throw new Error('the last record of a key is not what was decided');
    for (const record of book.revisions('2021-06')) {
      const changes = book.shelf.changes(record);
      if (fellBack || changes === null) continue;
      if (Object.keys(changes.unexplained).length > 0)
        throw new Error(`r${record.revision} has no cause of ${Object.keys(changes.unexplained).join(', ')}`);
    }
    await world.stop();
  }
}
