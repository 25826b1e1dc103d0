import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import PizZip from 'pizzip';
import readXlsx from 'read-excel-file/node';
import type { Figure } from '../../src/reporters/report/figure.js';
import type { ReportInput } from '../../src/reporters/report/input.js';
import { figuresOf, type Report } from '../../src/reporters/report/report.js';
import { reportOf } from '../../src/reporters/report/report-of.js';
import { filesOf, type ReportFormat } from '../../src/reporters/report/write-report.js';
import { cutOff, layout, monthsUpTo, names, templatePath } from '../reporters/report/support.js';
import { requireTools } from '../support/services-install.js';
import { decimalsOf, exactText, golden, nameOf, type PrintedFigure } from './printed.js';

/**
 * The report of the simulated June against the printed one: every figure that was printed rightly stands in ours, in words or
 * tables; of the others ours has what is right. Then what each format says is read back out of its bytes.
 */

let input: ReportInput;
let report: Report;
let dir: string;

const template = { name: 'template.docx', bytes: readFileSync(templatePath) };
const bytesOf = async (format: ReportFormat): Promise<Buffer> =>
  Buffer.from((await filesOf(format, report, input, template))[0]!.bytes);

beforeAll(async () => {
  requireTools(['soffice', 'pdftotext']);
  dir = mkdtempSync(join(tmpdir(), 'pulse-report-'));
  const months = await monthsUpTo(cutOff, 'ankang-2021-h1');
  input = await months.input('month:2021-06');
  report = reportOf(input, layout);
}, 600_000);
afterAll(() => {
  if (dir !== undefined) rmSync(dir, { recursive: true, force: true });
});

const paragraphs = (): string[] =>
  report.blocks.flatMap((b) =>
    'spans' in b ? [b.spans.map((s) => (typeof s === 'string' ? s : s.text)).join('')] : [],
  );

/** Where words and tables have the figure; of units the overdue ones are told by unit, their nature in words. */
function printedOf({ period, id, labels }: PrintedFigure): Figure[] {
  const wanted = id === 'closed_late' && 'unit' in labels ? { unit: labels['unit']! } : labels;
  const isChange = id === 'change';
  const { of = '', ...rest } = wanted as Record<string, string | number>;
  const name = isChange ? nameOf(String(of), rest) : nameOf(id, wanted);
  const key = period === '2021-06' ? 'month:2021-06' : 'half:2021-H1';
  return figuresOf(report)
    .map(({ figure }) => figure)
    .filter(
      (f) => nameOf(f.id, f.labels) === name && f.period === key && f.against === (isChange ? 'previous' : undefined),
    )
    .filter((f) => !isChange || f.form !== 'count');
}

describe('every printed figure', () => {
  test.each(golden.figures.map((f, i) => [i + 1, f.text, `${f.period} ${nameOf(f.id, f.labels)}`, f] as const))(
    '%i %s: %s',
    (_n, _text, name, figure) => {
      const found = printedOf(figure);
      // As in the printed one, the number stands once: all of them were on time.
      if (name === '2021-06 closed_on_time{unit_group=county}')
        expect(paragraphs().join('\n')).toContain(`向县区转办的${figure.printed}件工单全部按期办结`);
      else expect(found).not.toEqual([]);
      for (const ours of found) check(figure, ours);
    },
  );
});

function check({ verdict, printed, correct, id, labels }: PrintedFigure, ours: Figure): void {
  const { numerator, denominator, value } = ours;
  if (typeof printed === 'number') expect([value, ours.text]).toEqual([printed, String(printed)]);
  // A change of a rate stands in points and in percent: 3.71 was the points.
  else if (verdict === 'ambiguous') expect(value).toBe(ours.form === 'points' ? printed : '-3.82');
  else if (correct !== undefined) expect(value).toBe(correct);
  else if (verdict === 'impossible') expect([numerator! <= denominator!, value === printed]).toEqual([true, false]);
  else {
    const unit = ours.form === 'days' ? 'working days' : '%';
    const exact = exactText({ id, labels, numerator, denominator, unit } as never, decimalsOf(printed));
    expect([exact, ours.text.replaceAll(/[-%]/g, '')]).toEqual([printed, String(value).replace('-', '')]);
  }
}

