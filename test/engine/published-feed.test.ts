import { expect, test } from '@jest/globals';
import type { Snapshot } from '../../src/domain/snapshot-schema.js';
import { PublishedFeed } from '../../src/engine/published-feed.js';
import { MemoryLog } from '../support/memory-log.js';

/** What stands of each key: the newest by (generation, rollback, offsets, instant), in whatever order records come. */

const topic = 'test.snapshots';

function snapshot(id: string, read: number, change: Partial<Snapshot['asOf']> = {}): Snapshot {
  return {
    period: { kind: 'month', id, timeZone: 'Asia/Shanghai', from: `${id}-01`, to: `${id}-30` },
    state: 'running',
    partial: false,
    demo: false,
    revision: 0,
    asOf: {
      instant: '2021-06-12T10:00:00.000Z',
      eventTime: null,
      generation: 1,
      rollback: 0,
      offsets: { 'test.call-received': [String(read)] },
      ...change,
    },
    calendarMissing: [],
    counters: { contacts: read },
    indicators: [],
    identities: [],
  };
}

const record = (key: string, data: unknown) => ({ topic, key, value: JSON.stringify({ data }) });

test('what was there, then what comes; an older one is ignored', async () => {
  const log = new MemoryLog([topic], 1);
  await log.publish([
    record('month:2021-05', snapshot('2021-05', 1)),
    record('month:2021-06', snapshot('2021-06', 5)),
    record('month:2021-06/units', snapshot('2021-06', 5)),
    record('month:2021-05', snapshot('2021-05', 2)),
    record('odd', 'no snapshot'),
    { topic, key: 'gone', value: null },
  ]);
  const feed = await PublishedFeed.open(log, topic);
  const told: [string, number | undefined][] = [];
  const end = feed.onUpdate((key, { snapshot: s }) => told.push([key, s.counters['contacts']]));
  expect([...feed.keys()].sort()).toEqual(['month:2021-05', 'month:2021-06', 'month:2021-06/units']);
  expect(feed.periods()).toEqual([
    { key: 'month:2021-05', state: 'running', from: '2021-05-01', to: '2021-05-30', asOf: '2021-06-12T10:00:00.000Z' },
    { key: 'month:2021-06', state: 'running', from: '2021-06-01', to: '2021-06-30', asOf: '2021-06-12T10:00:00.000Z' },
  ]);
  expect(feed.latest('month:2021-05')?.snapshot.counters).toEqual({ contacts: 2 });
  const { version } = feed.latest('month:2021-06')!;

  const later = { instant: '2021-06-12T10:00:01.000Z' };
  for (const s of [
    snapshot('2021-06', 7),
    snapshot('2021-06', 6, later), // a zombie's: it has read less
    snapshot('2021-06', 3, { rollback: 1 }), // the store fell back: fewer are right
    snapshot('2021-06', 9),
    snapshot('2021-06', 4, { rollback: 1 }),
    snapshot('2021-06', 4, { rollback: 1, instant: '2021-06-12T09:00:00.000Z' }),
    snapshot('2021-06', 1, { generation: 2 }),
  ]) {
    await log.publish([record('month:2021-06', s)]);
  }
  await log.publish([record('end', snapshot('2021-07', 0))]);
  while (told.at(-1)?.[0] !== 'end') await Promise.resolve();
  expect(told).toEqual([
    ['month:2021-06', 7],
    ['month:2021-06', 3],
    ['month:2021-06', 4],
    ['month:2021-06', 1],
    ['end', 0],
  ]);
  expect(feed.latest('month:2021-06')?.version).not.toBe(version);
  end();
  await feed.close();
});
