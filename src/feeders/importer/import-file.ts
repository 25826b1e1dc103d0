import { stat } from 'node:fs/promises';
import { PulseError } from '../../domain/errors.js';
import { openCsv } from './csv-source.js';
import type { Mapping } from './mapping.js';
import { type Cell, cellText, type Problem, type RejectCode, type Source, type SourceRow } from './row.js';
import { columnsOf, type ImportedType, importedTypes, mapRow, type WireEvent } from './row-mapper.js';
import { openXlsx } from './xlsx-source.js';

/** A row that was left out. */
export interface Rejected {
  /** CSV: physical line on which the row begins; XLSX: row of the sheet. */
  readonly line: number;
  /** `code: where: what`, several joined by `; `. The codes are `rejectCodes`. */
  readonly reason: string;
  /** Column → text as it stood in the file, so personal data too: for the operator's own rejects file. */
  readonly row: Readonly<Record<string, string>>;
}

/** Where events and rejects go. A call is made only when the one before it has resolved, in the order of the rows. */
export interface ImportSink {
  /** The events of one or more whole rows. */
  events(list: readonly WireEvent[]): Promise<void>;
  reject(rejected: Rejected): Promise<void>;
}

export interface ImportProgress {
  readonly rows: number;
  readonly rejected: number;
  /** Of the file as it lies on the disk. */
  readonly bytesRead: number;
  readonly bytesTotal: number;
}

export interface ImportSummary {
  /** Rows with at least one cell; = rows that gave events or nothing + rejected. */
  readonly rows: number;
  readonly events: Readonly<Record<ImportedType, number>>;
  readonly rejected: number;
  /** By the first reason of each rejected row, so that these add up to `rejected`. */
  readonly rejectedByReason: Readonly<Partial<Record<RejectCode, number>>>;
  /** Texts in which a phone or identity number was masked. */
  readonly masked: number;
}

const batchRows = 500;

/**
 * Reads an export of another system and hands its events to a sink, a few hundred rows at a time. Rows that cannot be
 * mapped are rejected, the rest goes on.
 *
 * @throws PulseError PULSE_USAGE: the file cannot be opened. PULSE_INPUT: the file as a whole is not what the mapping
 *   says: not readable, no header, columns missing from it. What the sink throws comes through.
 */
export async function importFile(
  path: string,
  mapping: Mapping,
  sink: ImportSink,
  options: { readonly onProgress?: (progress: ImportProgress) => void } = {},
): Promise<ImportSummary> {
  const bytesTotal = await sizeOf(path);
  const source = await open(path, mapping);
  try {
    const run = new Run(mapping, source.header, columnIndex(source.header, mapping), sink);
    const report = () => options.onProgress?.({ ...run.counts(), bytesRead: source.bytesRead(), bytesTotal });
    for await (const row of source.rows) {
      await run.take(row);
      if (run.rows % batchRows !== 0) continue;
      await run.flush();
      report();
    }
    await run.flush();
    report();
    return run.summary();
  } finally {
    source.close();
  }
}

class Run {
  readonly #mapping: Mapping;
  readonly #header: readonly string[];
  readonly #index: ReadonlyMap<string, number>;
  readonly #sink: ImportSink;
  readonly #events = new Map<ImportedType, number>(importedTypes.map((type) => [type, 0]));
  readonly #reasons = new Map<RejectCode, number>();
  #pending: WireEvent[] = [];
  #rejected = 0;
  #masked = 0;
  rows = 0;

  constructor(mapping: Mapping, header: readonly string[], index: ReadonlyMap<string, number>, sink: ImportSink) {
    this.#mapping = mapping;
    this.#header = header;
    this.#index = index;
    this.#sink = sink;
  }

