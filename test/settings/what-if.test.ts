import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { PulseError } from '../../src/domain/errors.js';
import { loadWhatIf } from '../../src/settings/what-if.js';
import { configuration } from '../support/views.js';

const today = configuration.views.rules;
const config = new URL('../../config/', import.meta.url);
const yaml = (name: string): unknown => parse(readFileSync(new URL(name, config), 'utf8'));

test('an empty file changes nothing; so does the file of the rules in force', () => {
  const nothing = {
    deadlines: today,
    ignoreGivenDueAt: false,
    extensionsCountAsLate: false,
    connectionChannels: null,
    excludeNatures: [],
  };
  expect([loadWhatIf(null, today), loadWhatIf({}, today)]).toEqual([nothing, nothing]);
  expect(loadWhatIf(yaml('deadlines.yaml'), today)).toEqual(nothing);
});

const examples = readdirSync(new URL('examples/', config)).filter((name) => name.startsWith('what-if-'));
test.each(examples)('%s is one, and changes something', (name) => {
  expect(loadWhatIf(yaml(`examples/${name}`), today)).not.toEqual(loadWhatIf({}, today));
});

test('there are examples of every key', () => {
  expect(examples.length).toBeGreaterThanOrEqual(4);
  const keys = new Set(examples.flatMap((name) => Object.keys(yaml(`examples/${name}`) as object)));
  expect([...keys].sort()).toEqual([
    'connection',
    'excludeNatures',
    'extensionsCountAsLate',
    'ignoreGivenDueAt',
    'rules',
  ]);
});

describe('refused, every problem at once', () => {
  const problemsOf = (raw: unknown): readonly string[] => {
    try {
      loadWhatIf(raw, today);
    } catch (error) {
      expect(error).toMatchObject({ code: 'PULSE_CONFIG' });
      return (error as PulseError).details['problems'] as string[];
    }
    throw new PulseError('PULSE_CONFIG', 'was taken');
  };

  test('one text a problem, with its place', () => {
    const problems = problemsOf({
      rules: [{ otherwise: { workingDays: 0 } }, { otherwise: 'unknown' }],
      connection: { channels: ['phone', 'phone'] },
      excludeNatures: ['nothing'],
      extensionsCountAsLate: 'yes',
      extra: 1,
    });
    const places = ['rules.0.otherwise', 'connection.channels', 'excludeNatures.0', 'extensionsCountAsLate', '"extra"'];
    for (const place of places) expect(problems.filter((p) => p.includes(place))).toHaveLength(1);
    expect(problems.every((p) => p.startsWith('what-if'))).toBe(true);
  });

  test.each([
    [[]],
    ['text'],
    [{ connection: { channels: [] } }],
    [{ connection: {} }],
    [{ excludeNatures: ['help', 'help'] }],
  ])('%j', (raw) => expect(problemsOf(raw).length).toBeGreaterThan(0));

  test('the rules of deadlines.yaml hold here too', () => {
    const rule = { validFrom: '2021-06-01', otherwise: { workingDays: 5 } };
    expect(problemsOf({ rules: [rule, rule] })[0]).toContain('validFrom');
  });
});
