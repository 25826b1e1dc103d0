import type { Labels } from '../../domain/counter-name.js';
import type { Snapshot } from '../../domain/snapshot-schema.js';
import { FigureView, shareOf } from './figure-view.js';
import { type Cell, type CodeNames, type Column, column, type Language, type Table, type TableId } from './table.js';

/** A measure cut by one label, each code with its share of the measure. */
interface Dimension {
  readonly id: TableId;
  readonly zh: string;
  readonly en: string;
  readonly measure: string;
  readonly label: string;
  /** Column title of the measure. */
  readonly counted: readonly [zh: string, en: string];
  /** Codes exclude each other, so what has none is the rest; a contact may have several topics. */
  readonly hasRest: boolean;
  readonly more: readonly More[];
}

interface More {
  readonly column: Column;
  readonly of: (view: FigureView, labels: Labels) => Cell;
}

const counted = (measure: string, zh: string, en: string): More => ({
  column: column(measure, 'count', zh, en),
  of: (view, labels) => view.known(measure, labels),
});
const rated = (id: string, zh: string, en: string): More => ({
  column: column(id, 'percent', zh, en),
  of: (view, labels) => view.rate(id, labels),
});

const contacts: readonly More[] = [
  counted('answered', '接通', 'Answered'),
  {
    column: column('connection_rate', 'percent', '接通率', 'Connection rate'),
    of: (view, labels) => shareOf(view.known('answered', labels), view.known('contacts', labels)),
  },
  counted('abandoned', '放弃', 'Abandoned'),
];
const topics: readonly More[] = [
  counted('tickets', '工单', 'Tickets'),
  counted('closed', '办结', 'Closed'),
  rated('close_rate', '办结率', 'Close rate'),
  counted('rated', '评价', 'Rated'),
  counted('satisfied', '满意', 'Satisfied'),
  rated('satisfaction_rate', '满意率', 'Satisfaction'),
];

const of = (id: TableId, label: string, measure: string, zh: string, en: string, more: readonly More[]): Dimension => ({
  id,
  zh,
  en,
  measure,
  label,
  counted: (
    { contacts: ['来电来信', 'Contacts'], answered: ['接通', 'Answered'], tickets: ['工单', 'Tickets'] } as const
  )[measure as 'contacts' | 'answered' | 'tickets'],
  hasRest: id !== 'topics',
  more,
});

const dimensions: readonly Dimension[] = [
  of('channels', 'channel', 'contacts', '渠道', 'Channels', contacts),
  of('natures', 'nature', 'tickets', '性质', 'Natures', []),
  of('categories', 'category', 'answered', '归口', 'Categories', []),
  of('regions', 'region', 'tickets', '区域', 'Regions', []),
  of('topics', 'topic', 'answered', '热点', 'Topics', topics),
];

/** Channels, natures, categories, regions and topics of a period: largest first, the rest last. */
export function dimensionTables(s: Snapshot, names: CodeNames, language: Language): Table[] {
  const view = new FigureView(s);
  return dimensions.map((d) => ({
    id: d.id,
    title: { zh: d.zh, en: d.en },
    columns: columnsOf(d),
    rows: [...rowsOf(d, view, names, language), ...restOf(d, view, language)],
  }));
}

function columnsOf(d: Dimension): Column[] {
  return [
    column('code', 'text', '代码', 'Code'),
    column('name', 'text', d.zh, 'Name'),
    column(d.measure, 'count', ...d.counted),
    column('share', 'percent', '占比', 'Share'),
    column('before', 'count', '上期', 'Before'),
    column('change', 'percent', '环比', 'Change'),
    column('change_last_year', 'percent', '同比', 'Change on last year'),
    ...d.more.map((m) => m.column),
  ];
}

function rowsOf(d: Dimension, view: FigureView, names: CodeNames, language: Language): Cell[][] {
  return view.codes(d.measure, d.label).map((code) => {
    const labels = { [d.label]: code };
    const n = view.known(d.measure, labels);
    const before = view.change(d.measure, labels, 'previous');
    return [
      code,
      language === 'zh' ? (names.labels[d.label]?.[code] ?? code) : code,
      n,
      shareOf(n, view.known(d.measure)),
      before.before,
      before.value,
      view.change(d.measure, labels, 'lastYear').value,
      ...d.more.map((m) => m.of(view, labels)),
    ];
  });
}

/** Base minus the listed: contacts or tickets that have no code. */
function restOf(d: Dimension, view: FigureView, language: Language): Cell[][] {
  if (!d.hasRest) return [];
  const base = view.known(d.measure);
  if (base === null) return [];
  const codes = view.codes(d.measure, d.label);
  const rest = codes.reduce((left, code) => left - (view.known(d.measure, { [d.label]: code }) ?? 0), base);
  if (rest === 0) return [];
  const name = language === 'zh' ? '其他' : 'Rest';
  const empty = d.more.map(() => null);
  return [['', name, rest, shareOf(rest, base), null, null, null, ...empty]];
}
