import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import PizZip from 'pizzip';
import type { ReportInput } from '../../../src/reporters/report/input.js';
import { readLayout } from '../../../src/reporters/report/layout.js';
import { type Placeholder, placeholders } from '../../../src/reporters/report/placeholders.js';
import { type Template, toDocx } from '../../../src/reporters/report/render-docx.js';
import type { Report } from '../../../src/reporters/report/report.js';
import { reportOf } from '../../../src/reporters/report/report-of.js';
import { filesOf, reportFormats } from '../../../src/reporters/report/write-report.js';
import { call, ticket } from './events.js';
import { inputOf, layout, templatePath } from './support.js';

const template: Template = { name: 'template.docx', bytes: readFileSync(templatePath) };
let input: ReportInput;
let report: Report;
beforeAll(async () => {
  const summary = '<script>alert(1)</script> | =1+1';
  input = await inputOf([
    ...ticket('a', { summary, closedAt: '2021-06-20T10:00:00+08:00', category: 'traffic' }),
    call('b'),
  ]);
  report = reportOf(input, layout);
});

const textFile = async (format: 'html' | 'md'): Promise<string> =>
  Buffer.from((await filesOf(format, report, input, template))[0]!.bytes).toString('utf8');

describe('the same report, the same bytes', () => {
  test.each(reportFormats)('%s', async (format) => {
    const first = await filesOf(format, report, input, template);
    const again = await filesOf(format, reportOf(structuredClone(input), layout), input, template);
    expect(again.map(({ name, bytes }) => [name, Buffer.from(bytes).toString('base64')])).toEqual(
      first.map(({ name, bytes }) => [name, Buffer.from(bytes).toString('base64')]),
    );
    expect(first.length).toBeGreaterThan(0);
  });
});

describe('texts of tickets stay texts', () => {
  test('in HTML', async () => {
    const html = await textFile('html');
    expect(html).not.toContain('<script>');
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  test('in Markdown', async () => {
    expect(await textFile('md')).toContain('\\<script\\>alert(1)\\</script\\> \\| =1+1');
  });

  test('in DOCX the XML holds them escaped', () => {
    const xml = new PizZip(toDocx(report, template)).file('word/document.xml')!.asText();
    expect(xml).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });
});

describe('HTML', () => {
  test('fetches nothing and runs nothing', async () => {
    const html = await textFile('html');
    expect(html).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)|<link|<img|\son\w+=/);
    expect(html).toContain("default-src 'none'");
  });

  test('draws the days, the natures, the categories, the regions', async () => {
    const html = await textFile('html');
    expect(html.match(/<svg /g)).toHaveLength(4);
    // Names that a process counts up would differ from one run to the next.
    expect(html).not.toMatch(/zr\d|cls-\d/);
    expect(html).toContain('逐日来电来信量（件）与接通率（%）');
  });
});

describe('a Word file that an office has edited', () => {
  const edited = (from: string | RegExp, to: string): Template => {
    const zip = new PizZip(template.bytes);
    const xml = zip.file('word/document.xml')!.asText();
    const changed = xml.replace(from, to);
    expect(changed).not.toBe(xml);
    zip.file('word/document.xml', changed);
    return { name: 'ours.docx', bytes: zip.generate({ type: 'nodebuffer' }) };
  };

  test('own words, and a figure that was not there', () => {
    const zip = new PizZip(toDocx(report, edited('{收件人}', '各单位(解决率{解决率})')));
    expect(zip.file('word/document.xml')!.asText()).toContain('各单位(解决率0.00%)');
  });

  test('a placeholder that Word has split over runs', () => {
    const split = '{收</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>件人}';
    const xml = new PizZip(toDocx(report, edited('{收件人}', split))).file('word/document.xml')!.asText();
    expect(xml.replaceAll(/<[^>]+>/g, '')).toContain('市12345热线承办单位');
  });

  test.each([
    ['a wrong name', '{收件入}', /ours\.docx: \{收件入\} is no placeholder; nearest are \{收件人\}/],
    [
      'a wrong name where this month has nothing',
      '{#累计}{#表扬}{单位名册}{/表扬}{/累计}',
      /\{单位名册\}.*\{单位名单\}/,
    ],
    ['a list as a value', '{热点}', /\{热点\} is a list: write \{#热点\}…\{\/热点\}/],
    ['a section that is not closed', '{#表扬}', /ours\.docx: .*表扬/],
    ['braces of a Chinese keyboard', '\uff5b收件人\uff5d', /full-width braces/],
    ['raw XML', '{@收件人}', /\{@收件人\} is no placeholder/],
  ])('%s is named', (_name, text, message) => {
    expect(() => toDocx(report, edited(/{收件人}：/, text))).toThrow(message);
  });

  test('a file that is none', () => {
    const none = { name: 'none.docx', bytes: Buffer.from('no zip file') };
    expect(() => toDocx(report, none)).toThrow(/^none\.docx: /);
  });
});

describe('the layout', () => {
  test.each([
    ['a wrong name', [{ text: '{接通律}' }], /\{接通律\} is no placeholder; nearest are \{接通/],
    ['a brace', [{ text: '{接通' }], /a brace is not closed/],
    ['a section', [{ text: '{#表扬}' }], /\{#表扬\} is not closed/],
    ['no such table', [{ table: '性别表', columns: [['a', 'b']] }], /性别表 is no table; there are 性质表/],
    ['an unknown key', [{ txt: 'a' }], /Invalid input/],
  ])('%s is refused', (_name, raw, message) => {
    expect(() => readLayout(raw)).toThrow(message);
  });

  test('the template that comes with the program is made of it', () => {
    expect(() => execFileSync(process.execPath, ['scripts/report-template.mjs', '--check'])).not.toThrow();
  });
});

test('docs/report-template.md lists every placeholder, and no other', () => {
  const rows = (list: readonly Placeholder[], path = ''): string[] =>
    list.flatMap((p) => [
      `| \`${path}${p.name}\` | ${p.kind} | ${p.says} |`,
      ...(p.inner === undefined || p.name === '累计' ? [] : rows(p.inner, `${path}${p.name} › `)),
    ]);
  const documented = readFileSync('docs/report-template.md', 'utf8')
    .split('\n')
    .filter((line) => /^\| `[^`]+` \| (text|figure|flag|group|list) \|/.test(line));
  expect(documented).toEqual(rows(placeholders));
});
