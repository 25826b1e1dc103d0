import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import type { Block } from '../../src/auditor/document.js';
import { readReport } from '../../src/auditor/read/read-report.js';
import type { Audit } from '../../src/auditor/result.js';
import { PulseError } from '../../src/domain/errors.js';
import { auditOf, seedFile } from './support.js';

/** The same report in every format, and in tables of every form: the same findings. */

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

function html(blocks: readonly Block[]): string {
  const body = blocks.map((b) =>
    b.kind === 'paragraph'
      ? `<p><span>${escaped(b.text.slice(0, 9))}</span><b>${escaped(b.text.slice(9))}</b></p>`
      : `<table><thead><tr>${b.rows[0]!.map((c) => `<th>${c.text}</th>`).join('')}</tr></thead>
${b.rows
  .slice(1)
  .map((row) => `<tr>${row.map((c) => `<td><p>${c.text}</p></td>`).join('\n')}</tr>`)
  .join('\n')}</table>`,
  );
  return `<!doctype html><html><head><title>99件</title><style>p{width:50%}</style></head><body>
<script>const x = '接通1件';</script>${body.join('\n')}</body></html>`;
}

function docx(blocks: readonly Block[]): Uint8Array {
  const paragraph = (text: string): string =>
    `<w:p><w:r><w:t xml:space="preserve">${escaped(text.slice(0, 7))}</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">${escaped(text.slice(7))}</w:t></w:r><w:del><w:r><w:delText>接通7件</w:delText></w:r></w:del></w:p>`;
  const body = blocks.map((b) =>
    b.kind === 'paragraph'
      ? paragraph(b.text)
      : `<w:tbl><w:tblPr/>${b.rows.map((row) => `<w:tr>${row.map((c) => `<w:tc><w:tcPr/>${paragraph(c.text)}</w:tc>`).join('')}</w:tr>`).join('')}</w:tbl>`,
  );
  const xml = `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${body.join('')}</w:body></w:document>`;
  return zipSync({ 'word/document.xml': strToU8(xml), 'word/styles.xml': strToU8('<x/>') });
}

const lined =
  (cell: (cells: readonly string[], i: number) => string) =>
  (blocks: readonly Block[]): string =>
    blocks
      .map((b) =>
        b.kind === 'paragraph'
          ? b.text
          : b.rows
              .map((row, i) =>
                cell(
                  row.map((c) => c.text),
                  i,
                ),
              )
              .join('\n'),
      )
      .join('\n\n');

const forms: readonly (readonly [string, string, (blocks: readonly Block[]) => string | Uint8Array])[] = [
  ['HTML', 'report.html', html],
  ['DOCX', 'report.docx', docx],
  [
    'Markdown',
    'report.md',
    lined((cells, i) => `| ${cells.join(' | ')} |${i === 0 ? `\n${'|:--'.repeat(cells.length)}|` : ''}`),
  ],
  ['tabs', 'report.txt', lined((cells) => cells.join('\t'))],
  ['columns of blanks', 'report.txt', lined((cells) => cells.map((c) => c.padEnd(14)).join('  '))],
  ['single blanks', 'report.txt', lined((cells, i) => cells.join(i === 0 ? '  ' : ' '))],
  ['a drawn table', 'report.txt', lined((cells) => `│ ${cells.join(' │ ')} │`)],
  ['cells on lines', 'report.txt', lined((cells) => cells.join('\n\n'))],
  [
    'full width',
    'report.txt',
    (blocks) =>
      lined((cells) => cells.join('\t'))(blocks)
        .replace(/\d/g, (d) => String.fromCharCode(d.charCodeAt(0) + 0xfee0))
        .replaceAll('%', '%'),
  ],
];

describe('the seed', () => {
  let blocks: Block[];
  let wanted: Audit;
  // Cells of one row stand on one line or on several, so the order of findings differs.
  const plain = (a: Audit) => a.findings.map((f) => `${f.verdict} ${f.printed} ${f.ours}`.normalize('NFKC')).sort();
  beforeAll(() => {
    const seed = readFileSync(seedFile);
    blocks = readReport('seed.txt', seed);
    wanted = auditOf('seed.txt', seed);
  });

  test.each(forms)('as %s', (_what, name, make) => {
    const result = auditOf(name, make(blocks));
    expect(plain(result)).toEqual(plain(wanted));
    expect(result.figures).toHaveLength(wanted.figures.length);
    expect(result.period).toBe('2021-06');
  });

  test('a line of HTML is one of the source', () => {
    const source = html(blocks);
    const finding = auditOf('report.html', source).findings.find((f) => f.verdict === 'wrong-base')!;
    expect(source.split('\n')[finding.line - 1]).toContain('8.78%');
  });

  test('GB 18030, as Windows writes it', () => {
    // 接通9件,占比50% in that encoding: what is not UTF-8 is read as it.
    const bytes = new Uint8Array([0xbd, 0xd3, 0xcd, 0xa8, 0x39, 0xbc, 0xfe]);
    expect(readReport('report.txt', bytes)).toEqual([{ kind: 'paragraph', line: 1, text: '接通9件' }]);
  });
});

describe('spans', () => {
  test('a cell over two rows or columns stands in each of them', () => {
    const source =
      '<table><tr><th>县区</th><th>单位</th><th>件数</th></tr><tr><td rowspan="2">甲县</td><td>公安局</td><td>5</td></tr><tr><td>教育局</td><td>7</td></tr><tr><td colspan="2">合计</td><td>12</td></tr></table>';
    const [table] = readReport('t.html', new TextEncoder().encode(source));
    expect(table?.kind === 'table' && table.rows.map((row) => row.map((c) => c.text))).toEqual([
      ['县区', '单位', '件数'],
      ['甲县', '公安局', '5'],
      ['甲县', '教育局', '7'],
      ['合计', '合计', '12'],
    ]);
  });
});

describe('what is no report is refused', () => {
  test.each<[string, Uint8Array]>([
    ['report.pdf', new Uint8Array([1])],
    ['report.docx', new Uint8Array([1, 2, 3])],
    ['report.docx', zipSync({ 'x.xml': strToU8('<x/>') })],
    ['report.txt', new Uint8Array([0xff, 0xff, 0xff])],
  ])('%s', (name, bytes) => {
    expect(() => readReport(name, bytes)).toThrow(PulseError);
  });
});
