import { describe, expect, test } from '@jest/globals';
import type { Due } from '../../src/domain/deadlines.js';
import { openCounts } from '../../src/domain/figures.js';
import { openRow, parseOpenRow } from '../../src/domain/open-row.js';

/** A row of the due index as text and back, and what rows say at an instant: the edges of overdue and of "due soon". */

const due = (at: number | null, held = false): Due => ({ at, firstAt: at, held, extended: false });

describe('text', () => {
  test.each<[Due, string, string | undefined, string]>([
    [due(1_624_291_200_000), 'county', undefined, '1624291200000|county'],
    [due(1_624_291_200_000), 'county', 'hanbin', '1624291200000|county|hanbin'],
    [due(-1), 'unknown', 'u', '-1|unknown|u'],
    [due(null), 'county', undefined, 'unknown|county'],
    [due(7, true), 'county', 'hanbin', 'held 7|county|hanbin'],
    [due(7), 'county', 'a|b||c', '7|county|a|b||c'],
    [due(7), 'county', '', '7|county|'],
  ])('%j %s %s is %s', (at, kind, unit, text) => {
    expect(openRow(at, kind, unit)).toBe(text);
    expect(parseOpenRow(text)).toEqual({
      due: at.at ?? 'unknown',
      held: at.held,
      kind,
      ...(unit !== undefined && { unit }),
    });
  });
});

describe('at an instant', () => {
  const [asOf, soon] = [1_000_000, 2_000_000];
  const counts = (rows: [string, number][], given: { asOf: number; soon: number | null } = { asOf, soon }) =>
    Object.fromEntries(openCounts(new Map(rows), given));
  /** Measures without labels. */
  const measures = (at: Due, given?: { asOf: number; soon: number | null }): string[] =>
    Object.keys(counts([[openRow(at, 'county'), 1]], given)).filter((name) => !name.includes('{'));

  test.each<[string, Due, string[]]>([
    ['due a millisecond ago: overdue', due(asOf - 1), ['open', 'open_overdue']],
    ['due now: not overdue yet, due soon', due(asOf), ['open', 'open_not_due', 'open_due_within_1wd']],
    [
      'due at the end of the next working day: still due soon',
      due(soon),
      ['open', 'open_not_due', 'open_due_within_1wd'],
    ],
    ['due a millisecond after that: not due soon', due(soon + 1), ['open', 'open_not_due']],
    ['unknown', due(null), ['open', 'open_due_unknown']],
    ['held: never overdue', due(asOf - 1, true), ['open', 'open_not_due']],
    ['held, and far from due', due(soon + 1, true), ['open', 'open_not_due']],
  ])('%s', (_, at, expected) => expect(measures(at)).toEqual(expected));

  test('beyond the calendar nothing is due soon', () => {
    expect(measures(due(asOf), { asOf, soon: null })).toEqual(['open', 'open_not_due']);
    expect(measures(due(asOf - 1), { asOf, soon: null })).toEqual(['open', 'open_overdue']);
  });

  test('open = overdue + unknown + not due, by kind and group; by unit from the rows of units only', () => {
    const rows: [string, number][] = [
      ['999999|county', 2],
      ['1500000|township', 3],
      ['unknown|enterprise', 5],
      ['999999|county|a=b', 2],
      ['1500000|township|t', 3],
      ['unknown|enterprise|e', 5],
    ];
    expect(counts(rows)).toEqual({
      open: 10,
      open_overdue: 2,
      open_not_due: 3,
      open_due_within_1wd: 3,
      open_due_unknown: 5,
      'open{unit_kind=county}': 2,
      'open{unit_kind=township}': 3,
      'open{unit_kind=enterprise}': 5,
      'open_overdue{unit_kind=county}': 2,
      'open_not_due{unit_kind=township}': 3,
      'open_due_within_1wd{unit_kind=township}': 3,
      'open_due_unknown{unit_kind=enterprise}': 5,
      'open{unit_group=county}': 5,
      'open{unit_group=department}': 5,
      'open_overdue{unit_group=county}': 2,
      'open_not_due{unit_group=county}': 3,
      'open_due_within_1wd{unit_group=county}': 3,
      'open_due_unknown{unit_group=department}': 5,
      'open{unit=a%3Db}': 2,
      'open{unit=t}': 3,
      'open{unit=e}': 5,
      'open_overdue{unit=a%3Db}': 2,
      'open_not_due{unit=t}': 3,
      'open_due_within_1wd{unit=t}': 3,
      'open_due_unknown{unit=e}': 5,
    });
  });
});
