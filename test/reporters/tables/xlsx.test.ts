import { describe, expect, test } from '@jest/globals';
import { readSheet } from 'read-excel-file/node';
import { column, type Table } from '../../../src/reporters/tables/table.js';
import { toXlsx } from '../../../src/reporters/tables/xlsx.js';
import { unzip } from './unzip.js';

const table: Table = {
  id: 'units',
  title: { zh: '承办单位', en: 'Units' },
  columns: [
    column('name', 'text', '名称', 'Name'),
    column('n', 'count', '件数', 'Count'),
    column('rate', 'percent', '接通率', 'Rate'),
    column('diff', 'points', '差', 'Difference'),
    column('at', 'time', '期限', 'Due'),
    column('day', 'day', '日期', 'Day'),
  ],
  rows: [
    ['汉滨区', 1754, '93.35', '-3.71', '2021-06-18 00:00:00', '2021-06-12'],
    ['=1+1', 0, null, null, null, null],
    ['bell \u0007 and half \ud83d pair', 12, '100.00', '0.00', '2021-06-18 09:30:00', '2021-06-12'],
  ],
};

describe('an Excel file', () => {
  test('numbers are numbers, a percent is its fraction, times are times, unknown is empty', async () => {
    const [, ...rows] = await readSheet(await toXlsx(table, 'zh'));
    expect(rows[0]).toEqual([
      '汉滨区',
      1754,
      0.9335,
      -3.71,
      new Date('2021-06-18T00:00:00Z'),
      new Date('2021-06-12T00:00:00Z'),
    ]);
    expect(rows[1]).toEqual(['=1+1', 0, null, null, null, null]);
    // A time is a fraction of a day: exact to a millisecond.
    expect(Number(rows[2]?.[4])).toBeCloseTo(Date.parse('2021-06-18T09:30:00Z'), -1);
  });

  test('a text is never a formula, and holds nothing that XML forbids', async () => {
    const files = unzip(await toXlsx(table, 'zh'));
    expect([...files].filter(([, text]) => /<f[ >]/.test(text)).map(([name]) => name)).toEqual([]);
    const [, , , last] = await readSheet(await toXlsx(table, 'zh'));
    expect(last?.[0]).toBe('bell  and half  pair');
  });

  test('titles of the language stay in sight; a percent is shown with two decimals', async () => {
    const [titles] = await readSheet(await toXlsx(table, 'en'));
    expect(titles).toEqual(['Name', 'Count', 'Rate', 'Difference (points)', 'Due', 'Day']);
    const files = unzip(await toXlsx(table, 'zh'));
    expect(files.get('xl/workbook.xml')).toContain('name="承办单位"');
    const sheet = [...files].find(([name]) => /worksheets\/sheet1\.xml$/.test(name))?.[1];
    expect(sheet).toMatch(/<pane [^>]*ySplit="1"[^>]*state="frozen"/);
    expect(files.get('xl/styles.xml')).toMatch(/formatCode="0\.00%"|numFmtId="10"/);
  });
});