describe('read back out of each format', () => {
  /** Without blanks: a line may end anywhere. */
  const bare = (text: string): string => text.replaceAll(/\s/g, '');
  const cells = (): string[] =>
    report.blocks.flatMap((b) =>
      b.kind === 'table'
        ? b.rows.map((row) =>
            row.cells.map((c) => c.map((s) => (typeof s === 'string' ? s : s.text)).join('')).join('|'),
          )
        : [],
    );

  const mustHave = (text: string): void => {
    const found = bare(text);
    expect(paragraphs().filter((line) => !found.includes(bare(line)))).toEqual([]);
    const rows = cells().map(bare);
    expect(rows.length).toBeGreaterThan(50);
    expect(rows.filter((row) => !found.includes(row))).toEqual([]);
  };

  test('HTML', async () => {
    const html = (await bytesOf('html')).toString('utf8').replaceAll(/<svg.*?<\/svg>/gs, '');
    mustHave(
      html
        .replaceAll(/<\/t[dh]><t[dh][^>]*>/g, '|')
        .replaceAll(/<[^>]+>/g, '')
        .replaceAll('&#39;', "'"),
    );
  });

  test('Markdown', async () => {
    mustHave((await bytesOf('md')).toString('utf8').replaceAll(' | ', '|').replaceAll('\\', ''));
  });

  test('DOCX', async () => {
    const xml = new PizZip(await bytesOf('docx')).file('word/document.xml')!.asText();
    mustHave(xml.replaceAll(/<\/w:tc><w:tc>/g, '|').replaceAll(/<[^>]+>/g, ''));
  });

  test('XLSX: numbers are numbers, and the ones that are told', async () => {
    const sheets = await readXlsx(await bytesOf('xlsx'));
    const sheet = (name: string) => sheets.find((s) => s.sheet === name)!.data;
    for (const table of report.tables) {
      const rows = sheet(table.title).slice(1);
      for (const [i, { cells: wanted }] of table.rows.entries()) {
        const expected = wanted.map((cell) => {
          if (typeof cell !== 'object' || cell === null) return cell === '' ? null : cell;
          if (cell.value === null) return cell.text;
          return cell.form === 'percent' ? Number((Number(cell.value) / 100).toFixed(4)) : Number(cell.value);
        });
        expect([table.id, i, rows[i]]).toEqual([table.id, i, expected]);
      }
    }
    const units = sheet('承办单位工单办理情况');
    expect(units[1]!.slice(1, 5)).toEqual(['汉滨区', '汉滨区', '县区', 1754]);
  });

  test('DOCX and XLSX through LibreOffice: every figure is in the pages', async () => {
    for (const format of ['docx', 'xlsx'] as const)
      writeFileSync(join(dir, `june-${format}.${format}`), await bytesOf(format));
    const profile = `-env:UserInstallation=file://${join(dir, 'office')}`;
    const files = ['docx', 'xlsx'].map((format) => join(dir, `june-${format}.${format}`));
    execFileSync('soffice', ['--headless', profile, '--convert-to', 'pdf', '--outdir', dir, ...files], {
      stdio: 'pipe',
    });
    const pages = (format: string): string =>
      execFileSync('pdftotext', ['-layout', join(dir, `june-${format}.pdf`), '-'], { encoding: 'utf8' });
    const [docx, xlsx] = [pages('docx'), pages('xlsx')];
    for (const line of paragraphs().filter((text) => text.length < 40)) expect(bare(docx)).toContain(bare(line));
    const told = new Set(
      report.blocks
        .flatMap((b) => ('spans' in b ? b.spans : []))
        .flatMap((s) => (typeof s === 'object' ? [s.text] : [])),
    );
    expect([...told].filter((text) => !bare(docx).includes(text))).toEqual([]);
    const rates = report.tables
      .flatMap(({ rows }) => rows.flatMap((r) => r.cells))
      .flatMap((c) => (typeof c === 'object' && c?.form === 'percent' && c.value !== null ? [c.text] : []));
    expect(rates.length).toBeGreaterThan(100);
    expect(rates.filter((text) => !xlsx.includes(text))).toEqual([]);
  });

  test('whose units are named as the printed report names them', () => {
    const text = paragraphs().join('\n');
    for (const unit of golden.printedElsewhere.praisedUnits) expect(text).toContain(unit);
    expect(Object.keys(names.units).length).toBeGreaterThan(40);
  });
});
