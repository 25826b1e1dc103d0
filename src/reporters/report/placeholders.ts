import { dayTableHead } from './day-table.js';
import { lateTableHead } from './late-table.js';
import { counts, rates } from './period-scope.js';
import type { ReportColumn } from './table.js';
import { emptyCutTables } from './tables.js';
import { unitTableHead } from './unit-table.js';

/**
 * Every placeholder that a template may use. text: words · figure: one figure, or words with figures in them · flag: there or
 * not · group: there or not, with placeholders of its own · list: stands once for each entry.
 */
export interface Placeholder {
  readonly name: string;
  readonly kind: 'text' | 'figure' | 'flag' | 'group' | 'list';
  readonly says: string;
  readonly inner?: readonly Placeholder[];
}

const text = (name: string, says: string): Placeholder => ({ name, kind: 'text', says });
const figure = (name: string, says: string): Placeholder => ({ name, kind: 'figure', says });
const flag = (name: string, says: string): Placeholder => ({ name, kind: 'flag', says });
const group = (name: string, says: string, inner: readonly Placeholder[]): Placeholder => ({
  name,
  kind: 'group',
  says,
  inner,
});
const list = (name: string, says: string, inner: readonly Placeholder[]): Placeholder => ({
  name,
  kind: 'list',
  says,
  inner,
});

const moved = (name: string, says: string): Placeholder[] => [
  figure(`${name}环比`, `${says}: change on the period before, in words`),
  figure(`${name}同比`, `${says}: change on the same period of last year, in words`),
];

/** Of the period itself, and of each of the larger ones. */
const ofPeriod: readonly Placeholder[] = [
  text('期间', '6月份, 上半年'),
  text('期间短', '6月, 上半年'),
  text('本期', '本月, 本半年'),
  text('上期', '上月'),
  flag('一件多单', 'tickets are not as many as answered contacts with a ticket'),
  flag('有在办', 'some tickets are open'),
  flag('有期限不明', 'the due time of some tickets is unknown'),
  flag('有同比', 'there are figures of last year'),
  ...Object.entries(counts).flatMap(([name, [id, , says]]) => [
    figure(name, says),
    ...(id.startsWith('open') ? [] : moved(name, says)),
  ]),
  ...Object.entries(rates).flatMap(([name, [, says]]) => [figure(name, says), ...moved(name, says)]),
];

const unitGroup: readonly Placeholder[] = [
  text('分组', '县区, 部门和企业, 其他单位'),
  figure('工单', 'tickets of the group'),
  figure('办结', 'of these closed'),
  figure('按期办结', 'of these closed on time'),
  figure('逾期办结', 'of these closed late'),
  figure('在办', 'of these open'),
  figure('在办逾期', 'open and overdue'),
  figure('按期办结率', 'closed on time ÷ tickets'),
  figure('应办结按期率', 'on time of those that are due'),
  flag('全部按期', 'all tickets were closed on time'),
  group('派单最多', 'the unit with the most tickets; absent where units are not counted', [
    text('单位名单', 'its name; several when they have as many'),
    figure('件数', 'its tickets'),
    flag('并列', 'several units have as many'),
    figure('按期办结率', 'its rate'),
  ]),
];

const lateGroup: readonly Placeholder[] = [
  text('分组', '县区, 部门和企业, 其他单位'),
  figure('件数', 'late tickets of the group'),
  list('单位们', 'its units, the one with the most first', [
    text('单位', 'name of the unit'),
    figure('件数', 'its late tickets'),
    figure('事项', 'what they were about, from their summaries; of confidential ones nothing'),
    flag('首项', 'the first one'),
    flag('末项', 'the last one'),
    text('句末', '; and behind the last one 。'),
  ]),
];

const rowFlags: readonly Placeholder[] = [
  flag('合计行', 'this row is the sum'),
  flag('其他行', 'this row is what the others leave over'),
];

interface TableHead {
  readonly name: string;
  readonly title: string;
  readonly columns: readonly ReportColumn[];
}

