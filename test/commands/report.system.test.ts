import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import PizZip from 'pizzip';
import { call, ticket } from '../reporters/report/events.js';
import { embeddedPair, type Pair, type Ran } from '../support/pair.js';

/** `pulse report` as a person at a terminal meets it: which files there are, and what wrong use is answered with. */

let pair: Pair;
const at = ['--at', '2021-07-13T00:00:00+08:00'];
beforeAll(async () => {
  pair = embeddedPair();
  const events = [
    ...ticket('a', { summary: '修路灯', closedAt: '2021-06-20T10:00:00+08:00', topics: ['供水'] }),
    ...ticket('b', { closedAt: null, summary: '修水管' }),
    call('c', { answered: false }),
    call('m', {}, '2021-05'),
  ];
  const file = join(pair.dir, 'events.ndjson');
  writeFileSync(file, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  await pair.pulse('replay', file);
  await pair.pulse('process', '--until-caught-up');
}, 120_000);
afterAll(() => pair?.close());

const folder = (name: string): string => join(pair.dir, name);
const refused = ({ code, stdout, stderr }: Ran, message: RegExp): void => {
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(message);
};

describe('files', () => {
  test('all formats; their names are what was printed, with what must be known first', async () => {
    const out = await pair.pulse('report', '2021-06', '--format', 'all', '-o', folder('new/june'), ...at);
    const files = readdirSync(folder('new/june')).sort();
    expect(files).toEqual(
      expect.arrayContaining(['docx', 'html', 'json', 'md', 'xlsx'].map((f) => `report-2021-06.${f}`)),
    );
    const printed = out.split('\n').filter((line) => line.startsWith(pair.dir));
    expect(printed.map((path) => path.slice(folder('new/june').length + 1)).sort()).toEqual(files);
    expect(out).toContain('草稿·未签发');
  });

  test('the text is that of the state: half-year, month, late and overdue cases', () => {
    const text = readFileSync(folder('new/june/report-2021-06.md'), 'utf8');
    expect(text).toContain('今年上半年，12345热线平台共收到群众来电来信4件');
    expect(text).toContain('处理群众来电来信3件（电话3件），环比上月上升200.00%');
    expect(text).toContain('市商务局逾期办结1件，为求助类事项，内容为修路灯。');
    expect(text).toContain('市商务局在办已逾期1件，为求助类事项，内容为修水管。');
    expect(text).toContain('反映供水问题1件');
  });

  test('the same state and instant, the same bytes; another time zone of the machine too', async () => {
    const again = await pair.run(['report', '2021-06', '--format', 'all', '-o', folder('again'), ...at], {
      env: { TZ: 'America/New_York' },
    });
    expect(again.code).toBe(0);
    for (const name of readdirSync(folder('new/june')))
      expect([
        name,
        readFileSync(join(folder('again'), name)).equals(readFileSync(join(folder('new/june'), name))),
      ]).toEqual([name, true]);
  });

  test('a week, and a range: units are told by their tickets', async () => {
    const printed = JSON.parse(
      await pair.pulse('report', '2021-W23', '--format', 'md', '-o', folder('week'), '--json', ...at),
    );
    expect(printed).toMatchObject({
      period: 'week:2021-W23',
      revision: 0,
      files: [join(folder('week'), 'report-2021-W23.md')],
    });
    expect(readFileSync(printed.files[0], 'utf8')).toContain(
      '第23周（6月7日至6月13日），12345热线共处理群众来电来信3件',
    );
    await pair.pulse('report', '2021-06-01..2021-06-10', '--format', 'md', '-o', folder('range'), ...at);
    expect(readdirSync(folder('range'))).toEqual(['report-2021-06-01_2021-06-10.md']);
  });

  test('an own title, and an own template', async () => {
    const zip = new PizZip(readFileSync('config/report/template.docx'));
    zip.file('word/document.xml', zip.file('word/document.xml')!.asText().replace('{收件人}', '各单位'));
    writeFileSync(folder('ours.docx'), zip.generate({ type: 'nodebuffer' }));
    await pair.pulse(
      'report',
      '2021-06',
      '--format',
      'docx',
      '-o',
      folder('own'),
      '--template',
      folder('ours.docx'),
      '--title',
      '六月简报',
      ...at,
    );
    const xml = new PizZip(readFileSync(folder('own/report-2021-06.docx'))).file('word/document.xml')!.asText();
    expect(xml).toContain('各单位');
    expect(xml).toContain('六月简报');
  });
});

describe('wrong use is answered in words', () => {
  test.each([
    ['a period without figures', ['2020-01'], /month:2020-01 has no figures/],
    ['no period', ['June'], /"June" is no period/],
    ['no such revision', ['2021-06', '--revision', '7'], /2021-06 has no revision 7/],
    ['a revision of a week', ['2021-W23', '--revision', '1'], /--revision is of a month/],
    [
      'a revision as of an instant',
      ['2021-06', '--revision', '1', '--at', '2021-07-13T00:00:00+08:00'],
      /--at and --revision/,
    ],
    ['an unknown format', ['2021-06', '--format', 'pdf'], /pdf: there are docx, xlsx, html, md, csv, json/],
    ['a template that is not there', ['2021-06', '--template', 'no-such.docx'], /no-such\.docx cannot be read/],
    ['a folder that cannot be made', ['2021-06', '-o', 'package.json/x'], /package\.json\/x cannot be written to/],
  ])('%s', async (_name, args, message) => {
    refused(await pair.run(['report', ...args]), message);
  });

  test('a template with a wrong placeholder: named, and nothing is written', async () => {
    const zip = new PizZip(readFileSync('config/report/template.docx'));
    zip.file('word/document.xml', zip.file('word/document.xml')!.asText().replace('{收件人}', '{收件入}'));
    writeFileSync(folder('wrong.docx'), zip.generate({ type: 'nodebuffer' }));
    mkdirSync(folder('empty'));
    const args = [
      'report',
      '2021-06',
      '--format',
      'all',
      '--template',
      folder('wrong.docx'),
      '-o',
      folder('empty'),
      ...at,
    ];
    refused(await pair.run(args), /wrong\.docx: \{收件入\} is no placeholder; nearest are \{收件人\}/);
    expect(readdirSync(folder('empty'))).toEqual([]);
  });
});
