import { beforeAll, describe, expect, test } from '@jest/globals';
import { LivePlan } from '../../../src/domain/live.js';
import type { StateReader } from '../../../src/engine/state-reader.js';
import { daysBegun } from '../../../src/reporters/tables/day-table.js';
import type { Cell, Table, TableId } from '../../../src/reporters/tables/table.js';
import { tablesOf } from '../../../src/reporters/tables/tables-of.js';
import { views } from '../../support/views.js';
import { catalogue, cutOff, sample, snapshotOf, ticketItem } from './june.js';

/** The tables of June 2021 against the figures of the printed report (docs/kpi.md), of which the sample has every one. */

let reader: StateReader;
let tables: Table[];
beforeAll(async () => {
  reader = await sample();
  const june = await snapshotOf(reader, 'month:2021-06');
  const days = await Promise.all(daysBegun(june).map((day) => snapshotOf(reader, `day:${day}`)));
  const late = { overdue: [], closedLate: [ticketItem(1)] };
  tables = tablesOf({ snapshot: june, units: june, days, late }, catalogue, 'zh');
});

const table = (id: TableId): Table => tables.find((t) => t.id === id)!;
const cell = (t: Table, row: readonly Cell[], column: string): Cell | undefined =>
  row[t.columns.findIndex((c) => c.id === column)];
/** The row whose first or second cell begins so. */
const row = (t: Table, name: string): readonly Cell[] =>
  t.rows.find((cells) => cells.slice(0, 2).some((c) => String(c).startsWith(name)))!;
const cells = (id: TableId, name: string, columns: readonly string[]) =>
  columns.map((column) => cell(table(id), row(table(id), name), column));
const sum = (id: TableId, column: string): number =>
  table(id).rows.reduce((n, cells) => n + Number(cell(table(id), cells, column)), 0);

test('all nine, each row as wide as its titles', () => {
  expect(tables.map((t) => t.id)).toEqual([
    'summary', 'channels', 'natures', 'categories', 'regions', 'topics', 'units', 'days', 'overdue',
  ]); // biome-ignore format: a list
  for (const t of tables) expect(new Set(t.rows.map((r) => r.length))).toEqual(new Set([t.columns.length]));
  expect(tables.filter((t) => t.rows.length === 0)).toEqual([]);
});

describe('summary', () => {
  test('a rate with what it is made of, and against May', () => {
    const columns = [
      'count',
      'value',
      'numerator',
      'denominator',
      'base',
      'count_before',
      'value_before',
      'difference',
    ];
    expect(cells('summary', '接通', columns)).toEqual([
      20874, '93.35', 20874, 22361, 'contacts', 18800, '97.06', '-3.71',
    ]); // biome-ignore format: one row
  });

  test('counts grow as the report prints, and six were closed late', () => {
    expect(cells('summary', '工单', ['count', 'count_before', 'change'])).toEqual([5793, 4548, '27.37']);
    expect(cells('summary', '逾期办结', ['count', 'value'])).toEqual([6, null]);
    expect(cells('summary', '按期办结', ['count', 'value'])).toEqual([5787, '99.90']);
  });

  test('nothing is known of June 2020: empty, not 0', () => {
    expect(cells('summary', '来电来信', ['change_last_year', 'difference_last_year'])).toEqual([null, null]);
  });
});

