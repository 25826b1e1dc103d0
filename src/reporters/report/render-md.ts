import { type Span, textOf } from './figure.js';
import type { Block, Report } from './report.js';

/** The report as Markdown with tables (GitHub's form). Charts are left out. */
export function toMarkdown(report: Report): string {
  const head = [
    `# ${escaped(report.title)}`,
    `**${escaped(report.series)}** ${escaped(report.issue)} ${escaped(report.issuer)} ${report.date}`,
    ...(report.marks.length === 0 ? [] : [report.marks.map((mark) => `> ${escaped(mark)}`).join('\n>\n')]),
  ];
  return `${[...head, ...report.blocks.flatMap(blockLines)].join('\n\n')}\n`;
}

function blockLines(block: Block): string[] {
  switch (block.kind) {
    case 'chart':
      return [];
    case 'heading':
      return [`${'#'.repeat(block.level + 1)} ${inline(block.spans)}`];
    case 'annex':
      return ['---', `## ${inline(block.spans)}`];
    case 'paragraph':
      return [block.style === 'note' || block.style === 'small' ? `*${inline(block.spans)}*` : inline(block.spans)];
    case 'table':
      return [tableLines(block)];
  }
}

function tableLines({ head, rows }: Extract<Block, { kind: 'table' }>): string {
  const isNumber = head.map((_, i) => rows.some(({ cells }) => typeof cells[i]?.[0] === 'object'));
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(head.map(escaped)),
    line(isNumber.map((right) => (right ? '---:' : '---'))),
    ...rows.map(({ cells }) => line(cells.map(inline))),
  ].join('\n');
}

const inline = (spans: readonly Span[]): string => escaped(textOf(spans));

/** A text of a ticket must not become a link, a table or HTML. */
const escaped = (text: string): string => text.replaceAll(/[\\`*_[\]<>|~#]/g, '\\$&').replaceAll(/\s*\n\s*/g, ' ');
