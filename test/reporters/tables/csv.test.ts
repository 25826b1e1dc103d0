import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { toCsv } from '../../../src/reporters/tables/csv.js';
import { column, type Table } from '../../../src/reporters/tables/table.js';

const columns = [
  column('name', 'text', '名称', 'Name'),
  column('n', 'count', '件数', 'Count'),
  column('rate', 'percent', '接通率', 'Rate'),
];
const table = (...rows: Table['rows']): Table => ({ id: 'units', title: { zh: '表', en: 'Table' }, columns, rows });

test('UTF-8 with a byte order mark, titles with their units, CRLF, an empty cell for what is unknown', () => {
  expect(toCsv(table(['汉滨区', 12, '93.35'], ['x', 0, null]), 'zh')).toBe(
    '\ufeff名称,件数,接通率 (%)\r\n汉滨区,12,93.35\r\nx,0,\r\n',
  );
  expect(toCsv(table(), 'en')).toBe('\ufeffName,Count,Rate (%)\r\n');
});

test('any text comes back from a reader as it was', () => {
  const texts = ['a,b', 'say "no"', 'two\r\nlines', ' padded ', '"', ',', '', '中文；', 'x\ny'];
  const read = parse(toCsv(table(...texts.map((t) => [t, 1, null])), 'en'), { bom: true, from: 2 }) as string[][];
  expect(read.map(([first]) => first)).toEqual(texts);
});

describe('what a spreadsheet would take for a formula is made a text', () => {
  test.each([
    '=HYPERLINK("http://x","y")', '+1', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '  =1', '＝1', '＋1', '－1', '＠x', '\n',
  ])('%j', (text) => {
    const [, [first]] = parse(toCsv(table([text, 1, null]), 'en'), { bom: true }) as [unknown, string[]];
    expect(first).toBe(`'${text}`);
  }); // biome-ignore format: a list

  test('figures are not texts: a negative rate stays a number', () => {
    expect(toCsv(table(['a', -1, '-3.71']), 'en')).toContain('a,-1,-3.71\r\n');
  });

  test('nor are signs inside a text', () => {
    expect(toCsv(table(['a=b+c-d@e', 1, null]), 'en')).toContain('a=b+c-d@e,1,');
  });
});
