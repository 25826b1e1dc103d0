import { expect, test } from '@jest/globals';
import { diffOf, type RevisionFigures } from '../../src/domain/revision-diff.js';
import type { RevisionChanges } from '../../src/domain/revision-schema.js';
import type { Snapshot } from '../../src/domain/snapshot-schema.js';

/** What is said of the changes between two revisions, whatever the log still holds of them. */

const figures = (revision: number, counters: Record<string, number>, units?: Record<string, number>) =>
  ({
    revision,
    figures: { counters } as unknown as Snapshot,
    units: units === undefined ? null : ({ counters: units } as unknown as Snapshot),
  }) satisfies RevisionFigures;

/** What a revision says of the one before. */
function step(revision: number, differences: Record<string, number>, unexplained: Record<string, number> = {}) {
  const offsets = {};
  const changes = Object.entries(differences).map(([counter, difference]) => ({
    ...{ counter, before: 0, after: difference, difference },
  }));
  const at = '2021-07-13T00:00:00.000Z';
  const head = {
    month: '2021-06',
    revision,
    decidedAt: at,
    cutOff: at,
    before: revision - 1,
    from: offsets,
    to: offsets,
  };
  return { ...head, changes, causes: [], total: changes.length, unexplained } satisfies RevisionChanges;
}

const [r1, r3] = [figures(1, { closed: 5, tickets: 9 }, {}), figures(3, { closed: 8, tickets: 9 }, {})];

test('what all steps account for needs no more words', () => {
  expect(diffOf('2021-06', r1, r3, [step(2, { closed: 1, tickets: -1 }), step(3, { closed: 2, tickets: 1 })])).toEqual({
    ...{ month: '2021-06', before: 1, after: 3, causes: [], total: 4, unexplained: {}, unitsLeftOut: false },
    changes: [{ counter: 'closed', before: 5, after: 8, difference: 3 }],
  });
});

test('what no cause was on record for, a step says, and the sum of the steps', () => {
  const steps = [step(2, { closed: 1 }, { closed: 1 }), step(3, { closed: 2, tickets: 0 }, { closed: -1 })];
  expect(diffOf('2021-06', r1, r3, steps).unexplained).toEqual({});
  expect(diffOf('2021-06', r1, r3, [steps[0]!, step(3, { closed: 2 })]).unexplained).toEqual({ closed: 1 });
});

test('a step that is not in the log accounts for nothing', () => {
  expect(diffOf('2021-06', r1, r3, [step(2, { closed: 1 })])).toMatchObject({ total: 1, unexplained: { closed: 2 } });
  expect(diffOf('2021-06', r1, r3, [])).toMatchObject({ total: 0, unexplained: { closed: 3 } });
});

test('where single units are left out, nothing is said of them', () => {
  const after = figures(3, { closed: 8, tickets: 9 });
  const steps = [step(2, { closed: 3, 'closed{nature=help,unit=U1}': 3, 'closed{unit=U1}': 3 })];
  expect(diffOf('2021-06', r1, after, steps)).toMatchObject({ unitsLeftOut: true, unexplained: {} });
});
