/**
 * Schedules with timers that once found something, or nearly, written by hand; they run before anything random does.
 */
import { test } from '@jest/globals';
import { parseEvent } from '../../src/domain/events.js';
import { partitionOf } from '../../src/domain/partitioner.js';
import { runAlertScenario } from '../support/fault-alert-run.js';
import { type Produced, topics } from '../support/fault-records.js';
import type { Step } from '../support/fault-schedule.js';
import { type Short, wire } from '../support/wire.js';

function produced(kind: Short, contact: number, fields: Readonly<Record<string, unknown>>, at: string) {
  const [contactId, ticketId] = [`c${contact}`, `t${contact}-1`];
  const raw = wire(kind, { contactId, ticketId, ...fields }, { time: at });
  const event = parseEvent(raw);
  const record = {
    topic: topics.inputOf[event.type],
    partition: 0,
    key: contactId,
    value: JSON.stringify(raw),
    timestamp: Date.parse(at),
  };
  return { kind: 'event' as const, record, event };
}
/** In partition 1, where it is not at home. */
const astray = ({ record, ...rest }: Exclude<Produced, { kind: 'gap' | 'poison' }>): Produced => ({
  ...rest,
  kind: 'misplaced',
  record: { ...record, partition: 1 },
});
const opened = (contact: number, at: string) =>
  produced('ticket', contact, { createdAt: '2021-06-01T08:00:00+08:00', nature: 'consultation' }, at);
const closed = (contact: number, at: string) =>
  produced('closing', contact, { closedAt: '2021-06-02T10:00:00+08:00' }, at);

const [a, b] = [0, 1];
const all = 30;
const [tickets, closings] = [1, 2];

test('another owner reads half of a ticket that came after the horizon', async () => {
  const records = [
    opened(1, '2021-06-01T08:00:00+08:00'),
    closed(9, '2021-06-02T10:00:00+08:00'),
    opened(2, '2021-06-03T09:00:00+08:00'),
    closed(2, '2021-06-03T09:00:00+08:00'),
  ];
  const steps: Step[] = [
    { do: 'time', minutes: 14 * 1440 },
    { do: 'produce', count: 2 },
    { do: 'assign', owner: a, answers: all },
    { do: 'batch', owner: a, topic: tickets, size: 9, answers: all },
    // Takes a horizon, and waits for the closing.
    { do: 'look', owner: a, answers: all },
    { do: 'produce', count: 2 },
    { do: 'assign', owner: b, answers: all },
    { do: 'batch', owner: b, topic: tickets, size: 9, answers: all },
    // Finds the other one's commit, and goes on from there.
    { do: 'idle', owner: a, answers: all },
    { do: 'batch', owner: a, topic: closings, size: 1, answers: all },
    { do: 'look', owner: a, answers: all },
  ];
  await runAlertScenario({ partitions: 1, records, limit: 100, steps, fresh: false });
});

test('a closing lies in a wrong partition, when its ticket becomes due', async () => {
  const [home, elsewhere] = [0, 2];
  const [first, second] = [...Array(99).keys()].filter((n) => partitionOf(`c${n}`, 2) === 0);
  const records = [
    astray(opened(first!, '2021-06-01T08:00:00+08:00')),
    opened(second!, '2021-06-01T08:00:00+08:00'),
    astray(closed(second!, '2021-06-02T10:00:00+08:00')),
  ];
  const readAll = (owner: number): Step => ({ do: 'read-on', owner });
  const look: Step = { do: 'look', owner: home, answers: all };
  const steps: Step[] = [
    { do: 'time', minutes: 14 * 1440 },
    { do: 'produce', count: 2 },
    { do: 'assign', owner: home, answers: all },
    { do: 'assign', owner: elsewhere, answers: all },
    // Makes the copy that tells the other one to expect more of them.
    readAll(elsewhere),
    readAll(home),
    { do: 'produce', count: 1 },
    // Has read all of its own; the closing waits elsewhere.
    look,
    readAll(elsewhere),
    // The copy lies behind the horizon, and has not been read.
    look,
    readAll(home),
    look,
  ];
  await runAlertScenario({ partitions: 2, records, limit: 100, steps, fresh: false });
});

