import { escapeHtml } from '../escape-html.js';
import { chartOf } from './charts.js';
import { type Figure, type Span, textOf } from './figure.js';
import { style } from './html-style.js';
import type { Block, Report, TableRow } from './report.js';

/** The report as one file: styles and charts are in it, nothing is fetched, nothing runs. */
export function toHtml(report: Report): string {
  const at = report.blocks.findIndex(({ kind }) => kind === 'annex');
  const [body, annex] = at < 0 ? [report.blocks, []] : [report.blocks.slice(0, at), report.blocks.slice(at)];
  const parts = (blocks: readonly Block[]): string => blocks.map((block) => html(block, report)).join('\n');
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="generator" content="hotline-pulse ${escapeHtml(report.recompute.program)}">
<title>${escapeHtml(report.title)}</title>
<style>${style}</style>
</head>
<body>
<main>
${head(report)}
${parts(body)}
${annex.length === 0 ? '' : `<section class="annex">\n${parts(annex)}\n</section>`}
</main>
</body>
</html>
`;
}

function head(report: Report): string {
  const marks = report.marks.map((mark) => `<li>${escapeHtml(mark)}</li>`).join('');
  return `<header>
<p class="series">${escapeHtml(report.series)}</p>
<div class="issue"><span>${escapeHtml(report.issue)}</span><span>${escapeHtml(report.issuer)}</span><span>${report.date}</span></div>
<h1>${unbroken(escapeHtml(report.title))}</h1>
${marks === '' ? '' : `<ul class="marks">${marks}</ul>`}
</header>`;
}

function html(block: Block, report: Report): string {
  switch (block.kind) {
    case 'heading':
      return `<h${block.level + 1}>${inline(block.spans)}</h${block.level + 1}>`;
    case 'annex':
      return `<h2>${inline(block.spans)}</h2>`;
    case 'paragraph':
      return `<p${block.style === 'body' ? '' : ` class="${block.style}"`}>${inline(block.spans)}</p>`;
    case 'table':
      return table(block);
    case 'chart': {
      const chart = chartOf(report, block.id);
      if (chart === null) return '';
      const { caption, description, svg } = chart;
      return `<figure role="img" aria-label="${escapeHtml(description)}"><figcaption>${escapeHtml(caption)}</figcaption>${svg}</figure>`;
    }
  }
}

function table({ head: titles, rows }: Extract<Block, { kind: 'table' }>): string {
  const classOf = (i: number): string => (rows.some(({ cells }) => isNumber(cells[i] ?? [])) ? ' class="n"' : '');
  const heads = titles.map((title, i) => `<th scope="col"${classOf(i)}>${escapeHtml(title)}</th>`).join('');
  const body = rows.map(rowHtml).join('\n');
  const wide = titles.length > 6 ? ' class="wide"' : '';
  return `<div class="scroll"><table${wide}><thead><tr>${heads}</tr></thead>\n<tbody>\n${body}\n</tbody></table></div>`;
}

function rowHtml({ cells, role }: TableRow): string {
  const tds = cells.map((spans) => {
    if (isNumber(spans)) return `<td class="n">${spans.map((span) => dataOf(span as Figure, 'span')).join('')}</td>`;
    const text = textOf(spans);
    return `<td${text.length > 0 && text.length <= 6 ? ' class="s"' : ''}>${escapeHtml(text)}</td>`;
  });
  return `<tr${role === null ? '' : ` class="${role}"`}>${tds.join('')}</tr>`;
}

const isNumber = (spans: readonly Span[]): boolean => spans.length === 1 && typeof spans[0] === 'object';

const inline = (spans: readonly Span[]): string =>
  spans.map((span) => (typeof span === 'string' ? escapeHtml(span) : dataOf(span, 'b'))).join('');

/** A figure says what it is, so that a program that reads the page need not guess. */
function dataOf(figure: Figure, tag: 'b' | 'span'): string {
  const labels = Object.entries(figure.labels).map(([k, v]) => `${k}=${v}`);
  const name = labels.length === 0 ? figure.id : `${figure.id}{${labels.join(',')}}`;
  const since = figure.against === undefined ? '' : ` data-against="${figure.against}"`;
  const cls = tag === 'b' ? ' class="figure"' : '';
  return `<${tag}${cls} data-period="${escapeHtml(figure.period)}" data-figure="${escapeHtml(name)}"${since}>${escapeHtml(figure.text)}</${tag}>`;
}

/** 6月份 does not end a line behind its number. */
const unbroken = (html: string): string =>
  html.replaceAll(/\d+(?:年|月份|月|日|周)/g, '<span class="unbroken">$&</span>');
