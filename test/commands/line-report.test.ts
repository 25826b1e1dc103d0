import { describe, expect, test } from '@jest/globals';
import { LineReport } from '../../src/commands/line-report.js';
import { refusal } from '../../src/domain/events.js';

/** What a person is told of lines that are no events: file, line, reason; twenty of them, and how many more there are. */

const report = (count: number): LineReport => {
  const out = new LineReport();
  for (let i = 1; i <= count; i++) out.add('june.ndjson', i, refusal('not-json', `problem ${i}`));
  return out;
};

test('nothing to tell', () => {
  expect([report(0).count, report(0).text(), report(0).problems]).toEqual([0, '', []]);
});

test('a line each, with every problem of it', () => {
  const r = report(1);
  r.add('other.ndjson', 7, refusal('invalid-data', 'answered: wrong'));
  expect(r.text()).toBe('june.ndjson:1: not-json: problem 1\nother.ndjson:7: invalid-data: answered: wrong\n');
  expect(r.problems[1]).toEqual({
    file: 'other.ndjson',
    line: 7,
    reason: 'invalid-data',
    problems: ['answered: wrong'],
  });
});

describe('many', () => {
  test('twenty are all shown', () => {
    expect(report(20).text().split('\n')).toHaveLength(21);
    expect(report(20).text()).not.toContain('more');
  });
  test('of more than twenty the first, and the number of the others', () => {
    const r = report(1_000);
    const lines = r.text().trimEnd().split('\n');
    expect([r.count, r.problems.length, lines.length]).toEqual([1000, 20, 21]);
    expect(lines.slice(-2)).toEqual(['june.ndjson:20: not-json: problem 20', '… and 980 more']);
  });
});
