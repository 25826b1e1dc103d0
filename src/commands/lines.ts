import { once } from 'node:events';
import { constants, createWriteStream } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import { PulseError } from '../domain/errors.js';

/** NDJSON to a file that is made only when there is something to write; `-` is standard output. */
export class Lines {
  readonly #file: string;
  #stream: NodeJS.WritableStream | null = null;
  #failure: Error | null = null;

  private constructor(file: string) {
    this.#file = file;
  }

  /** @throws PulseError PULSE_USAGE when nothing can be written there: said before the work, not in the middle of it. */
  static async to(file: string): Promise<Lines> {
    if (file !== '-') await mustBeWritable(file);
    return new Lines(file);
  }

  async write(value: unknown): Promise<void> {
    this.#stream ??= this.#open();
    // A stream that breaks is never drained; its own listener has noted why.
    if (!this.#stream.write(`${JSON.stringify(value)}\n`)) await once(this.#stream, 'drain').catch(() => undefined);
    this.#mustBeWell();
  }

  /** Resolves when everything is written. */
  async end(): Promise<void> {
    if (this.#stream === null || this.#stream === process.stdout) return;
    this.#stream.end();
    await finished(this.#stream).catch(() => undefined);
    this.#mustBeWell();
  }

  #open(): NodeJS.WritableStream {
    const stream = this.#file === '-' ? process.stdout : createWriteStream(this.#file);
    return stream.on('error', (error: Error) => {
      this.#failure ??= error;
    });
  }

  #mustBeWell(): void {
    if (this.#failure === null) return;
    // `pulse simulate --out - | head`: who reads has had enough, and there is nothing left to do.
    if (this.#file === '-' && (this.#failure as NodeJS.ErrnoException).code === 'EPIPE') process.exit(0);
    throw cannotWrite(this.#file, this.#failure);
  }
}

async function mustBeWritable(file: string): Promise<void> {
  try {
    const found = await stat(file).catch(() => null);
    if (found?.isDirectory()) throw new Error('it is a folder');
    await access(found === null ? dirname(resolve(file)) : file, constants.W_OK);
  } catch (error) {
    throw cannotWrite(file, error as Error);
  }
}

function cannotWrite(file: string, cause: Error): PulseError {
  const name = file === '-' ? 'standard output' : file;
  return new PulseError('PULSE_USAGE', `cannot write ${name}: ${cause.message}`, { cause });
}
