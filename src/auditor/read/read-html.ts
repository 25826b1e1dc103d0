import { Parser } from 'htmlparser2';
import type { Block } from '../document.js';
import { grid, type SpanningCell } from './grid.js';

/** Elements that begin a new paragraph. */
const breaks = new Set(
  'address article aside blockquote br caption dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tr ul'.split(
    ' ',
  ),
);
/** Elements whose text nobody reads, or that is not the report's; charts (svg) repeat the tables. */
const hidden = new Set(['script', 'style', 'template', 'noscript', 'svg', 'head', 'select', 'button']);

/** HTML as a reader sees it: paragraphs and tables; a line is one of the source. */
export function readHtml(content: string): Block[] {
  const reader = new HtmlReader(content);
  return reader.read();
}

interface OpenTable {
  readonly rows: SpanningCell[][];
  cell: { line: number; from: number; columns: number; rows: number; text: string } | null;
}

class HtmlReader {
  readonly #content: string;
  readonly #blocks: Block[] = [];
  readonly #tables: OpenTable[] = [];
  #text = '';
  #line = 1;
  #hidden = 0;
  #counted = 0;
  #lines = 1;

  constructor(content: string) {
    this.#content = content;
  }

  read(): Block[] {
    const parser: Parser = new Parser(
      {
        onopentag: (name, attributes) => this.#open(name, attributes, parser.startIndex),
        onclosetag: (name) => this.#close(name),
        ontext: (text) => this.#add(text, parser.startIndex),
      },
      { decodeEntities: true },
    );
    parser.write(this.#content);
    parser.end();
    this.#flush();
    return this.#blocks;
  }

  #open(name: string, attributes: Record<string, string>, index: number): void {
    if (hidden.has(name)) this.#hidden++;
    const table = this.#tables.at(-1);
    if (name === 'table') {
      this.#flush();
      this.#tables.push({ rows: [], cell: null });
    } else if (table !== undefined && name === 'tr') {
      table.rows.push([]);
    } else if (table !== undefined && (name === 'td' || name === 'th')) {
      const span = (text: string | undefined): number => Math.min(100, Math.max(1, Number(text) || 1));
      const { colspan, rowspan } = attributes as { colspan?: string; rowspan?: string };
      table.cell = { line: this.#lineAt(index), from: 0, columns: span(colspan), rows: span(rowspan), text: '' };
    } else if (table?.cell == null && breaks.has(name)) {
      this.#flush();
    }
  }

  #close(name: string): void {
    if (hidden.has(name)) this.#hidden--;
    const table = this.#tables.at(-1);
    if (name === 'table' && table !== undefined) {
      this.#tables.pop();
      const rows = table.rows.filter((row) => row.length > 0);
      if (rows.length > 0) this.#blocks.push({ kind: 'table', rows: grid(rows) });
    } else if (table?.cell != null && (name === 'td' || name === 'th')) {
      table.rows.at(-1)?.push({ ...table.cell, text: table.cell.text.replace(/\s+/g, ' ').trim() });
      table.cell = null;
    } else if (table?.cell == null && breaks.has(name)) {
      this.#flush();
    }
  }

  #add(text: string, index: number): void {
    if (this.#hidden > 0) return;
    const cell = this.#tables.at(-1)?.cell;
    if (cell != null) {
      cell.text += text;
      return;
    }
    if (this.#text.trim() === '' && text.trim() !== '') {
      this.#text = '';
      this.#line = this.#lineAt(index + (text.length - text.trimStart().length));
    }
    this.#text += text;
  }

  #flush(): void {
    const text = this.#text.replace(/\s+/g, ' ').trim();
    if (text !== '') this.#blocks.push({ kind: 'paragraph', line: this.#line, text });
    this.#text = '';
  }

  /** Places come in order, so lines are counted once. */
  #lineAt(index: number): number {
    for (; this.#counted < index; this.#counted++) if (this.#content[this.#counted] === '\n') this.#lines++;
    return this.#lines;
  }
}
