import fc from 'fast-check';
import { type Produced, producedRecords } from './fault-records.js';

/**
 * One step of a schedule. A step that is not possible when its turn comes does nothing, so that schedules can be shrunk.
 * `owner`, `pick` and `partition` are taken modulo what there is.
 */
export type Step =
  | { readonly do: 'produce'; readonly count: number }
  /** A new assignment: the old task is detached, a new one attached. */
  | { readonly do: 'assign'; readonly owner: number; readonly answers: number }
  /** The process is gone, wherever it stood; what it had sent may still arrive. */
  | { readonly do: 'crash'; readonly owner: number }
  /** Out of the group without knowing, so that heartbeats are refused; or back again. */
  | { readonly do: 'group'; readonly owner: number }
  /** The next records of a topic, then so many answers: 0 leaves the task before its load, 1 between load and commit, … */
  | {
      readonly do: 'batch';
      readonly owner: number;
      readonly topic: number;
      readonly size: number;
      readonly answers: number;
    }
  /** A batch that was fetched earlier, by whomever, in whatever assignment, is delivered. */
  | { readonly do: 'stale'; readonly owner: number; readonly pick: number; readonly answers: number }
  | { readonly do: 'idle'; readonly owner: number; readonly answers: number }
  /** Requests that wait are carried out and answered, oldest first. */
  | { readonly do: 'answer'; readonly owner: number; readonly answers: number }
  /** Carried out; the answer is on its way. */
  | { readonly do: 'carry-out'; readonly owner: number; readonly pick: number }
  /** Carried out; the answer is lost, the client will send the request again. */
  | { readonly do: 'lose-answer'; readonly owner: number; readonly pick: number }
  /** The client gives up, whether it was carried out or not; in the latter case it may arrive later. */
  | { readonly do: 'give-up'; readonly owner: number; readonly pick: number; readonly arrives: boolean }
  /** A request of one who crashed or gave up arrives after all. */
  | { readonly do: 'late'; readonly pick: number }
  | { readonly do: 'fall-back'; readonly partition: number; readonly commits: number };

export interface Scenario {
  readonly partitions: number;
  readonly records: readonly Produced[];
  /** Records of one commit at most. */
  readonly limit: number;
  readonly steps: readonly Step[];
  /** At the end: does the last owner begin anew, or go on with whatever it remembers? */
  readonly fresh: boolean;
}

const owner = fc.nat(3);
const pick = fc.nat(40);
const topic = fc.nat(2);
/** How far a task gets: often to the end, otherwise anywhere. */
const answers = fc.oneof(
  { weight: 2, arbitrary: fc.constant(9) },
  { weight: 1, arbitrary: fc.nat(4) },
  { weight: 2, arbitrary: fc.constant(1) },
);
const size = fc.constantFrom(1, 1, 2, 3, 9);
const step = (name: Step['do'], rest: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Step> =>
  fc.record({ do: fc.constant(name), ...rest }) as unknown as fc.Arbitrary<Step>;

const steps = {
  produce: [4, step('produce', { count: fc.integer({ min: 1, max: 6 }) })],
  assign: [4, step('assign', { owner, answers })],
  crash: [1, step('crash', { owner })],
  group: [1, step('group', { owner })],
  batch: [14, step('batch', { owner, topic, size, answers })],
  stale: [2, step('stale', { owner, pick, answers })],
  idle: [2, step('idle', { owner, answers })],
  answer: [8, step('answer', { owner, answers: fc.integer({ min: 1, max: 4 }) })],
  'carry-out': [3, step('carry-out', { owner, pick })],
  'lose-answer': [2, step('lose-answer', { owner, pick })],
  'give-up': [2, step('give-up', { owner, pick, arrives: fc.boolean() })],
  late: [2, step('late', { pick })],
  'fall-back': [5, step('fall-back', { partition: fc.nat(1), commits: fc.constantFrom(1, 1, 1, 2, 3, 99) })],
} as const satisfies Record<Step['do'], readonly [weight: number, arbitrary: fc.Arbitrary<Step>]>;

/**
 * Schedules over histories with faults.
 *
 * @param partitions one of these; a second partition makes misrouted records, and thins out what happens in each
 * @param without kinds of steps that are left out
 */
export function scenario(partitions: readonly number[], without: readonly Step['do'][] = []): fc.Arbitrary<Scenario> {
  const kinds = Object.entries(steps).filter(([name]) => !without.includes(name as Step['do']));
  const any = fc.oneof(
    ...kinds.map(([, [weight, arbitrary]]) => ({ weight, arbitrary: arbitrary as fc.Arbitrary<Step> })),
  );
  // Both owners are assigned and something is there to read: what is interesting begins after that.
  const start: Step[] = [
    { do: 'produce', count: 5 },
    ...[0, 1, 2, 3].map((n): Step => ({ do: 'assign', owner: n, answers: 9 })),
  ];
  return fc.constantFrom(...partitions).chain((count) =>
    fc.record({
      partitions: fc.constant(count),
      records: producedRecords(count),
      limit: fc.constantFrom(1, 2, 100),
      steps: fc.array(any, { minLength: 10, maxLength: 80, size: 'max' }).map((rest) => [...start, ...rest]),
      fresh: fc.boolean(),
    }),
  );
}
