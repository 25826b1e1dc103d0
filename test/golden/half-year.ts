import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Snapshot } from '../../src/domain/snapshot-schema.js';
import type { Pair } from '../support/pair.js';
import { type PairFigures, pairFigures } from '../support/pair-figures.js';
import { configuration } from '../support/views.js';
import { decimalsOf, exactText, golden, indicator, nameOf, type PrintedFigure, type Verdict } from './printed.js';

/** Every kind of period; a month, a half-year and thirty days also as of instants at which they were not over. */
const comparedPeriods = [
  'month:2021-06',
  'month:2021-05',
  'half:2021-H1',
  'day:2021-06-12',
  'week:2021-W24',
  'quarter:2021-Q2',
  'year:2021',
  'range:2021-06-11..2021-06-20',
  'rolling:30d',
  'rolling:30d@2021-07-01T00:00:00+08:00',
  'month:2021-06@2021-06-20T12:00:00+08:00',
  'half:2021-H1@2021-06-20T12:00:00+08:00',
];

/**
 * simulate (half a year, every fifth event late, every tenth twice, every twentieth closing at the very end) → file →
 * replay → log → process → state → snapshot, all by the built program. Then the 85 figures that the report prints, and every
 * figure against the naive path over the same file.
 */
export function halfYear(open: () => Promise<Pair>): void {
  let pair: Pair;
  let june: Snapshot;
  let may: Snapshot;
  let half: Snapshot;
  let replayed: { published: number; refused: number };
  let figures: PairFigures;

  const snapshotOf = async (period: string): Promise<Snapshot> =>
    JSON.parse(await pair.pulse('snapshot', period, '--json'));

  beforeAll(async () => {
    pair = await open();
    const file = join(pair.dir, 'half-year.ndjson');
    const disturbed = ['--disorder', '0.2', '--duplicates', '0.1', '--late-closures', '0.05', '--seed', '7'];
    await pair.pulse('simulate', '--profile', 'ankang-2021-h1', ...disturbed, '--out', file);
    replayed = JSON.parse(await pair.pulse('replay', file, '--json'));
    await pair.pulse('process', '--until-caught-up');
    [june, may, half] = [
      await snapshotOf('month:2021-06'),
      await snapshotOf('month:2021-05'),
      await snapshotOf('half:2021-H1'),
    ];
    figures = await pairFigures(pair, file, comparedPeriods);
  }, 300_000);
  afterAll(() => pair?.close());

  describe('the replayed stream', () => {
    test('was disordered, held every tenth event twice, and closings before their tickets', () => {
      const { lines, distinct, outOfOrder, closedBeforeCreated } = figures.stream;
      expect(replayed).toMatchObject({ published: lines, refused: 0 });
      expect(lines / distinct).toBeGreaterThan(1.095);
      expect(lines / distinct).toBeLessThan(1.105);
      expect(outOfOrder / lines).toBeGreaterThan(0.2);
      expect(closedBeforeCreated).toBeGreaterThan(1000);
    });
  });

  describe('printed', () => {
    test('85 figures, 78 of them right', () => {
      const verdicts: Partial<Record<Verdict, number>> = {};
      for (const { verdict } of golden.figures) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
      expect(golden.figures).toHaveLength(85);
      expect(verdicts).toEqual({
        right: 78,
        'wrong-base': 1,
        truncated: 1,
        'wrong-rounding': 1,
        ambiguous: 1,
        impossible: 1,
        uncheckable: 2,
      });
    });

    test.each(golden.figures.map((f, i) => [i + 1, f.text, `${f.period} ${nameOf(f.id, f.labels)}`, f] as const))(
      '%i %s: %s',
      (_number, _text, _name, figure) => check(figure, figure.period === '2021-06' ? june : half),
    );

    test('the three regions of 46.64 % are those that are named', () => {
      expect(indicator(june, 'region_share', { top: 3 }).members).toEqual(['汉滨区', '高新区', '旬阳县']);
    });

    test('the praised units are the eight that are named', () => {
      const praised = Object.keys(june.counters).flatMap((name) => /^praise\{unit=(.*)\}$/.exec(name)?.[1] ?? []);
      const names = praised.map((code) => configuration.catalogue.unitName(code));
      expect(names.sort()).toEqual([...golden.printedElsewhere.praisedUnits].sort());
    });

    test("May, which June's changes imply", () => {
      const { contacts, answered, tickets, nature, category, topic } = golden.may2021;
      const labelled = (measure: string, label: string, counts: Readonly<Record<string, number>>) =>
        Object.entries(counts).map(([value, n]) => [nameOf(measure, { [label]: value }), n] as const);
      const expected = Object.fromEntries([
        ['contacts', contacts] as const,
        ['answered', answered] as const,
        ['tickets', tickets] as const,
        ...labelled('tickets', 'nature', nature),
        ...labelled('answered', 'category', category),
        ...labelled('answered', 'topic', topic),
      ]);
      expect(Object.keys(expected)).toHaveLength(16);
      expect(may.counters).toMatchObject(expected);
    });
  });

  describe('both paths', () => {
    test.each(comparedPeriods.map((period, i) => [period, i] as const))('%s: no figure differs', (name, i) => {
      const found = figures.periods[i]!;
      expect(found.name).toBe(name.split('@')[0]);
      expect(found).toMatchObject({ differences: [], broken: [] });
      expect(found.identities).toBeGreaterThanOrEqual(7);
      // Nothing happened in the thirty days before today; everywhere else there is something to agree on.
      if (name !== 'rolling:30d') expect(found.counters).toBeGreaterThan(100);
    });

    test('the periods are whole: thirty days of June are June', () => {
      const contacts = (name: string) => figures.periods[comparedPeriods.indexOf(name)]?.contacts;
      expect(contacts('rolling:30d@2021-07-01T00:00:00+08:00')).toBe(22361);
      expect(contacts('rolling:30d')).toBe(0);
      expect([contacts('year:2021'), contacts('half:2021-H1')]).toEqual([126544, 126544]);
    });

    test('what was published of each month is what the state says', () => {
      expect(figures.published.filter(({ same }) => !same)).toEqual([]);
      const months = figures.published.map(({ key, contacts }) => [key, contacts]);
      expect(months).toEqual(
        expect.arrayContaining([
          ['month:2021-06', 22361],
          ['month:2021-05', 19370],
        ]),
      );
      expect(figures.published.reduce((sum, { contacts }) => sum + contacts, 0)).toBe(126544);
    });
  });
}