const table = ({ name, title, columns }: TableHead): Placeholder[] => [
  list(name, `rows of the table ${title}`, [
    ...columns.map((c) =>
      c.kind === 'text' || c.kind === 'time' || c.kind === 'ordinal' ? text(c.name, c.says) : figure(c.name, c.says),
    ),
    ...rowFlags,
  ]),
  text(`${name}注`, `what must be said of the table ${title}`),
];

/** The tables, in the order of the sheets. */
export const tableHeads: readonly (TableHead & { readonly id: string })[] = [
  ...emptyCutTables,
  unitTableHead,
  lateTableHead,
  dayTableHead,
];

export const placeholders: readonly Placeholder[] = [
  text('标题', 'title of the report'),
  text('平台', 'setting platform'),
  text('热线', 'setting hotline'),
  text('刊名', 'setting series: the red head'),
  text('收件人', 'setting addressee'),
  text('印发单位', 'setting issuer'),
  text('期号', '2021年第6期'),
  text('日期', 'day of the signature; of a draft, the day that the figures are of'),
  text('年', '2021'),
  flag('草稿', 'nobody has signed it'),
  list('标记', 'what must be known before the first figure: draft, running, demo, partial, …', [
    text('文字', 'one sentence'),
  ]),
  group('签发', 'who signed; absent in a draft', [
    text('签发人', 'names'),
    text('签发时间', 'when the last one signed'),
    text('签发意见', 'what they noted'),
  ]),
  text('复算', 'what the figures are a function of, in one line'),
  text('撰稿提示', 'says that the author writes here'),
  text('小结章名', 'heading of part five: 上半年工作小结及下一步工作要求'),
  list('累计', 'larger periods that end with this one; in June 上半年, in December 下半年 and 全年', ofPeriod),
  ...ofPeriod,
  list('渠道', 'contacts by channel, the largest first', [
    text('名称', 'name of the channel'),
    figure('件数', 'its contacts'),
    text('分隔', '、 and behind the last one nothing'),
  ]),
  group('区域前列', 'the three regions with the most tickets', [
    text('个数', '三; fewer when there are fewer'),
    text('名单', 'their names'),
    figure('件数', 'their tickets'),
    figure('占比', 'of all tickets'),
  ]),
  group('县区', 'counties and townships', unitGroup),
  group('部门', 'departments and enterprises', unitGroup),
  group('其他单位', 'units of unknown kind, and tickets without a unit', unitGroup),
  flag('有单位', 'units are counted: the period is made of whole months'),
  flag('有逾期', 'some tickets were closed late'),
  flag('逾期清单', 'there is a late ticket to be listed'),
  flag('有在办逾期', 'some tickets are open and overdue'),
  list('逾期分组', 'tickets closed late, one by one', lateGroup),
  list('在办逾期分组', 'open and overdue tickets, one by one', lateGroup),
  group('表扬', 'units that were praised', [text('单位名单', 'their names'), text('单位数', 'how many')]),
  text('专题章名', 'heading of part three'),
  list('专题', 'topics with a section of their own (setting topics)', [
    text('专题名', 'name of the topic'),
    text('专题标题', 'setting heading'),
    text('序', '一, 二, 三'),
    flag('多专题', 'there are several of them'),
    figure('件数', 'answered contacts with the topic'),
    figure('件数环比', 'change on the period before, in words'),
    figure('件数同比', 'change on last year, in words'),
    figure('占比', 'of all answered contacts'),
    figure('专题工单', 'tickets with the topic'),
    figure('专题办结', 'of these closed'),
    figure('专题办结率', 'closed ÷ tickets'),
    figure('专题评价', 'of the tickets those with a rating'),
    figure('专题满意率', 'satisfied ÷ rated'),
  ]),
  list('热点', 'the most frequent of the other topics, by count, then by code', [
    text('序', '一, 二, 三'),
    text('名称', 'name of the topic'),
    figure('件数', 'answered contacts with the topic'),
    figure('占比', 'of all answered contacts'),
    figure('热点环比', 'change on the period before, in words'),
  ]),
  ...tableHeads.flatMap(table),
];
