import { expect, test } from '@jest/globals';
import { decisionHeader, decisionOf, revisionKey } from '../../src/engine/revision-record.js';
import { RevisionShelf } from '../../src/engine/revision-shelf.js';

/** What is kept of the revisions: of a month that is closed slowly there is one an hour. */

const revisionOf = (revision: number) => ({
  month: '2021-06',
  revision,
  decidedAt: `2021-07-13T0${revision % 10}:00:00.000Z`,
  cutOff: '2021-07-12T16:00:00.000Z',
  generation: 1,
  rollback: 0,
  offsets: { calls: [String(revision)] },
});

/** The late tickets of a revision, as the log brings them: a part of what was fetched. */
function record(revision: number) {
  const head = { ...revisionOf(revision), total: 1000, tickets: [] };
  const data = { ...head, filling: Array.from({ length: 2000 }, (_, i) => `ticket ${i} of the county`) };
  const value = Buffer.from(JSON.stringify({ data }));
  const fetched = Buffer.concat([Buffer.alloc(1_000_000), value]);
  return {
    key: Buffer.from(revisionKey('2021-06', revision, 'late')),
    value: fetched.subarray(1_000_000),
    headers: { [decisionHeader]: decisionOf(revisionOf(revision)) },
  };
}

test('a hundred revisions take the room of twenty at most', () => {
  const shelf = new RevisionShelf();
  const [first, ...others] = Array.from({ length: 100 }, (_, i) => record(i + 1));
  for (const one of [first!, ...others]) expect(shelf.take(one)).toBe(true);
  expect(shelf.bytes).toBeLessThan(20 * first!.value.length);
  for (let n = 1; n <= 100; n++) expect(shelf.tickets(revisionOf(n))).toMatchObject({ revision: n, total: 1000 });
  expect(shelf.tickets(revisionOf(100))).toBe(shelf.tickets(revisionOf(100)));
  expect(shelf.tickets(revisionOf(101))).toBeNull();
});

test('what was written over is given back as it was', () => {
  const shelf = new RevisionShelf();
  const own = record(1);
  shelf.take(own);
  expect(shelf.overwritten(revisionOf(1))).toEqual([]);
  shelf.take({ ...record(1), headers: { [decisionHeader]: 'another' } });
  const [[key, value] = []] = shelf.overwritten(revisionOf(1));
  expect([key, Buffer.from(value!)]).toEqual(['month:2021-06@r1/late', own.value]);
});
