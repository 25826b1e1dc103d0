import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { PulseError } from '../../src/domain/errors.js';
import { loadCatalogue } from '../../src/settings/catalogue.js';

const own = (): Record<string, Record<string, unknown>> =>
  parse(readFileSync(new URL('../../config/catalogue.yaml', import.meta.url), 'utf8'));
const golden = JSON.parse(readFileSync(new URL('../golden/ankang-2021-06.json', import.meta.url), 'utf8'));

describe('the catalogue that comes with the program', () => {
  const catalogue = loadCatalogue(own());

  test('labels as the report prints them', () => {
    const rows: [text: string, kind: 'channel' | 'nature' | 'category', label: string][] = golden.figures.flatMap(
      (f: { text: string; id: string; labels: Record<string, string> }) =>
        (['channel', 'nature', 'category'] as const).flatMap((kind) =>
          f.labels[kind] !== undefined &&
          (f.id === 'contacts' || f.id === 'answered' || (f.id === 'tickets' && kind === 'nature'))
            ? [[f.text, kind, f.labels[kind]]]
            : [],
        ),
    );
    expect(rows.length).toBe(4 + 6 + 6);
    for (const [text, kind, code] of rows) expect(catalogue.label(kind, code)).toBe(text);
  });

  test('a unit is found by code, full name and alias', () => {
    for (const name of ['市住建局', '市住房和城乡建设局', '安康市住房和城乡建设局']) {
      expect([catalogue.unitCode(name), catalogue.unitName(name), catalogue.unitKind(name)]).toEqual([
        '市住建局',
        '市住房和城乡建设局',
        'department',
      ]);
      expect(catalogue.unitKinds.get(name)).toBe('department');
    }
    expect(catalogue.unitKind('安康城投公司')).toBe('enterprise');
    for (const printed of golden.printedElsewhere.praisedUnits)
      expect([printed, catalogue.unitCode(printed)]).not.toEqual([printed, undefined]);
  });

  test('what it lacks is its own label, and not known', () => {
    expect(catalogue.label('channel', 'fax')).toBe('fax');
    expect(catalogue.known('channel', 'fax')).toBe(false);
    expect(catalogue.known('channel', 'wechat')).toBe(true);
    expect(catalogue.known('topic', '疫情')).toBe(true);
    expect([catalogue.unitCode('火星局'), catalogue.unitKind('火星局'), catalogue.unitName('火星局')]).toEqual([
      undefined,
      undefined,
      '火星局',
    ]);
    // Codes of events are anybody's text: none may reach a property of the table itself.
    expect([catalogue.known('channel', 'constructor'), catalogue.label('unit', '__proto__')]).toEqual([
      false,
      '__proto__',
    ]);
  });
});

describe('a catalogue with mistakes is refused, all of them in one message', () => {
  const problemsOf = (spoil: (raw: ReturnType<typeof own>) => void): string => {
    const raw = own();
    spoil(raw);
    try {
      loadCatalogue(raw);
    } catch (error) {
      if (error instanceof PulseError && error.code === 'PULSE_CONFIG') return error.message;
      throw error;
    }
    return '';
  };

  test.each<[string, RegExp, (raw: ReturnType<typeof own>) => void]>([
    ['a nature without a label', /catalogue: natures\.praise: /, (raw) => void delete raw['natures']!['praise']],
    [
      'a nature that does not exist',
      /catalogue: natures: .*gossip/,
      (raw) => Object.assign(raw['natures']!, { gossip: '闲聊' }),
    ],
    [
      'an unknown kind of unit',
      /catalogue: units\.汉滨区\.kind: /,
      (raw) => Object.assign(raw['units']!, { 汉滨区: { name: '汉滨区', kind: 'city' } }),
    ],
    [
      'one name of two units',
      /catalogue: units\.新局: 汉滨区 is also a name of 汉滨区/,
      (raw) => Object.assign(raw['units']!, { 新局: { name: '新局', kind: 'department', aliases: ['汉滨区'] } }),
    ],
    [
      'a code that is not NFC',
      /catalogue: topics\.\d+: not in Unicode form NFC/,
      (raw) => void (raw['topics'] as unknown as string[]).push('Cafe\u0301'),
    ],
    ['an unknown section', /catalogue: Unrecognized key: "colours"/, (raw) => Object.assign(raw, { colours: {} })],
  ])('%s', (_, message, spoil) => expect(problemsOf(spoil)).toMatch(message));

  test('several', () => {
    const message = problemsOf((raw) => {
      delete raw['outcomes'];
      raw['colours'] = {};
    });
    expect(message).toMatch(/outcomes/);
    expect(message).toMatch(/colours/);
  });
});
