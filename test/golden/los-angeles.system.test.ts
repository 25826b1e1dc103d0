import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Snapshot } from '../../src/domain/snapshot-schema.js';
import { embeddedPair, type Pair, projectRoot } from '../support/pair.js';
import { counted, dueOf, rows, samplePath, wall } from './los-angeles.js';
import { indicator } from './printed.js';

/**
 * Real requests of another city, zone and calendar: CSV → import → log → process → state → snapshot, by the built program
 * under config/examples/los-angeles. Every counter equals plain loops over the CSV (los-angeles.ts). Then the same file
 * once more: all its events are in the log twice, and no figure has moved.
 */
describe('Los Angeles 311, 27 to 31 December 2017', () => {
  const pair: Pair = embeddedPair({ PULSE_CONFIG_DIR: join(projectRoot, 'config', 'examples', 'los-angeles') });
  const rejects = join(pair.dir, 'rejects.ndjson');
  const range = 'range:2017-12-27..2017-12-31';
  let summaries: { rows: number; rejected: number; events: Record<string, number> }[];
  let once: Awaited<ReturnType<typeof figuresNow>>;
  let twice: Awaited<ReturnType<typeof figuresNow>>;

  const importAll = async () => {
    const args = ['import', samplePath, '--mapping', 'la311', '--rejects', rejects, '--json'];
    const summary = JSON.parse(await pair.pulse(...args));
    await pair.pulse('process', '--until-caught-up');
    return summary;
  };
  const snapshotOf = async (period: string): Promise<Snapshot> =>
    JSON.parse(await pair.pulse('snapshot', period, '--json'));
  const figuresNow = async () => ({
    month: await snapshotOf('month:2017-12'),
    range: await snapshotOf(range),
    eve: await snapshotOf('day:2017-12-31'),
  });

  beforeAll(async () => {
    summaries = [await importAll()];
    once = await figuresNow();
    summaries.push(await importAll());
    twice = await figuresNow();
  }, 240_000);
  afterAll(() => pair.close());

  test('every row is taken, both times', () => {
    for (const summary of summaries) expect(summary).toMatchObject({ rows: rows.length, rejected: 0 });
    expect([rows.length, existsSync(rejects)]).toEqual([9999, false]);
  });

  const [from, to] = [Date.UTC(2017, 11, 27), Date.UTC(2018, 0, 1)];

  test('month: every counter is that of the file, by owner too', () => {
    expect(notZero(once.month)).toEqual(counted(Date.UTC(2017, 11, 1), to, true));
  });

  test('range: the same days, without the units that only months have', () => {
    const expected = counted(from, to, false);
    expect(notZero(once.range)).toEqual(expected);
    expect(expected['contacts']).toBe(9999);
  });

  test('a day is one of Los Angeles', () => {
    expect(notZero(once.eve)).toEqual(counted(Date.UTC(2017, 11, 31), to, false));
    // Not one of Greenwich: its last eight hours are 2018 there.
    expect(rows.filter((row) => wall(row.CreatedDate) >= to - 8 * 3_600_000).length).toBeGreaterThan(100);
  });

  test('the figures that are known beforehand', () => {
    expect(rows.filter((row) => dueOf(row) !== null)).toHaveLength(9499);
    expect(once.month.counters).toMatchObject({
      contacts: 9999,
      closed: 9994,
      'closed{outcome=withdrawn}': 246,
      'closed{outcome=rejected}': 9,
      closed_on_time: 4796,
      closed_late: 9499 - 4796,
      closed_due_unknown: 495,
      open: 5,
      open_due_unknown: 5,
    });
    expect(indicator(once.month, 'on_time_rate')).toMatchObject({ numerator: 4796, denominator: 9999, value: '47.96' });
    expect(indicator(once.month, 'on_time_rate_of_due')).toMatchObject({ denominator: 9499, value: '50.49' });
    expect(once.month.calendarMissing).toEqual([]);
    expect(once.month.identities.filter(({ holds }) => !holds)).toEqual([]);
  });

  test('the same file twice: twice in the log, no figure has moved', () => {
    const events = Object.values(summaries[0]!.events).reduce((a, b) => a + b);
    expect([readUpTo(once.month), readUpTo(twice.month)]).toEqual([events, 2 * events]);
    for (const period of ['month', 'range', 'eve'] as const) {
      expect(twice[period].counters).toEqual(once[period].counters);
      expect(twice[period].indicators).toEqual(once[period].indicators);
    }
  });

  test.each(['month:2017-12', range])('verify %s: equal', async (period) => {
    const result = JSON.parse(await pair.pulse('verify', period, '--json'));
    expect(result).toMatchObject({ equal: true, differences: [], events: readUpTo(twice.month), leftOut: 0 });
  });
});

const notZero = (snapshot: Snapshot) =>
  Object.fromEntries(Object.entries(snapshot.counters).filter(([, n]) => n !== 0));

const readUpTo = ({ asOf }: Snapshot): number =>
  Object.values(asOf.offsets)
    .flat()
    .reduce((sum, offset) => sum + Number(offset), 0);
