/**
 * Schedules that once found something, shrunk by hand; they run before anything random does.
 */
import { test } from '@jest/globals';
import { parseEvent } from '../../src/domain/events.js';
import { type Produced, topics } from '../support/fault-records.js';
import { runScenario } from '../support/fault-run.js';
import type { Step } from '../support/fault-schedule.js';

const topic = topics.inputs[0]!;
const gap: Produced = { kind: 'gap', topic, partition: 0 };

function call(n: number): Produced {
  const contactId = `c${n}`;
  const time = '2021-06-01T08:00:00+08:00';
  const data = { contactId, receivedAt: time, channel: 'phone', answered: true };
  const wire = { specversion: '1.0', id: contactId, source: 's', type: 'hotline.call-received.v1', time, data };
  const record = { topic, partition: 0, key: contactId, value: JSON.stringify(wire), timestamp: Date.parse(time) };
  return { kind: 'event', record, event: parseEvent(wire) };
}

const owner = 0;
const answers = 9;
const read = (size: number): Step => ({ do: 'batch', owner, topic: 0, size, answers });

test('the last record is read again without the transaction marker after it: the log is no other one', async () => {
  const steps: Step[] = [
    { do: 'produce', count: 2 },
    { do: 'assign', owner, answers },
    read(2), // the record and the marker, committed: next offset 2
    { do: 'produce', count: 1 },
    { do: 'crash', owner },
    { do: 'assign', owner, answers },
    read(1), // the record again
    read(2), // the marker, which has no record, and the next record
  ];
  await runScenario({ partitions: 1, records: [call(1), gap, call(2)], limit: 100, steps, fresh: false });
});
