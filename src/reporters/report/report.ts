import type { Figure, Scope, Span } from './figure.js';
import type { ChartId, ParagraphStyle } from './layout.js';
import type { Recompute } from './marks.js';
import type { ReportTable } from './table.js';

/** A piece of the page, its words filled in. */
export type Block =
  | { readonly kind: 'heading'; readonly spans: readonly Span[]; readonly level: 1 | 2 }
  | { readonly kind: 'paragraph'; readonly spans: readonly Span[]; readonly style: ParagraphStyle }
  | {
      readonly kind: 'table';
      readonly table: string;
      readonly head: readonly string[];
      readonly rows: readonly TableRow[];
    }
  | { readonly kind: 'chart'; readonly id: ChartId }
  | { readonly kind: 'annex'; readonly spans: readonly Span[] };

export interface TableRow {
  readonly cells: readonly (readonly Span[])[];
  readonly role: 'rest' | 'total' | null;
}

/** A report before it has a form: every renderer shows this and nothing else. */
export interface Report {
  readonly title: string;
  /** File name without its ending: `report-2021-06-r1`. */
  readonly name: string;
  readonly timeZone: string;
  readonly issuer: string;
  readonly series: string;
  readonly issue: string;
  readonly date: string;
  readonly signed: boolean;
  readonly marks: readonly string[];
  readonly blocks: readonly Block[];
  readonly tables: readonly ReportTable[];
  /** What the placeholders of a template stand for. */
  readonly scope: Scope;
  readonly recompute: Recompute;
  readonly foot: string;
}

/** Every figure of the text and the tables, in their order, each with where it stands. */
export function figuresOf(report: Report): { readonly place: string; readonly figure: Figure }[] {
  const out: { place: string; figure: Figure }[] = [];
  const take = (place: string, spans: readonly Span[]): void => {
    for (const span of spans) if (typeof span === 'object') out.push({ place, figure: span });
  };
  for (const [i, block] of report.blocks.entries()) if ('spans' in block) take(`block ${i + 1}`, block.spans);
  for (const table of report.tables) {
    for (const [i, { cells }] of table.rows.entries())
      for (const cell of cells) if (typeof cell === 'object' && cell !== null) take(`${table.id} ${i + 1}`, [cell]);
  }
  return out;
}
