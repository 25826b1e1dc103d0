import type { Figure } from './claim.js';
import { type Report, readParagraph } from './claims-prose.js';
import { type ReadTable, readTable } from './claims-table.js';
import type { Block, Paragraph } from './document.js';
import { LabelReader, type Name } from './labels.js';
import { normalise } from './normalise.js';
import { periodIn, reportPeriod } from './periods.js';

export interface Claims {
  readonly period: string;
  readonly figures: readonly Figure[];
  readonly tables: readonly ReadTable[];
  readonly paragraphs: readonly Paragraph[];
}

/** Every figure of a report and what it claims to be. `period`: what the reader knows it to be of, such as 2021-06. */
export function readClaims(blocks: readonly Block[], names: readonly Name[], period: string | null): Claims {
  const paragraphs = blocks.flatMap((b) => (b.kind === 'paragraph' ? [{ ...b, text: normalise(b.text) }] : []));
  const spoken = reportPeriod(paragraphs.map((p) => p.text));
  const own = period ?? spoken.id;
  const year = /^\d{4}/.exec(own)?.[0] ?? spoken.year;
  const report: Report = { year, period: own, labels: new LabelReader(names), figures: [], head: null };
  const tables: ReadTable[] = [];
  let title = '';
  for (const block of blocks) {
    if (block.kind === 'paragraph') {
      title = normalise(block.text);
      readParagraph(report, block.line, title);
    } else {
      const table = readTable(report, block, tables.length, title, periodIn(title.slice(-60), year, own) ?? own);
      if (table !== null) tables.push(table);
    }
  }
  return { period: own, figures: report.figures, tables, paragraphs };
}
