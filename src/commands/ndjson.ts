import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { PulseError } from '../domain/errors.js';
import { type HotlineEvent, parseEvent, refusal } from '../domain/events.js';

/** One line of a file of events: the event, or why it is none. */
export type Line =
  | { readonly number: number; readonly text: string; readonly event: HotlineEvent; readonly problem?: undefined }
  | { readonly number: number; readonly text: string; readonly problem: PulseError };

/**
 * Reads NDJSON events, one a line; `-` is standard input, `.gz` is unpacked. Blank lines are passed over.
 *
 * @throws PulseError PULSE_USAGE when the file cannot be read.
 */
export async function* readEvents(file: string): AsyncGenerator<Line> {
  let number = 0;
  try {
    for await (const lines of linesOf(open(file))) {
      for (const bytes of lines) {
        number++;
        const line = parseLine(number, bytes);
        if (line !== null) yield line;
      }
    }
  } catch (cause) {
    if (cause instanceof PulseError) throw cause;
    throw new PulseError(
      'PULSE_USAGE',
      `${file}: ${(cause as Error).message}${number > 0 ? ` (after line ${number})` : ''}`,
      { cause },
    );
  }
}

function open(file: string): Readable {
  if (file === '-') return process.stdin;
  const raw = createReadStream(file);
  // Either end closes the other; an error reaches the reader through the unpacked end.
  return file.endsWith('.gz') ? pipeline(raw, createGunzip(), () => undefined) : raw;
}

/** Whole lines, as many at once as a chunk ends. By bytes: node:readline would replace what is not UTF-8 without a word. */
async function* linesOf(input: Readable): AsyncGenerator<Uint8Array[]> {
  let begun: Uint8Array[] = [];
  for await (const chunk of input as AsyncIterable<Buffer>) {
    const lines: Uint8Array[] = [];
    let from = 0;
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, from)) {
      lines.push(joined(begun, chunk.subarray(from, end)));
      begun = [];
      from = end + 1;
    }
    if (from < chunk.length) begun.push(chunk.subarray(from));
    yield lines;
  }
  if (begun.length > 0) yield [Buffer.concat(begun)];
}

const lineFeed = 10;
const joined = (begun: readonly Uint8Array[], last: Uint8Array): Uint8Array =>
  begun.length === 0 ? last : Buffer.concat([...begun, last]);

/** null: a blank line. */
function parseLine(number: number, bytes: Uint8Array): Line | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const raw = buffer.toString('utf8');
  const text = (number === 1 && raw.startsWith('\ufeff') ? raw.slice(1) : raw).trimEnd();
  if (text === '') return null;
  try {
    // toString() replaces what is not UTF-8.
    if (raw.includes('\ufffd') && !buffer.equals(Buffer.from(raw))) throw refusal('not-json', 'the line is not UTF-8');
    return { number, text, event: parseEvent(JSON.parse(text)) };
  } catch (error) {
    const problem = error instanceof PulseError ? error : refusal('not-json', (error as Error).message);
    return { number, text, problem };
  }
}

/** Bytes of all files together; null when one of them is standard input or packed. */
export async function totalBytes(files: readonly string[]): Promise<number | null> {
  if (files.some((f) => f === '-' || f.endsWith('.gz'))) return null;
  const sizes = await Promise.all(files.map(async (f) => (await stat(f).catch(() => null))?.size ?? 0));
  return sizes.reduce((a, b) => a + b, 0);
}
