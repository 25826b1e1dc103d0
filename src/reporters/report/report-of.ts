import { dayTable } from './day-table.js';
import { group, type Scope } from './figure.js';
import { FiguresOf } from './figures-of.js';
import { handlingScope } from './handling-scope.js';
import type { ReportInput } from './input.js';
import { lateTable } from './late-table.js';
import type { LayoutBlock } from './layout.js';
import { isSigned, marksOf, recomputeLine, recomputeOf } from './marks.js';
import { periodScope } from './period-scope.js';
import { dateOf, instantInWords, periodWords } from './period-words.js';
import type { Block, Report } from './report.js';
import { type ReportTable, rowScopes } from './table.js';
import { cutTables } from './tables.js';
import { topicScope } from './topic-scope.js';
import { unitTable } from './unit-table.js';
import { entriesOf, fill, isThere, lookUp } from './wording.js';

/** A report from its figures: pure, so that the same snapshot is the same report. */
export function reportOf(input: ReportInput, layout: readonly LayoutBlock[]): Report {
  const { snapshot, settings, signatures } = input;
  const figures = new FiguresOf(snapshot);
  const tables = tablesOf(figures, input);
  const recompute = recomputeOf(input);
  const { timeZone } = snapshot.period;
  const scope = rootScope(input, figures, tables);
  const revision = signatures === null ? '' : `-r${snapshot.revision}`;
  return {
    title: String(scope['标题']),
    name: `report-${snapshot.period.id.replace('..', '_')}${revision}`,
    timeZone,
    issuer: settings.issuer,
    series: settings.series,
    issue: figures.words.issue,
    date: String(scope['日期']),
    signed: isSigned(input),
    marks: marksOf(input),
    blocks: layout.flatMap((block) => blocksOf(block, [scope])),
    tables,
    scope,
    recompute,
    foot: recomputeLine(recompute, timeZone),
  };
}

function tablesOf(figures: FiguresOf, input: ReportInput): ReportTable[] {
  const { names, settings } = input;
  return [
    ...cutTables({ figures, names, mostRows: settings.mostRows }),
    unitTable(figures, names),
    lateTable(input),
    dayTable(input.days ?? []),
  ];
}

function rootScope(input: ReportInput, figures: FiguresOf, tables: readonly ReportTable[]): Scope {
  return {
    ...headScope(input),
    累计: input.cumulative.map((snapshot) => cumulativeScope(snapshot)),
    ...periodScope(figures),
    ...topicScope(figures, input),
    ...handlingScope(figures, input),
    ...Object.fromEntries(
      tables.flatMap((t) => [
        [t.name, rowScopes(t)],
        [`${t.name}注`, t.note],
      ]),
    ),
  };
}

/** 今年上半年: the year goes without saying. */
function cumulativeScope(snapshot: ReportInput['snapshot']): Scope {
  const scope = periodScope(new FiguresOf(snapshot));
  const name = snapshot.period.kind === 'year' ? '全年' : periodWords(snapshot).long;
  return { ...scope, 期间: `今年${name}`, 期间短: name };
}

function headScope(input: ReportInput): Scope {
  const { snapshot, settings, signatures, title } = input;
  const words = periodWords(snapshot);
  const { timeZone } = snapshot.period;
  const last = signatures?.at(-1);
  const year = (snapshot.period.from ?? snapshot.period.id).slice(0, 4);
  const closing = input.cumulative.map((s) => periodWords(s).long).at(-1);
  return {
    标题: title ?? `${settings.platform}${words.long}运行情况及社情民意观察`,
    平台: settings.platform,
    热线: settings.hotline,
    刊名: settings.series,
    收件人: settings.addressee,
    印发单位: settings.issuer,
    期号: words.issue,
    日期: dateOf(last?.at ?? snapshot.asOf.instant, timeZone),
    年: year,
    草稿: !isSigned(input),
    标记: marksOf(input).map((mark) => ({ 文字: mark })),
    签发:
      last !== undefined &&
      group({
        签发人: (signatures ?? []).map(({ by }) => by).join('、'),
        签发时间: instantInWords(last.at, timeZone),
        签发意见: (signatures ?? [])
          .map(({ note }) => note)
          .filter((note) => note !== '')
          .join('；'),
      }),
    复算: recomputeLine(recomputeOf(input), timeZone),
    撰稿提示: '〔本部分由撰稿人填写〕',
    小结章名: `${closing === undefined ? '' : `${closing}工作小结及`}下一步工作要求`,
  };
}

function blocksOf(block: LayoutBlock, scopes: readonly Scope[]): Block[] {
  switch (block.kind) {
    case 'chart':
      return [block];
    case 'annex':
      return [{ kind: 'annex', spans: fill(block.words, scopes) }];
    case 'heading':
      return [{ kind: 'heading', level: block.level, spans: fill(block.words, scopes) }];
    case 'paragraph': {
      const spans = fill(block.words, scopes);
      return spans.every((span) => span === '') ? [] : [{ kind: 'paragraph', style: block.style, spans }];
    }
    case 'table': {
      const rows = entriesOf(lookUp(block.name, scopes), scopes).map((inner) => ({
        cells: block.cells.map((words) => fill(words, inner)),
        role:
          lookUp('合计行', inner) === true
            ? ('total' as const)
            : lookUp('其他行', inner) === true
              ? ('rest' as const)
              : null,
      }));
      return [{ kind: 'table', table: block.name, head: block.head, rows }];
    }
    case 'section': {
      const value = lookUp(block.name, scopes);
      const inside = block.inverted ? (isThere(value) ? [] : [scopes]) : entriesOf(value, scopes);
      return inside.flatMap((inner) => block.blocks.flatMap((b) => blocksOf(b, inner)));
    }
  }
}
