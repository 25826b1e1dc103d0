import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CsvError, type Parser, parse } from 'csv-parse';
import { PulseError } from '../../domain/errors.js';
import type { FileSpec } from './mapping.js';
import { cellText, type Source, type SourceRow } from './row.js';

/** A row this long is a quote that was opened and never closed. */
const longestRow = 1_000_000;

/**
 * Opens a CSV file (`.gz` too) as a stream: memory does not grow with the file.
 *
 * Line breaks are LF, CRLF or CR, mixed as they come; a quote inside an unquoted cell stands for itself. Blank rows are
 * passed over.
 *
 * @throws PulseError PULSE_INPUT, here or while reading: not a CSV file, no header, a damaged archive, a quote that never
 *   ends (everything before it was delivered). PULSE_USAGE: the file cannot be opened.
 */
export async function openCsv(path: string, file: FileSpec): Promise<Source> {
  const input = createReadStream(path);
  const parser = parse({
    delimiter: file.delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: longestRow,
  });
  const decoded = (bytes: AsyncIterable<Uint8Array>) => decode(bytes, file.encoding);
  // The parser is destroyed with whatever error came first, and its reader gets it.
  if (path.endsWith('.gz')) pipeline(input, createGunzip(), decoded, parser, () => undefined);
  else pipeline(input, decoded, parser, () => undefined);
  const rows = rowsOf(parser);
  for (let n = 1; n < file.headerRow; n++) await rows.next();
  const header = await rows.next();
  if (header.done) throw new PulseError('PULSE_INPUT', `no header in row ${file.headerRow}: the file ends before it`);
  return {
    header: header.value.cells.map(cellText),
    rows: withoutBlanks(rows),
    bytesRead: () => input.bytesRead,
    close: () => void input.destroy(),
  };
}

/** Bytes that the encoding does not know become U+FFFD, and the rows that hold one are rejected one by one. */
async function* decode(bytes: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  let first = true;
  for await (const chunk of bytes) {
    const text = decoder.decode(chunk, { stream: true });
    if (text === '') continue;
    // A byte order mark, of any encoding: gb18030 has one too, which TextDecoder would leave.
    yield first && text.startsWith('\uFEFF') ? text.slice(1) : text;
    first = false;
  }
  const rest = decoder.decode();
  if (rest !== '') yield rest;
}

async function* rowsOf(parser: Parser): AsyncGenerator<SourceRow & { readonly cells: readonly string[] }> {
  // The parser's own count takes CRLF inside quotes for two lines, so lines are counted here.
  let line = 1;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      yield { line, cells };
      line += 1;
      for (const cell of cells) line += breaksIn(cell);
    }
  } catch (error) {
    throw inWords(error, line);
  }
}

function breaksIn(cell: string): number {
  return /[\r\n]/.test(cell) ? cell.split(/\r\n|\n|\r/).length - 1 : 0;
}

async function* withoutBlanks(rows: AsyncIterable<SourceRow>): AsyncGenerator<SourceRow> {
  for await (const row of rows) if (row.cells.some((cell) => cellText(cell) !== '')) yield row;
}

function inWords(cause: unknown, line: number): unknown {
  const details = { line };
  if (cause instanceof CsvError) {
    const unclosed = cause.code === 'CSV_QUOTE_NOT_CLOSED' || cause.code === 'CSV_MAX_RECORD_SIZE';
    const what = unclosed ? 'a quote that is opened there is never closed' : cause.message;
    return new PulseError('PULSE_INPUT', `the row that begins on line ${line}: ${what}`, { details, cause });
  }
  const code = (cause as NodeJS.ErrnoException).code ?? '';
  if (code.startsWith('Z_'))
    return new PulseError('PULSE_INPUT', `damaged gzip file, after line ${line}`, { details, cause });
  if (code.startsWith('E'))
    return new PulseError('PULSE_USAGE', `cannot read the file: ${(cause as Error).message}`, { cause });
  return cause;
}
