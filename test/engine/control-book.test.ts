import { describe, expect, test } from '@jest/globals';
import { ControlBook } from '../../src/engine/control-book.js';

/** Revisions, signatures and opening figures in the control topic: of each key the last record. */

const revision = (month: string, n: number) => ({
  month,
  revision: n,
  decidedAt: '2021-07-13T00:00:00.000Z',
  generation: 1,
  rollback: 0,
  offsets: { calls: ['7', '9'] },
  cutOff: '2021-07-12T16:00:00.000Z',
  digest: 'd',
});
const signature = (month: string, n: number, by: string, at: string) => ({ month, revision: n, by, note: '', at });
const baseline = (month: string, contacts: number, more = {}) => ({
  month,
  counters: { contacts },
  source: 'f.yaml',
  by: 'w',
  note: '',
  at: '2021-06-01T00:00:00Z',
  ...more,
});
function book(...records: [key: string, value: object][]): ControlBook {
  const made = new ControlBook();
  for (const [key, value] of records) made.take(key, value);
  return made;
}

describe('the control book', () => {
  test('revisions of a month in their order, whatever the order of the topic', () => {
    const b = book(
      ['revision:2021-06@r10', revision('2021-06', 10)],
      ['revision:2021-05@r1', revision('2021-05', 1)],
      ['revision:2021-06@r2', revision('2021-06', 2)],
    );
    expect(b.revisions('2021-06').map((r) => r.revision)).toEqual([2, 10]);
    expect(b.revisions().map((r) => `${r.month}@r${r.revision}`)).toEqual(['2021-05@r1', '2021-06@r2', '2021-06@r10']);
    expect(b.revisions('2021-07')).toEqual([]);
  });

  test('of two decisions the first, unless another was said again because it holds', () => {
    const key = 'revision:2021-06@r1';
    const [a, b] = [revision('2021-06', 1), { ...revision('2021-06', 1), digest: 'other' }];
    expect(book([key, a], [key, b]).revisions()).toEqual([a]);
    expect(book([key, a], [key, b], [key, { ...a, holds: true }]).revisions()).toEqual([a]);
    // Compaction took the first word.
    expect(book([key, b], [key, { ...a, holds: true }]).revisions()).toEqual([a]);
  });

  test('signatures of one revision, in the order of signing', () => {
    const b = book(
      ['sign:2021-06@r1:b', signature('2021-06', 1, 'late', '2021-07-15T00:00:00+08:00')],
      ['sign:2021-06@r1:a', signature('2021-06', 1, 'early', '2021-07-14T17:00:00Z')],
      ['sign:2021-06@r2:a', signature('2021-06', 2, 'other', '2021-07-14T00:00:00Z')],
    );
    expect(b.signatures('2021-06', 1).map((s) => s.by)).toEqual(['late', 'early']);
    expect(b.signatures('2021-06').map((s) => s.by)).toEqual(['other', 'late', 'early']);
  });

  test('opening figures: the last record of a month holds, a removed one none; one map until something changes', () => {
    const b = book(['baseline:2021-05', baseline('2021-05', 3)], ['baseline:2021-04', baseline('2021-04', 1)]);
    const first = b.baselines();
    expect(first.get('2021-05')).toEqual(new Map([['contacts', 3]]));
    b.take('sign:2021-06@r1:a', signature('2021-06', 1, 'x', '2021-07-14T00:00:00Z'));
    expect(b.baselines()).toBe(first);
    b.take('baseline:2021-05', baseline('2021-05', 3, { removedAt: '2021-06-02T00:00:00Z' }));
    expect([...b.baselines().keys()]).toEqual(['2021-04']);
    // Who still holds the map of before sees nothing move under it, and the month that stayed is the same.
    expect([first.has('2021-05'), first.get('2021-04') === b.baselines().get('2021-04')]).toEqual([true, true]);
    expect(b.baselineRecords().map((r) => [r.month, r.removedAt !== undefined])).toEqual([
      ['2021-04', false],
      ['2021-05', true],
    ]);
  });

  test('a record of the wrong form is refused, one of another kind is not looked at', () => {
    expect(() => book(['baseline:2021-05', baseline('2021-05', -1)])).toThrow();
    expect(() => book(['revision:2021-06@r1', { ...revision('2021-06', 1), offsets: { calls: [7] } }])).toThrow();
    expect(() => book(['sign:2021-06@r1:a', signature('2021-06', 1, '', '2021-07-14T00:00:00Z')])).toThrow();
    expect(() => book(['rebuild:1', { anything: true }])).not.toThrow();
  });
});
