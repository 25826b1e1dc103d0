import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { PulseError } from '../../src/domain/errors.js';
import { natures } from '../../src/domain/events.js';
import { parseDay } from '../../src/domain/zone.js';
import { loadDeadlines } from '../../src/settings/deadlines.js';

const hours = (n: number) => ({ clockMs: n * 3_600_000 });

function problemsOf(raw: unknown): readonly string[] {
  try {
    loadDeadlines(raw);
  } catch (error) {
    if (!(error instanceof PulseError) || error.code !== 'PULSE_CONFIG') throw error;
    const problems = error.details['problems'] as readonly string[];
    expect(error.message).toBe(problems.join('\n'));
    return problems;
  }
  return [];
}

test('the shipped rules are the defaults of kpi.md section 5', () => {
  const rules = loadDeadlines(parse(readFileSync('config/deadlines.yaml', 'utf8')));
  expect(rules).toHaveLength(1);
  expect(rules[0]!.validFrom).toBeNull();
  for (const nature of natures) {
    expect(rules[0]!.terms.critical[nature]).toEqual(hours(2));
    expect(rules[0]!.terms.urgent[nature]).toEqual(hours(24));
    expect(rules[0]!.terms.normal[nature]).toEqual({ workingDays: nature === 'consultation' ? 1 : 5 });
  }
});

// The comment shows an operator how to write one: it must be right.
test('the example in the comment of the shipped file is accepted', () => {
  const text = readFileSync('config/deadlines.yaml', 'utf8');
  const example = text.slice(text.indexOf('#   - validFrom')).replace(/^# ?/gm, '');
  const rules = loadDeadlines(parse(`${text}\n${example}`));
  expect(rules.map((rule) => rule.validFrom)).toEqual([null, parseDay('2027-01-01')]);
  expect(rules[1]!.terms.urgent.complaint).toEqual(hours(12));
  expect(rules[1]!.terms.critical.complaint).toEqual(hours(1));
});

test('the most particular entry decides', () => {
  const [rule] = loadDeadlines({
    rules: [
      {
        validFrom: '2020-01-01',
        urgency: { urgent: { minutes: 90 } },
        nature: { complaint: { workingDays: 3 }, praise: 'unknown' },
        otherwise: { workingDays: 7 },
        exceptions: [
          { urgency: 'urgent', nature: 'complaint', term: { hours: 3 } },
          { urgency: 'normal', nature: 'report', term: { workingDays: 9 } },
        ],
      },
    ],
  });
  const { terms } = rule!;
  expect([terms.urgent.complaint, terms.urgent.help]).toEqual([hours(3), hours(1.5)]);
  expect([terms.normal.complaint, terms.critical.complaint]).toEqual([{ workingDays: 3 }, { workingDays: 3 }]);
  expect([terms.normal.report, terms.critical.report]).toEqual([{ workingDays: 9 }, { workingDays: 7 }]);
  expect([terms.normal.praise, terms.urgent.praise]).toEqual([{ unknown: true }, hours(1.5)]);
});

test('the order of keys in the file does not change the JSON that is hashed', () => {
  const otherwise = { workingDays: 5 };
  const a = loadDeadlines({ rules: [{ otherwise, nature: { praise: { hours: 1 }, help: { hours: 2 } } }] });
  const b = loadDeadlines({ rules: [{ nature: { help: { hours: 2 }, praise: { hours: 1 } }, otherwise }] });
  expect(JSON.stringify(a)).toBe(JSON.stringify(b));
});

describe('refused', () => {
  const otherwise = { workingDays: 5 };

  test('every problem at once, each with its place', () => {
    const problems = problemsOf({
      rules: [
        { urgency: { normal: { hours: 1 } }, otherwise: { workingDays: 0 } },
        { validFrom: '2021-02-29', nature: { gossip: { hours: 1 } } },
      ],
      defaults: {},
    }).join('\n');
    expect(problems).toContain('deadlines: rules.0.urgency: Unrecognized key: "normal"');
    expect(problems).toContain('deadlines: rules.0.otherwise.workingDays: ');
    expect(problems).toContain('deadlines: rules.1.validFrom: not a date such as');
    expect(problems).toContain('deadlines: rules.1.nature: Unrecognized key: "gossip"');
    expect(problems).toContain('deadlines: rules.1.otherwise: ');
    expect(problems).toContain('deadlines: Unrecognized key: "defaults"');
  });

  test.each([
    [{}],
    [{ hours: 1, minutes: 5 }],
    [{ hours: 0.5 }],
    [{ hours: -1 }],
    [{ days: 3 }],
    [5],
    ['never'],
    [{ workingDays: 1e6 }],
  ])('term %j', (term) => {
    expect(problemsOf({ rules: [{ otherwise: term }] })).toEqual([
      expect.stringMatching(/^deadlines: rules\.0\.otherwise/),
    ]);
  });

  test.each([
    [[], /rules/],
    [[{ otherwise }, { otherwise }], /rules\.1\.validFrom: only the first rule may leave it out/],
    [
      [
        { otherwise, validFrom: '2021-01-01' },
        { otherwise, validFrom: '2021-01-01' },
      ],
      /rules\.1\.validFrom: not after that of the rule before it/,
    ],
    [
      [
        {
          otherwise,
          exceptions: [
            { urgency: 'urgent', nature: 'help', term: otherwise },
            { urgency: 'urgent', nature: 'help', term: { hours: 1 } },
          ],
        },
      ],
      /rules\.0\.exceptions\.1: urgent help is there twice/,
    ],
  ])('rules %j', (rules, message) => {
    expect(problemsOf({ rules })).toEqual([expect.stringMatching(message)]);
  });

  test.each([[null], [undefined], [[]], ['rules']])('not a file of rules: %j', (raw) => {
    expect(problemsOf(raw)).toEqual([expect.stringMatching(/^deadlines: /)]);
  });
});