describe('tables by code', () => {
  test('natures: largest first, labelled, with the share and the change that are printed', () => {
    expect(cells('natures', 'help', ['name', 'tickets', 'share', 'before', 'change'])).toEqual([
      '求助类', 4284, '73.95', 3230, '32.63',
    ]); // biome-ignore format: one row
    const counts = table('natures').rows.map((r) => Number(cell(table('natures'), r, 'tickets')));
    expect(counts).toEqual(counts.toSorted((a, b) => b - a));
    expect(sum('natures', 'tickets')).toBe(5793);
  });

  test('categories: what has none is the rest, so that the column adds up', () => {
    expect(sum('categories', 'answered')).toBe(20874);
    expect(table('categories').rows.at(-1)?.slice(0, 4)).toEqual(['', '其他', 8602, '41.21']);
    expect(cells('categories', '交通', ['share'])).toEqual(['9.40']);
  });

  test('topics have no rest: a contact may have several', () => {
    expect(cells('topics', '疫情', ['answered', 'share', 'satisfaction_rate'])).toEqual([1390, '6.66', '98.05']);
    expect(table('topics').rows.filter(([code]) => code === '')).toEqual([]);
  });

  test('channels: letters are answered, calls at 93.11 %', () => {
    expect(cells('channels', 'phone', ['name', 'contacts', 'answered', 'connection_rate'])).toEqual([
      '电话', 21584, 20097, '93.11',
    ]); // biome-ignore format: one row
    expect(cells('channels', 'wechat', ['name', 'contacts', 'connection_rate'])).toEqual(['微信', 248, '100.00']);
    expect(sum('channels', 'contacts')).toBe(22361);
  });
});

test('units: names and kinds of the directory, and the tickets of all add up', () => {
  expect(sum('units', 'tickets')).toBe(5793);
  expect(sum('units', 'closed_late')).toBe(6);
  expect(cells('units', '市住建局', ['name', 'kind', 'open'])).toEqual(['市住房和城乡建设局', '部门', 0]);
});

test('days: thirty, which add up to the month', () => {
  expect(table('days').rows.map(([day]) => day)).toHaveLength(30);
  expect([sum('days', 'contacts'), sum('days', 'answered'), sum('days', 'tickets')]).toEqual([22361, 20874, 5793]);
});

test('a running month has the days that have begun', async () => {
  const at = Date.parse('2021-06-11T23:59:00+08:00');
  expect(daysBegun(await snapshotOf(reader, 'month:2021-06', at)).at(-1)).toBe('2021-06-11');
});

test('live: its windows, and no tables by code', async () => {
  const plan = new LivePlan(Date.parse('2021-06-16T10:00:00+08:00'), views.context);
  const state = await reader.read([...plan.buckets]);
  const live = plan.build(state.sum, reader.cut(state, cutOff, 0));
  const [summary, ...others] = tablesOf({ snapshot: live }, catalogue, 'zh');
  expect(others).toEqual([]);
  expect(summary!.rows.map(([window]) => window)).toEqual(['5 min', '15 min', '60 min', '24 h', '今日 today']);
  expect(summary!.rows.at(-1)?.slice(1, 3)).toEqual(['2021-06-16 00:00:00', '2021-06-16 10:00:00']);
  expect(Number(summary!.rows.at(-1)?.[3])).toBeGreaterThan(100);
});

test('overdue: local times, hours, and no word of a confidential ticket', () => {
  const item = ticketItem(7, { confidential: true, summary: 'not for everybody' });
  const [, late] = tablesOf(
    { snapshot: juneFrame, late: { overdue: [item], closedLate: [ticketItem(8, { summary: 'street light' })] } },
    catalogue,
    'en',
  );
  const [first, second] = late!.rows.map((r) => (name: string) => cell(late!, r, name));
  expect([first!('state'), first!('createdAt'), first!('dueAt'), first!('closedAt'), first!('late_hours')]).toEqual([
    'open, overdue', '2021-06-10 10:00:00', '2021-06-18 00:00:00', null, '1.5',
  ]); // biome-ignore format: one row
  expect([first!('summary'), second!('summary')]).toEqual([null, 'street light']);
});

/** A snapshot without figures that still makes no table by code. */
const juneFrame = {
  period: { kind: 'live', id: 'live', timeZone: 'Asia/Shanghai' },
  state: 'running',
  partial: false,
  demo: false,
  revision: 0,
  asOf: { instant: '2021-07-12T16:00:00.000Z', eventTime: null, generation: 1, rollback: 0, offsets: {} },
  calendarMissing: [],
  counters: {},
  indicators: [],
  identities: [],
} as const;
