import type { Logger } from '../ports/logger.js';
import type { Chunk } from './micro-batch.js';

/** Sources remembered as already named; beyond it they are named again. */
const sourcesKept = 1000;

/** Says what was refused or re-routed: a line a commit, not a line a record, so that a flood of bad input stays readable. */
export class RefusalLog {
  readonly #logger: Logger;
  readonly #sources = new Set<string>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  report(partition: number, chunk: Chunk): void {
    const reasons = new Map<string, number>();
    let first: object | null = null;
    for (const d of chunk.decoded) {
      if (d.kind === 'misplaced') this.#rerouted(d.event.source, chunk.topic);
      if (d.kind !== 'dead') continue;
      reasons.set(d.reason, (reasons.get(d.reason) ?? 0) + 1);
      first ??= { offset: String(d.record.offset), problems: d.problems };
    }
    if (reasons.size === 0) return;
    const fields = { topic: chunk.topic, partition, reasons: Object.fromEntries(reasons), first };
    this.#logger.warn(fields, 'records refused: they are dead letters');
  }

  /** Once a source: it goes on doing so until its producer is set right. */
  #rerouted(source: string, topic: string): void {
    if (this.#sources.has(source)) return;
    if (this.#sources.size >= sourcesKept) this.#sources.clear();
    this.#sources.add(source);
    this.#logger.warn(
      { source, topic },
      'its records are re-routed: it hashes keys by another partitioner than Java does',
    );
  }
}
