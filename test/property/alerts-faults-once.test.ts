/**
 * Schedules with timers that once found something, or nearly, written by hand; they run before anything random does.
 */
import { test } from '@jest/globals';
import { parseEvent } from '../../src/domain/events.js';
import { runAlertScenario } from '../support/fault-alert-run.js';
import { type Produced, topics } from '../support/fault-records.js';
import type { Step } from '../support/fault-schedule.js';
import { type Short, wire } from '../support/wire.js';

function produced(kind: Short, contact: number, fields: Readonly<Record<string, unknown>>, at: string): Produced {
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
  return { kind: 'event', record, event };
}
const opened = (contact: number, at: string): Produced =>
  produced('ticket', contact, { createdAt: '2021-06-01T08:00:00+08:00', nature: 'consultation' }, at);
const closed = (contact: number, at: string): Produced =>
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
