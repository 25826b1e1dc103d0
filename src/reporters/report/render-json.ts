import { type Figure, type Span, textOf } from './figure.js';
import type { ReportInput } from './input.js';
import type { Block, Report } from './report.js';
import { isFigure, type ReportCell } from './table.js';

/** The report as data: every paragraph with its figures, every table, and what all of it is a function of. */
export function toJson(report: Report, { snapshot, signatures }: ReportInput): string {
  const { title, issue, issuer, date, signed, marks, recompute } = report;
  const document = {
    title,
    issue,
    issuer,
    date,
    signed,
    signatures: signatures ?? [],
    marks,
    recompute: { ...recompute, offsets: snapshot.asOf.offsets },
    blocks: report.blocks.map(blockJson),
    tables: report.tables.map(({ id, title: name, columns, rows, note }) => ({
      id,
      title: name,
      columns: columns.map((c) => ({ id: c.id, title: c.title, kind: c.kind })),
      rows: rows.map(({ cells, role }) => ({ cells: cells.map(cellJson), ...(role !== undefined && { role }) })),
      note,
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function blockJson(block: Block): object {
  if (block.kind === 'chart') return block;
  if (block.kind === 'table')
    return {
      kind: 'table',
      table: block.table,
      head: block.head,
      rows: block.rows.map(({ cells }) => cells.map(textOf)),
    };
  const { kind, spans } = block;
  const figures = spans.filter((span: Span): span is Figure => typeof span === 'object').map(figureJson);
  return { kind, text: textOf(spans), figures };
}

const cellJson = (cell: ReportCell): unknown => (isFigure(cell) ? figureJson(cell) : cell);

/** Without what marks it inside the program. */
function figureJson({ is: _, ...figure }: Figure): object {
  return figure;
}
