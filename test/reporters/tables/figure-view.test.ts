import { expect, test } from '@jest/globals';
import { FigureView, shareOf } from '../../../src/reporters/tables/figure-view.js';

const figures = { counters: { tickets: 4548 }, indicators: [] };

test('a counter that is not there is 0', () => {
  const view = new FigureView(figures);
  expect([view.known('tickets'), view.known('answered'), view.count('answered')]).toEqual([4548, 0, 0]);
});

test('with opening figures, what they do not give is unknown', () => {
  const view = new FigureView({ ...figures, baselineMonths: ['2021-05'] });
  expect([view.known('tickets'), view.known('answered')]).toEqual([4548, null]);
  expect(shareOf(view.known('answered'), view.known('tickets'))).toBeNull();
});
