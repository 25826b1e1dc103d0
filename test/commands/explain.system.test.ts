import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Explanation } from '../../src/domain/explanation-schema.js';
import { embeddedPair, type Pair } from '../support/pair.js';

/** `pulse explain` and `pulse what-if` of the built program on two simulated months. */

let pair: Pair;
beforeAll(async () => {
  pair = embeddedPair();
  const file = join(pair.dir, 'events.ndjson');
  await pair.pulse('simulate', '--profile', 'ankang-2021-05-06', '--seed', '3', '--out', file);
  await pair.pulse('replay', file);
  await pair.pulse('process', '--until-caught-up');
}, 300_000);
afterAll(() => pair?.close());

const explained = async (...args: string[]) => JSON.parse(await pair.pulse('explain', ...args, '--json'));

describe('explain', () => {
  test('says a printed figure in words, with its exact fraction, and the offsets it is a function of', async () => {
    const text = await pair.pulse('explain', '2021-06', '接通率');
    for (const part of ['接通率 · month:2021-06 = 93.35 %', '20874/22361', '93.350029068467…', '18800/19370 = 97.06']) {
      expect(text).toContain(part);
    }
    expect(text).toMatch(/hotline\.call-received( \d+)+\n/);
    const e: Explanation = await explained('2021-06', 'nature_share', '--label', 'nature=求助', '--lang', 'en');
    expect([e.numerator.value, e.denominator?.value, e.value, e.language]).toEqual([4284, 5793, '73.95', 'en']);
  });

  test('all cases of a figure add up to it; a page ends where it is told to', async () => {
    const late = await explained('2021-06', 'closed_late', '--cases', '--limit', 'all');
    expect([late.cases.length, late.next, late.agreement]).toEqual([
      6,
      null,
      { numerator: 6, denominator: null, agrees: true, text: expect.any(Object) },
    ]);
    const rate = await explained('2021-06', '按期办结率', '--label', 'unit=汉滨区', '--cases', '--limit', 'all');
    expect([rate.cases.length, rate.agreement]).toEqual([
      1754,
      expect.objectContaining({ numerator: 1754, denominator: 1754, agrees: true }),
    ]);
    const page = await explained('2021-06', 'contacts', '--cases', '--limit', '3');
    const next = await explained('2021-06', 'contacts', '--cases', '--limit', '3', '--after', page.next);
    const ids = [...page.cases, ...next.cases].map((c: { contactId: string }) => c.contactId);
    expect([new Set(ids).size, page.agreement]).toEqual([6, null]);
  });

  test.each([
    [['2021-06', 'conection_rate'], 'connection_rate'],
    [['2021-06', 'tickets', '--label', 'channel=phone'], 'it takes'],
    [['2021-06', 'tickets', '--label', 'nature'], 'label=code'],
    [['nothing', 'tickets'], 'is no period'],
    [['2021-06', 'tickets', '--limit', '0'], 'a number from 1 on'],
    [['2021-06', 'tickets', '--lang', 'fr'], 'zh, en'],
    [['month:2021-06@r9', 'tickets'], 'no revision'],
  ])('%j: exit code 2 and why', async (args, why) => {
    const { code, stdout, stderr } = await pair.run(['explain', ...args]);
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(why)]);
  });
});

describe('what-if', () => {
  const rules = (text: string): string => {
    const file = join(pair.dir, 'rules.yaml');
    writeFileSync(file, text);
    return file;
  };

  test('the rules in force show no difference; several periods at once', async () => {
    const args = ['--rules', 'config/deadlines.yaml', '2021-06', '2021-05', '--json'];
    const { periods, cases } = JSON.parse(await pair.pulse('what-if', ...args));
    expect(cases).toBeGreaterThan(41_000);
    for (const { agrees, figures } of periods) {
      expect([
        agrees,
        figures.filter((f: { today: object; whatIf: object }) => JSON.stringify(f.today) !== JSON.stringify(f.whatIf)),
      ]).toEqual([true, []]);
    }
  });

  test("today's column is the published one; the other is by the file", async () => {
    const published = JSON.parse(await pair.pulse('snapshot', '2021-06', '--json'));
    const { periods } = JSON.parse(
      await pair.pulse('what-if', '--rules', rules('connection: { channels: [phone] }'), '2021-06', '--json'),
    );
    type Figure = {
      figure: string;
      kind: string;
      today: { value: string; numerator: number };
      whatIf: { value: string };
    };
    const figures: Figure[] = periods[0].figures;
    for (const [name, n] of Object.entries(published.counters)) {
      expect([name, figures.find((f) => f.figure === name && f.kind === 'counter')?.today.numerator]).toEqual([
        name,
        n,
      ]);
    }
    const rate = figures.find((f) => f.figure === 'connection_rate')!;
    expect([rate.today.value, rate.whatIf.value]).toEqual(['93.35', '93.11']);
    const text = await pair.pulse('what-if', '--rules', 'config/examples/what-if-phone-only.yaml', '2021-06');
    expect(text).toMatch(/接通率 +│ 93\.35 % \(20874\/22361\) │ 93\.11 % \(20097\/21584\) │ -0\.24 个百分点/);
  });

  test.each([
    ['rules: 3\nexcludeNatures: [foo]', /what-if: rules.*\n.*what-if: excludeNatures/s],
    ['a: [', /rules\.yaml/],
  ])('%j: exit code 2 and why', async (text, why) => {
    const { code, stderr } = await pair.run(['what-if', '--rules', rules(text), '2021-06']);
    expect([code, stderr]).toEqual([2, expect.stringMatching(why)]);
  });
});
