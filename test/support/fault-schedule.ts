import fc from 'fast-check';
import { type Produced, producedRecords } from './fault-records.js';
import { ticketEvent } from './fault-tickets.js';

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
  | { readonly do: 'fall-back'; readonly partition: number; readonly commits: number }
  /** The clock moves on; every other step takes it a millisecond. */
  | { readonly do: 'time'; readonly minutes: number }
  /** The owner attaches if it has to, and gets all that there is of all topics, with all answers. */
  | { readonly do: 'read-on'; readonly owner: number }
  /** The owner looks at its timers. */
  | { readonly do: 'look'; readonly owner: number; readonly answers: number }
  /** The owner publishes what is in its outbox. */
  | { readonly do: 'drain'; readonly owner: number; readonly answers: number }
  /** Somebody takes note of a ticket's alert that was published, for ever or for so many minutes. */
  | { readonly do: 'ack'; readonly pick: number; readonly minutes: number | null };

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
} as const satisfies Partial<Record<Step['do'], readonly [weight: number, arbitrary: fc.Arbitrary<Step>]>>;

/** A minute, the grace, half a day, days: mostly a few days, so that many schedules get to the dues of their tickets. */
const minutes = fc.constantFrom(1, 10, 120, 240, 720, 720, 1440, 4320);
/** A look that fires makes about ten requests. */
const farther = fc.oneof({ weight: 3, arbitrary: fc.constant(20) }, { weight: 2, arbitrary: fc.nat(10) });
const alertSteps = {
  ...steps,
  batch: [10, step('batch', { owner, topic: fc.nat(3), size, answers })],
  'read-on': [8, step('read-on', { owner })],
  time: [8, step('time', { minutes })],
  look: [14, step('look', { owner, answers: farther })],
  drain: [8, step('drain', { owner, answers })],
  ack: [2, step('ack', { pick, minutes: fc.option(minutes) })],
} as const satisfies Record<Step['do'], readonly [weight: number, arbitrary: fc.Arbitrary<Step>]>;

/** What kind of schedules. */
interface Course {
  readonly steps: Readonly<Record<string, readonly [weight: number, arbitrary: fc.Arbitrary<Step>]>>;
  /** What is interesting begins after these. */
  readonly start: readonly Step[];
  readonly records: (partitions: number) => fc.Arbitrary<Produced[]>;
}

/** Both owners are assigned and something is there to read. */
const assigned: readonly Step[] = [
  { do: 'produce', count: 5 },
  ...[0, 1, 2, 3].map((n): Step => ({ do: 'assign', owner: n, answers: 9 })),
];
const plain: Course = { steps, start: assigned, records: (count) => producedRecords(count) };
/** Some tickets were read, in the days in which they are made. */
const withAlerts: Course = {
  steps: alertSteps,
  start: [
    { do: 'time', minutes: 12 * 1440 },
    { do: 'produce', count: 5 },
    ...assigned,
    ...[0, 2].map((n): Step => ({ do: 'batch', owner: n, topic: 1, size: 9, answers: 9 })),
  ],
  records: (count) => producedRecords(count, ticketEvent),
};

/**
 * Schedules over histories with faults.
 *
 * @param partitions one of these; a second partition makes misrouted records, and thins out what happens in each
 * @param without kinds of steps that are left out
 */
export const scenario = (partitions: readonly number[], without: readonly Step['do'][] = []): fc.Arbitrary<Scenario> =>
  scenarioOf(plain, partitions, without);

/** The same with timers that fire and outboxes that are emptied, between any two other steps; over histories of tickets. */
export const alertScenario = (
  partitions: readonly number[],
  without: readonly Step['do'][] = [],
): fc.Arbitrary<Scenario> => scenarioOf(withAlerts, partitions, without);

function scenarioOf(
  { steps: all, start, records }: Course,
  partitions: readonly number[],
  without: readonly Step['do'][],
): fc.Arbitrary<Scenario> {
  const kinds = Object.entries(all).filter(([name]) => !without.includes(name as Step['do']));
  const any = fc.oneof(...kinds.map(([, [weight, arbitrary]]) => ({ weight, arbitrary })));
  return fc.constantFrom(...partitions).chain((count) =>
    fc.record({
      partitions: fc.constant(count),
      records: records(count),
      limit: fc.constantFrom(1, 2, 100),
      steps: fc.array(any, { minLength: 10, maxLength: 80, size: 'max' }).map((rest) => [...start, ...rest]),
      fresh: fc.boolean(),
    }),
  );
}
