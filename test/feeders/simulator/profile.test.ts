import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { PulseError } from '../../../src/domain/errors.js';
import { loadProfile } from '../../../src/feeders/simulator/profile.js';
import { readProfile } from '../../../src/feeders/simulator/profile-file.js';
import { loadCatalogue } from '../../../src/settings/catalogue.js';
import { smallProfile } from './small.js';
import { configYaml, halfYear, twoMonths } from './support.js';

type Raw = ReturnType<typeof smallProfile>;

/** The problems of a spoiled copy. */
function problemsOf(spoil: (raw: Raw, month: Raw['months'][number]) => void): readonly string[] {
  const raw = smallProfile();
  spoil(raw, raw.months[1]!);
  try {
    loadProfile(raw);
  } catch (error) {
    if (!(error instanceof PulseError)) throw error;
    expect(error.code).toBe('PULSE_CONFIG');
    const problems = error.details['problems'] as readonly string[];
    for (const problem of problems) expect(error.message).toContain(problem);
    return problems;
  }
  return [];
}

describe('a profile that contradicts itself is refused', () => {
  test('the profile that the others are spoiled from is whole', () => expect(problemsOf(() => undefined)).toEqual([]));

  test.each<[string, (raw: Raw, month: Raw['months'][number]) => void]>([
    ['months.1.contacts: 101, but the sum over the channels is 100', (_, m) => (m.contacts = 101)],
    ['months.1.answered: 91, but the sum over the subjects is 90', (_, m) => (m.answered = 91)],
    ['months.1.direct: 61, but answered less tickets is 60', (_, m) => (m.direct = 61)],
    ['months.1.channels.wechat.tickets: 11, more than its answered: 10', (_, m) => (m.channels.wechat.tickets = 11)],
    ['months.1.channels.phone.answered: 91, more than its contacts: 90', (_, m) => (m.channels.phone.answered = 91)],
    ['months.1.abandoned: 11, more than the unanswered calls: 10', (_, m) => (m.abandoned = 11)],
    ['months.1.waits.known: 81, more than the answered calls: 80', (_, m) => (m.waits.known = 81)],
    ['months.1.waits.within15s: 71, more than the known waits: 70', (_, m) => (m.waits.within15s = 71)],
    ['months.1.categories.traffic: 39, but the sum over the subjects is 40', (_, m) => (m.categories['traffic'] = 39)],
    ['months.1.topics.噪音: 3, but the sum over the subjects is 0', (_, m) => (m.topics['噪音'] = 3)],
    ['months.1.natures.praise: 2, but the sum over the praised units is 1', (_, m) => (m.praise['B局'] = 1)],
    ['months.1.tickets: 30, but the sum over the natures is 31', (_, m) => (m.natures['help'] = 21)],
    ['months.1.tickets: 30, but the sum over the units is 31', (_, m) => (m.units['A县'] = 19)],
    ['months.1.regions.A县: 17, but the sum over the units of that region is 18', (_, m) => (m.regions['A县'] = 17)],
    [
      'months.1.unitGroups.county: 17, but the sum over the units of that group is 18',
      (_, m) => (m.unitGroups.county = 17),
    ],
    ['months.1.units.C局: not in the directory of units', (_, m) => (m.units['C局'] = 1)],
    ['months.1.closedOnTime: 30, but tickets less late is 29', (_, m) => (m.closedOnTime = 30)],
    [
      'months.1.urgencies: 21, more than the help tickets in time, together with extended and reopened: 20',
      (_, m) => (m.urgencies.urgent = 16),
    ],
    ['months.1.late.0.nature: praise is never late here', (_, m) => (m.late[0]!.nature = 'praise')],
    [
      'months.1.units.市D局: 1, more than its tickets, late and praise together: 0',
      (_, m) => (m.late[0]!.unit = '市D局'),
    ],
    ['months.1.ratings.satisfied: 21, more than the rated: 20', (_, m) => (m.ratings.satisfied = 21)],
    ['months.1.ratings.topics.疫情.rated: 9, more than its tickets: 8', (_, m) => (m.ratings.topics.疫情.rated = 9)],
    [
      'months.1.ratings.topics: 6, more than all rated: 5',
      (_, m) => (m.ratings = { ...m.ratings, rated: 5, satisfied: 5 }),
    ],
    ['months.1.ratings.rated: 23, more than the tickets of no rated topic: 22', (_, m) => (m.ratings.rated = 29)],
    ['months.1.invented.0: no such entry in this month: units.Z县', (_, m) => m.invented[0]!.what.push('units.Z县')],
    ['months.1.month: not after the month before it', (_, m) => (m.month = '2021-01')],
    ['months.1.month: not a month such as 2021-06', (_, m) => (m.month = '2021-13')],
    ['totals.direct: 121, but the sum over the months is 120', (raw) => (raw.totals.direct = 121)],
    ['shape.agents: Too small: expected number to be >0', (raw) => (raw.shape['agents'] = 0)],
    ['profile: Unrecognized key: "speed"', (raw) => Object.assign(raw, { speed: 1 })],
  ])('%s', (problem, spoil) => {
    expect(problemsOf(spoil)).toEqual(expect.arrayContaining([expect.stringContaining(problem)]));
  });

  test('all problems at once', () => {
    const problems = problemsOf((_, m) => {
      m.direct = 61;
      m.waits.within15s = 71;
      m.ratings.satisfied = 21;
    });
    expect(problems.length).toBeGreaterThanOrEqual(3);
  });
});

describe('profile files', () => {
  test('both profiles have the same May and June, from one place', () => {
    expect(halfYear.months.slice(4)).toEqual(twoMonths.months);
  });

  test('the catalogue knows every code of the profiles', () => {
    const catalogue = loadCatalogue(configYaml('catalogue.yaml'));
    for (const [code, { name, kind }] of Object.entries(halfYear.units)) {
      expect([code, catalogue.unitName(code), catalogue.unitKind(code)]).toEqual([code, name, kind]);
    }
    for (const m of halfYear.months) {
      const codes = { channel: m.channels, category: m.categories, topic: m.topics, region: m.regions } as const;
      for (const kind of ['channel', 'category', 'topic', 'region'] as const) {
        for (const code of Object.keys(codes[kind]))
          expect([kind, code, catalogue.known(kind, code)]).toEqual([kind, code, true]);
      }
    }
  });

  test('a file named in another is read from beside it; what is missing or no YAML is named', () => {
    const dir = mkdtempSync(join(tmpdir(), 'profile-'));
    try {
      const raw = smallProfile();
      writeFileSync(join(dir, 'one.yaml'), stringify(raw.months[0]));
      writeFileSync(join(dir, 'all.yaml'), stringify({ ...raw, months: ['one.yaml', raw.months[1]] }));
      expect(readProfile(join(dir, 'all.yaml'))).toEqual(loadProfile(smallProfile()));
      writeFileSync(join(dir, 'lost.yaml'), stringify({ ...raw, units: 'nowhere.yaml' }));
      expect(() => readProfile(join(dir, 'lost.yaml'))).toThrow(/nowhere\.yaml/);
      writeFileSync(join(dir, 'bad.yaml'), 'months: [');
      expect(() => readProfile(join(dir, 'bad.yaml'))).toThrow(expect.objectContaining({ code: 'PULSE_CONFIG' }));
      writeFileSync(join(dir, 'text.yaml'), 'just words');
      expect(() => readProfile(join(dir, 'text.yaml'))).toThrow(/profile: Invalid input/);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});