  async take(row: SourceRow): Promise<void> {
    this.rows += 1;
    const misread = misreadRow(row, this.#header.length);
    const mapped = misread
      ? { events: [], problems: [misread], masked: 0 }
      : mapRow(this.#mapping, (c) => this.#cell(row, c));
    this.#masked += mapped.masked;
    this.#pending.push(...mapped.events);
    const first = mapped.problems[0];
    if (first === undefined) return;
    this.#rejected += 1;
    this.#reasons.set(first.code, (this.#reasons.get(first.code) ?? 0) + 1);
    await this.flush();
    await this.#sink.reject({
      line: row.line,
      reason: mapped.problems.map(({ code, text }) => `${code}: ${text}`).join('; '),
      row: rowAsRecord(row, this.#header),
    });
  }

  async flush(): Promise<void> {
    if (this.#pending.length === 0) return;
    const list = this.#pending;
    this.#pending = [];
    await this.#sink.events(list);
    for (const { type } of list) this.#events.set(type, this.#events.get(type)! + 1);
  }

  counts(): { rows: number; rejected: number } {
    return { rows: this.rows, rejected: this.#rejected };
  }

  summary(): ImportSummary {
    return {
      ...this.counts(),
      events: Object.fromEntries(this.#events) as Record<ImportedType, number>,
      rejectedByReason: Object.fromEntries(this.#reasons),
      masked: this.#masked,
    };
  }

  #cell(row: SourceRow, column: string): Cell {
    const cell = row.cells[this.#index.get(column)!];
    if (cell !== undefined && typeof cell !== 'string') return cell;
    const text = cellText(cell);
    return this.#mapping.file.emptyTexts.has(text) ? '' : text;
  }
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch((cause: Error) => {
    throw new PulseError('PULSE_USAGE', `cannot read the file: ${cause.message}`, { cause });
  });
  if (!found.isFile()) throw new PulseError('PULSE_USAGE', `not a file: ${path}`);
  return found.size;
}

function open(path: string, mapping: Mapping): Promise<Source> {
  const format = mapping.file.format ?? (/\.xlsx$/i.test(path) ? 'xlsx' : 'csv');
  return format === 'xlsx' ? openXlsx(path, mapping.file) : openCsv(path, mapping.file);
}

/** Where each column of the mapping stands. All that are missing, or there twice, are named in one message. */
function columnIndex(header: readonly string[], mapping: Mapping): ReadonlyMap<string, number> {
  const index = new Map<string, number>();
  const problems: string[] = [];
  for (const column of columnsOf(mapping)) {
    const at = header.indexOf(column);
    index.set(column, at);
    if (at < 0) problems.push(`no column "${column}"`);
    else if (header.indexOf(column, at + 1) >= 0) problems.push(`column "${column}" is there twice`);
  }
  if (problems.length === 0) return index;
  const found = header.map((name) => JSON.stringify(name)).join(', ');
  const hint = 'encoding, delimiter and headerRow of the mapping say how the header is read';
  throw new PulseError(
    'PULSE_INPUT',
    `the header does not fit the mapping: ${problems.join('; ')}. Read: ${found} (${hint})`,
  );
}

/** A row whose cells may stand under the wrong columns, or whose texts are not what was written. */
function misreadRow(row: SourceRow, columns: number): Problem | null {
  const extra = row.cells.slice(columns).some((cell) => cellText(cell) !== '');
  if (extra || row.cells.length < columns) {
    return { code: 'columns', text: `${row.cells.length} cells under ${columns} columns` };
  }
  if (row.cells.some((cell) => typeof cell === 'string' && cell.includes('\uFFFD'))) {
    return { code: 'encoding', text: "holds bytes that the mapping's encoding does not know" };
  }
  return null;
}

/** A column without a name, or with a name that was there, gets its number: `#13`. */
function rowAsRecord(row: SourceRow, header: readonly string[]): Record<string, string> {
  const out = new Map<string, string>();
  for (const [i, cell] of row.cells.entries()) {
    const name = header[i];
    out.set(
      name === undefined || name === '' || out.has(name) ? `#${i + 1}` : name,
      typeof cell === 'string' ? cell : cellText(cell),
    );
  }
  return Object.fromEntries(out);
}
