import { strFromU8, unzipSync } from 'fflate';
import { Parser } from 'htmlparser2';
import { PulseError } from '../../domain/errors.js';
import type { Block } from '../document.js';
import { grid, type SpanningCell } from './grid.js';

/** Largest word/document.xml that is unpacked: a report has some hundred kilobytes, an archive made to harm has more. */
const maxBytes = 64 * 1024 * 1024;

/**
 * The text and the tables of a DOCX, which has no lines: paragraphs and table rows are numbered from 1 as they follow.
 * Deleted text of tracked changes is left out; headers, footers, footnotes and text boxes are not read.
 *
 * @throws PulseError PULSE_INPUT when it is no DOCX.
 */
export function readDocx(bytes: Uint8Array, name: string): Block[] {
  return new DocxReader().read(documentXml(bytes, name));
}

function documentXml(bytes: Uint8Array, name: string): string {
  try {
    const files = unzipSync(bytes, {
      filter: (file) => file.name === 'word/document.xml' && file.originalSize <= maxBytes,
    });
    const xml = files['word/document.xml'];
    if (xml !== undefined) return strFromU8(xml);
  } catch (cause) {
    throw new PulseError('PULSE_INPUT', `${name}: no DOCX file, it cannot be unpacked`, { cause });
  }
  throw new PulseError('PULSE_INPUT', `${name}: no DOCX file, word/document.xml is not in it (or too large)`);
}

interface OpenTable {
  readonly rows: SpanningCell[][];
  text: string[];
  columns: number;
  merged: 'no' | 'begins' | 'goes on';
}

class DocxReader {
  readonly #blocks: Block[] = [];
  readonly #tables: OpenTable[] = [];
  #line = 0;
  #text = '';
  #inText = false;

  read(xml: string): Block[] {
    const parser = new Parser(
      {
        onopentag: (name, attributes) => this.#open(name, attributes),
        onclosetag: (name) => this.#close(name),
        ontext: (text) => {
          if (this.#inText) this.#text += text;
        },
      },
      { xmlMode: true, decodeEntities: true },
    );
    parser.write(xml);
    parser.end();
    return this.#blocks;
  }

  #open(name: string, attributes: Record<string, string>): void {
    const table = this.#tables.at(-1);
    const value = attributes['w:val'];
    if (name === 'w:t') this.#inText = true;
    else if (name === 'w:tab') this.#text += '\t';
    else if (name === 'w:br') this.#text += ' ';
    else if (name === 'w:tbl') this.#tables.push({ rows: [], text: [], columns: 1, merged: 'no' });
    else if (table === undefined) return;
    else if (name === 'w:tr') {
      this.#line++;
      table.rows.push([]);
    } else if (name === 'w:tc') Object.assign(table, { text: [], columns: 1, merged: 'no' });
    else if (name === 'w:gridSpan') table.columns = Math.min(100, Math.max(1, Number(value) || 1));
    else if (name === 'w:vMerge') table.merged = value === 'restart' ? 'begins' : 'goes on';
  }

  #close(name: string): void {
    const table = this.#tables.at(-1);
    if (name === 'w:t') this.#inText = false;
    else if (name === 'w:p') this.#paragraph(table);
    else if (name === 'w:tc' && table !== undefined) this.#cell(table);
    else if (name === 'w:tbl' && table !== undefined) {
      this.#tables.pop();
      if (table.rows.length > 0) this.#blocks.push({ kind: 'table', rows: grid(table.rows) });
    }
  }

  #paragraph(table: OpenTable | undefined): void {
    const text = this.#text;
    this.#text = '';
    if (table !== undefined) {
      table.text.push(text.trim());
      return;
    }
    this.#line++;
    if (text.trim() !== '') this.#blocks.push({ kind: 'paragraph', line: this.#line, text });
  }

  #cell(table: OpenTable): void {
    const row = table.rows.at(-1);
    const above = table.rows.at(-2)?.[row?.length ?? 0];
    const text = table.merged === 'goes on' && above !== undefined ? above.text : table.text.join('');
    row?.push({ line: this.#line, from: 0, text, columns: table.columns, rows: 1 });
  }
}
