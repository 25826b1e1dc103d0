import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
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
    for await (const text of createInterface({ input: open(file), crlfDelay: Number.POSITIVE_INFINITY })) {
      number++;
      if (text.trim() !== '') yield parseLine(number, text);
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
  if (!file.endsWith('.gz')) return raw;
  const unzipped = createGunzip();
  raw.on('error', (error) => unzipped.destroy(error));
  return raw.pipe(unzipped);
}

function parseLine(number: number, text: string): Line {
  try {
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
