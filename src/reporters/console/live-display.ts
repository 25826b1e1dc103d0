import type { Snapshot } from '../../domain/snapshot-schema.js';
import { liveLine } from './figures-text.js';

/** So often a line is written where lines cannot be overwritten. */
const plainEveryMs = 10_000;

/** Shows the live snapshot in one line that moves on a terminal, and as a line now and then elsewhere. */
export class LiveDisplay {
  readonly #out: NodeJS.WriteStream;
  #last: Snapshot['asOf'] | null = null;
  #shownAt = Number.NEGATIVE_INFINITY;

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
  }

  /** Ignores a snapshot that is older than what is shown. */
  show(s: Snapshot): void {
    if (this.#last !== null && isOlder(s.asOf, this.#last)) return;
    this.#last = s.asOf;
    if (this.#out.isTTY) {
      this.#out.write(`\r\u001b[2K${liveLine(s)}`);
      return;
    }
    const at = Date.parse(s.asOf.instant);
    if (at - this.#shownAt < plainEveryMs) return;
    this.#shownAt = at;
    this.#out.write(`${liveLine(s)}\n`);
  }

  /** A line of its own that stays, above the one that moves. */
  note(text: string): void {
    this.#out.write(this.#out.isTTY ? `\r\u001b[2K${text}\n` : `${text}\n`);
  }

  end(): void {
    if (this.#out.isTTY && this.#last !== null) this.#out.write('\n');
  }
}

function isOlder(a: Snapshot['asOf'], b: Snapshot['asOf']): boolean {
  if (a.generation !== b.generation) return a.generation < b.generation;
  return a.rollback === b.rollback ? a.instant < b.instant : a.rollback < b.rollback;
}
