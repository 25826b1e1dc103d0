import type { Instant } from '../domain/instant.js';
import type { Logger } from '../ports/logger.js';

const patienceMs = 6 * 3_600_000;

/** Says once of a month that it is not final by so long after the first partition was ready for it. */
export class RevisionPatience {
  readonly #logger: Pick<Logger, 'warn'>;
  readonly #since = new Map<string, Instant>();
  readonly #said = new Set<string>();

  constructor(logger: Pick<Logger, 'warn'>) {
    this.#logger = logger;
  }

  /** @param lacking partitions that the month waits for. */
  wait(month: string, lacking: readonly number[], now: Instant): void {
    const since = this.#since.get(month) ?? now;
    this.#since.set(month, since);
    if (now - since < patienceMs || this.#said.has(month)) return;
    this.#said.add(month);
    this.#logger.warn(
      { month, partitions: lacking },
      'a month cannot become final: these partitions have not read to its cut-off, or its figures there do not come to rest',
    );
  }
}
