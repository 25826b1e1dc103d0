import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  bucketsOf,
  dayPeriod,
  lastYearOf,
  monthOf,
  type Period,
  parsePeriod,
  periodKey,
  previousOf,
  yearOf,
} from '../../src/domain/period.js';
import { SnapshotPlan } from '../../src/domain/snapshot.js';
import { formatDay, type LocalDay, parseDay } from '../../src/domain/zone.js';
import { affectedPeriods, affectedUnits, clockPeriods } from '../../src/engine/affected.js';
import { context } from '../support/counts.js';
import { seed } from '../support/seed.js';

/**
 * Which published snapshots a changed bucket makes stale. By hand first; then on any day, against what the snapshots
 * themselves are summed from: one that reads a changed bucket, or is compared with a period that holds it, must be named.
 */

const today = parseDay('2021-06-16')!;
const keys = (...texts: string[]): Set<string> => new Set(texts);
const sorted = (set: Iterable<string>): string[] => [...set].sort();
/** Everything was published. */
const anything: ReadonlySet<string> = { has: () => true } as unknown as ReadonlySet<string>;

describe('a change on a day', () => {
  test('of the day, a week later, a year later', () => {
    expect(sorted(affectedPeriods(['day:2021-06-12'], anything, today))).toEqual([
      'day:2021-06-12',
      'day:2021-06-19',
      'day:2022-06-12',
    ]);
    expect(affectedPeriods(['open:2021-06-12'], anything, today)).toEqual(
      affectedPeriods(['day:2021-06-12'], anything, today),
    );
  });
  test('29 February has no day a year later', () => {
    expect(sorted(affectedPeriods(['day:2020-02-29'], anything, today))).toEqual(['day:2020-02-29', 'day:2020-03-07']);
  });
});

describe('a change in a month', () => {
  test('of the month, the next (its 环比), the same a year later (its 同比), its year and the next, the last 30 days', () => {
    expect(sorted(affectedPeriods(['month:2021-05'], anything, today))).toEqual([
      'month:2021-05',
      'month:2021-06',
      'month:2022-05',
      'rolling:30d',
      'year:2021',
      'year:2022',
    ]);
  });
  test('December moves the next year too', () => {
    expect(sorted(affectedPeriods(['open:2021-12'], anything, today))).toEqual(
      expect.arrayContaining(['month:2022-01', 'month:2022-12', 'year:2021', 'year:2022']),
    );
  });
  test('of years ago: not the last 30 days', () => {
    expect(affectedPeriods(['month:2019-05'], anything, today)).not.toContain('rolling:30d');
    expect(affectedPeriods(['month:2020-05'], anything, today)).toContain('rolling:30d');
  });
});

test('only periods in which something happened; a year, when one of its months is known', () => {
  const known = keys('month:2021-05', 'month:2021-06', 'day:2021-06-12');
  expect(sorted(affectedPeriods(['month:2021-05', 'day:2021-06-05', 'day:2021-06-12'], known, today))).toEqual([
    'day:2021-06-12', 'month:2021-05', 'month:2021-06', 'rolling:30d', 'year:2021',
  ]); // biome-ignore format: one line
});

test.each([
  'hour:2021-06-12T08+0800',
  'minutes:2021-06-12T08+0800',
  'open:all',
  'open-units:all',
  'units:2021-06',
  'open-units:2021-06-12',
  'x',
])('%s is in no period snapshot', (bucket) => expect(affectedPeriods([bucket], anything, today)).toEqual(keys()));

describe('unit tables', () => {
  test('of the month, and of those compared with it', () => {
    for (const bucket of ['units:2021-05', 'open-units:2021-05']) {
      expect(sorted(affectedUnits([bucket], anything))).toEqual(['month:2021-05', 'month:2021-06', 'month:2022-05']);
    }
    expect(sorted(affectedUnits(['units:2021-05'], keys('month:2021-05')))).toEqual(['month:2021-05']);
  });
  test('nothing else moves one', () => {
    expect(
      affectedUnits(
        ['month:2021-05', 'open:2021-05', 'open-units:2021-05-01', 'open-units:all', 'day:2021-05-01'],
        anything,
      ),
    ).toEqual(keys());
  });
});

describe('the clock alone', () => {
  test('moves the days, months and years that end, and the last 30 days', () => {
    const shown = (day: string): string[] => clockPeriods(parseDay(day)!, anything).map(periodKey);
    expect(new Set(shown('2021-06-16'))).toEqual(
      keys('day:2021-06-16', 'day:2021-06-15', 'month:2021-06', 'month:2021-05', 'year:2021', 'rolling:30d'),
    );
    expect(new Set(shown('2022-01-01'))).toEqual(
      keys(
        'day:2022-01-01',
        'day:2021-12-31',
        'month:2022-01',
        'month:2021-12',
        'year:2022',
        'year:2021',
        'rolling:30d',
      ),
    );
  });
  test('of known ones only; the last 30 days always', () => {
    expect(clockPeriods(today, keys()).map(periodKey)).toEqual(['rolling:30d']);
  });
});

describe(`nothing stale is left out (seed ${seed})`, () => {
  const day = fc.integer({ min: parseDay('2019-01-01')!, max: parseDay('2025-12-31')! });
  /** What is published and could depend on a day: its own periods, and those around it. */
  const candidates = (changed: LocalDay, now: LocalDay): Period[] => {
    const month = monthOf(changed);
    const [year, following] = [yearOf(changed), yearOf(month.first + 366)];
    const later = parseDay(`${Number(formatDay(changed).slice(0, 4)) + 1}${formatDay(changed).slice(4)}`);
    const months = Array.from({ length: 14 }, (_, i) => monthOf(month.first + 31 * i));
    return [
      ...[changed, changed + 7, changed + 1, ...(later === null ? [] : [later])].map(dayPeriod),
      ...months,
      year,
      following,
      parsePeriod('rolling:30d', now),
    ];
  };

  test('of any day, at any time', () => {
    fc.assert(
      fc.property(day, day, (changed, now) => {
        const text = formatDay(changed);
        const moved = [`day:${text}`, `month:${text.slice(0, 7)}`];
        const affected = affectedPeriods(moved, anything, now);
        for (const p of candidates(changed, now)) {
          // As long as the year runs, it is compared with the days that have begun; later with the whole.
          for (const asOf of [now, p.next + 1]) {
            const { buckets } = new SnapshotPlan(
              p.kind === 'rolling' ? parsePeriod('rolling:30d', asOf) : p,
              context.zone.startOf(asOf),
              false,
              context,
            );
            if (p.kind === 'rolling' && asOf !== now) continue;
            if (moved.some((name) => buckets.has(name)) && !affected.has(periodKey(p))) {
              throw new Error(`${text} moves ${periodKey(p)} at ${formatDay(asOf)}`);
            }
          }
        }
      }),
      { seed, numRuns: 150 },
    );
  });

  test('of any unit table', () => {
    fc.assert(
      fc.property(day, (changed) => {
        const month = monthOf(changed);
        const affected = affectedUnits([`units:${month.id}`], anything);
        for (let p = month, i = 0; i < 14; p = monthOf(p.next), i++) {
          const read = [p, previousOf(p), lastYearOf(p)!].flatMap((one) => bucketsOf(one).units);
          expect([periodKey(p), affected.has(periodKey(p))]).toEqual([
            periodKey(p),
            read.includes(`units:${month.id}`),
          ]);
        }
      }),
      { seed, numRuns: 50 },
    );
  });
});