/** One printed figure against ours, by its verdict. */
function check(figure: PrintedFigure, snapshot: Snapshot): void {
  const { verdict, printed, numerator, denominator } = figure;
  if (verdict === 'ambiguous') {
    checkBothReadings(figure, snapshot);
    return;
  }
  if (typeof printed === 'number') {
    // A count: only right ones are printed.
    expect([verdict, snapshot.counters[nameOf(figure.id, figure.labels)]]).toEqual(['right', printed]);
    return;
  }
  const ours = indicator(snapshot, figure.id, figure.labels);
  if (numerator !== undefined) expect([ours.numerator, ours.denominator]).toEqual([numerator, denominator]);
  // The text is that of the two integers, whatever was printed.
  expect(ours.value).toBe(exactText(ours, ours.unit === '%' ? 2 : 1));
  if (verdict === 'right') expect(exactText(ours, decimalsOf(printed))).toBe(printed);
  else if (verdict === 'uncheckable') checkInvented(figure, snapshot);
  else if (verdict === 'impossible') checkImpossible(figure, snapshot);
  else {
    expect(ours.value).toBe(figure.correct);
    expect(ours.value).not.toBe(printed);
  }
}

/** 3.71 is either points or percent: both are published, and it is the points. */
function checkBothReadings({ id, labels, printed }: PrintedFigure, snapshot: Snapshot): void {
  expect([id, labels]).toEqual(['change', { of: 'connection_rate' }]);
  expect(indicator(snapshot, 'connection_rate').previous).toEqual({
    period: 'month:2021-05',
    numerator: 18800,
    denominator: 19370,
    value: '97.06',
    changePoints: printed,
    changePercent: '-3.82',
  });
}

/** Its base is not printed; the profile invents one that gives it, and ours is shown with that. */
function checkInvented({ id, labels, printed }: PrintedFigure, snapshot: Snapshot): void {
  const ours = indicator(snapshot, id, labels);
  expect([ours.numerator, ours.denominator]).toEqual([
    snapshot.counters[nameOf('satisfied', labels)],
    snapshot.counters[nameOf('rated', labels)],
  ]);
  expect(ours.denominator).toBeGreaterThan(100);
  expect(ours.value).toBe(printed);
}

/** 99.95 % needs at least 1,819 tickets of a topic that 1,390 contacts had; ours is shown with its base. */
function checkImpossible({ id, labels, printed }: PrintedFigure, snapshot: Snapshot): void {
  const ours = indicator(snapshot, id, labels);
  expect([ours.numerator, ours.denominator]).toEqual([
    snapshot.counters[nameOf('closed', labels)],
    snapshot.counters[nameOf('tickets', labels)],
  ]);
  expect(ours.denominator).toBeGreaterThan(100);
  expect(ours.denominator).toBeLessThanOrEqual(snapshot.counters[nameOf('answered', labels)]!);
  expect(ours.value).not.toBe(printed);
}
