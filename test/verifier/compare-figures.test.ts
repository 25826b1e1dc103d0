import { describe, expect, test } from '@jest/globals';
import { compareFigures } from '../../src/verifier/compare-figures.js';
import { call, june, local, ticket } from './support.js';

const ours = june([
  call('c'),
  call('d', { answered: false }),
  call('m', { receivedAt: local('05-10') }),
  ticket('c/t'),
]);
/** What a main path that agrees would have published. */
const published = () => ({
  counters: Object.fromEntries(ours.counters),
  indicators: structuredClone(ours.indicators) as ((typeof ours.indicators)[number] & { value: string | null })[],
});

describe('published against recomputed', () => {
  test('the same figures have no difference; a zero and an absent counter are the same', () => {
    const same = published();
    same.counters['abandoned'] = 0;
    expect(compareFigures(same, ours)).toEqual([]);
  });

  test('a wrong, a missing and an invented counter are each named', () => {
    const wrong = published();
    wrong.counters['contacts'] = 3;
    delete wrong.counters['answered'];
    wrong.counters['rated{unit=x}'] = 1;
    expect(compareFigures(wrong, ours)).toEqual([
      { figure: 'contacts', published: 3, recomputed: 2 },
      { figure: 'rated{unit=x}', published: 1, recomputed: 0 },
      { figure: 'answered', published: 0, recomputed: 1 },
    ]);
  });

  test('an indicator: its value, its sums, its other periods', () => {
    const wrong = published();
    wrong.indicators = wrong.indicators.map((one) => {
      if (one.id === 'direct_rate') return { ...one, value: '0.01' };
      if (one.id === 'ticket_rate')
        return { ...one, denominator: 2, previous: { ...one.previous!, changePoints: '1.00' } };
      if (
        one.id === 'change' &&
        one.against === 'previous' &&
        one.labels['of'] === 'contacts' &&
        !one.labels['channel']
      )
        return { ...one, value: '99.00' };
      return one;
    });
    expect(compareFigures(wrong, ours)).toEqual([
      { figure: 'direct_rate value', published: '0.01', recomputed: '0.00' },
      { figure: 'ticket_rate denominator', published: 2, recomputed: 1 },
      { figure: 'ticket_rate previous.changePoints', published: '1.00', recomputed: '100.00' },
      { figure: 'change{of=contacts} against previous value', published: '99.00', recomputed: '100.00' },
    ]);
  });

  test('a comparison that one side calls unknown is a difference', () => {
    const wrong = published();
    wrong.indicators = wrong.indicators.map((one) => (one.id === 'direct_rate' ? { ...one, previous: null } : one));
    const figures = compareFigures(wrong, ours).map(({ figure }) => figure);
    expect(figures).toContain('direct_rate previous.value');
    expect(figures.every((figure) => figure.startsWith('direct_rate previous.'))).toBe(true);
  });

  test('a missing, an invented and a doubled indicator; one without a value may be left out', () => {
    const wrong = published();
    const first = wrong.indicators[0]!;
    wrong.indicators = [
      ...wrong.indicators.filter(({ id, value }) => id !== 'nature_share' && value !== null),
      { id: 'close_rate', labels: { topic: 'x' }, numerator: 1, denominator: 1, value: '100.00' },
      first,
    ];
    expect(compareFigures(wrong, ours)).toEqual([
      { figure: 'connection_rate (published twice)', published: first.value, recomputed: null },
      { figure: 'close_rate{topic=x}', published: '100.00', recomputed: null },
      { figure: 'nature_share{nature=help}', published: null, recomputed: '100.00' },
    ]);
  });
});