test('the ends of a horizon come when another owner has read beyond them', async () => {
  const records = [
    opened(1, '2021-06-01T08:00:00+08:00'),
    closed(9, '2021-06-02T10:00:00+08:00'),
    opened(2, '2021-06-03T09:00:00+08:00'),
    closed(2, '2021-06-03T09:00:00+08:00'),
  ];
  const steps: Step[] = [
    { do: 'time', minutes: 14 * 1440 },
    { do: 'produce', count: 2 },
    { do: 'assign', owner: a, answers: all },
    { do: 'batch', owner: a, topic: tickets, size: 9, answers: all },
    { do: 'batch', owner: a, topic: closings, size: 1, answers: 0 },
    // The load of the batch is answered, and what is due; under way are the commit and the question for four ends.
    { do: 'look', owner: a, answers: 2 },
    ...[1, 2, 3, 4].map((pick): Step => ({ do: 'carry-out', owner: a, pick })),
    { do: 'produce', count: 2 },
    { do: 'assign', owner: b, answers: all },
    { do: 'batch', owner: b, topic: tickets, size: 9, answers: all },
    // Its commit is refused, and the ends come after it has forgotten everything.
    { do: 'answer', owner: a, answers: all },
    { do: 'batch', owner: a, topic: closings, size: 1, answers: all },
    { do: 'look', owner: a, answers: all },
  ];
  await runAlertScenario({ partitions: 1, records, limit: 100, steps, fresh: false });
});

test('what waits to be fired is of a horizon that is forgotten meanwhile', async () => {
  const records = [
    opened(1, '2021-06-01T08:00:00+08:00'),
    closed(9, '2021-06-02T10:00:00+08:00'),
    opened(2, '2021-06-03T09:00:00+08:00'),
    closed(2, '2021-06-03T09:00:00+08:00'),
  ];
  const steps: Step[] = [
    { do: 'time', minutes: 14 * 1440 },
    { do: 'produce', count: 2 },
    { do: 'assign', owner: a, answers: all },
    { do: 'batch', owner: a, topic: tickets, size: 9, answers: all },
    // Takes a horizon, and waits for the closing.
    { do: 'look', owner: a, answers: all },
    { do: 'produce', count: 2 },
    { do: 'batch', owner: a, topic: closings, size: 1, answers: 0 },
    // Waits in the queue, behind the batch.
    { do: 'look', owner: a, answers: 0 },
    { do: 'assign', owner: b, answers: all },
    { do: 'batch', owner: b, topic: tickets, size: 9, answers: all },
    { do: 'batch', owner: b, topic: closings, size: 1, answers: all },
    // The batch finds the other one's commits, which have passed the horizon and gone beyond it.
    { do: 'answer', owner: a, answers: all },
  ];
  await runAlertScenario({ partitions: 1, records, limit: 100, steps, fresh: false });
});

test('another owner leaves something in the outbox, and nothing more is ever put there', async () => {
  const late = '2021-06-04T10:00:00+08:00';
  const records = [opened(1, '2021-06-01T08:00:00+08:00'), produced('closing', 1, { closedAt: late }, late)];
  const steps: Step[] = [
    { do: 'time', minutes: 16 * 1440 },
    { do: 'produce', count: 1 },
    { do: 'assign', owner: a, answers: all },
    { do: 'batch', owner: a, topic: tickets, size: 9, answers: all },
    // Finds it empty.
    { do: 'drain', owner: a, answers: all },
    { do: 'produce', count: 1 },
    { do: 'assign', owner: b, answers: all },
    { do: 'batch', owner: b, topic: closings, size: 9, answers: all },
    { do: 'crash', owner: b },
  ];
  await runAlertScenario({ partitions: 1, records, limit: 100, steps, fresh: false });
});
