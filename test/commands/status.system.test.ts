import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { embeddedPair, type Pair } from '../support/pair.js';

/** What `status` counts beside records: alerts that were told, and tickets that were history when they were first seen. */

let pair: Pair;
beforeAll(() => {
  pair = embeddedPair();
});
afterAll(() => pair.close());

const hour = 3_600_000;
const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();

const event = (id: string, type: string, data: object): object => ({
  ...{ specversion: '1.0', id: `${id}.${type}`, source: 'urn:example:tickets', time: ago(hour) },
  ...{ type: `hotline.${type}.v1`, data: { contactId: `c-${id}`, ticketId: `t-${id}`, ...data } },
});
const created = (id: string, dueHoursAgo: number): object =>
  event(id, 'ticket-created', { createdAt: ago(1000 * hour), nature: 'help', dueAt: ago(dueHoursAgo * hour) });

test('status shows how many alerts each partition told, and how many it only counted', async () => {
  const closedLate = [created('late', 2), event('late', 'ticket-closed', { closedAt: ago(hour) })];
  const events = [...closedLate, created('old', 200), created('older', 300)];
  const file = join(pair.dir, 'events.ndjson');
  writeFileSync(file, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  await pair.pulse('replay', file);
  await pair.pulse('process', '--until-caught-up');

  const rows = (await pair.pulse('status')).split('\n').filter((line) => line.startsWith('│'));
  const [head = [], ...partitions] = rows.map((line) => line.split('│').map((cell) => cell.trim()));
  const total = (column: string): number =>
    partitions.reduce((sum, cells) => sum + Number(cells[head.indexOf(column)]), 0);
  const { partitions: tallied } = JSON.parse(await pair.pulse('status', '--json')) as {
    partitions: { tallies: Record<string, number> }[];
  };
  const tally = (name: string): number => tallied.reduce((sum, { tallies }) => sum + (tallies[name] ?? 0), 0);
  expect([total('events'), total('aged')]).toEqual([4, 2]);
  // At least that it was closed late: by the machine's own clock, conditions of the hotline may be told too.
  expect(total('alerts')).toBeGreaterThanOrEqual(1);
  expect([total('alerts'), total('aged')]).toEqual([tally('alerts'), tally('alerts-aged')]);
});
