import { PulseError } from '../../domain/errors.js';
import type { LogBatch, Offset, Tail } from '../../ports/event-log.js';
import { Lane } from './lane.js';
import type { LogTables, Topic } from './log-tables.js';

/** Where to begin; absent: with the first record that is kept. */
type Begin = ((topic: string, partition: number) => Offset) | undefined;

/** Delivers the records of some topics without a group, and goes on as they grow. */
export class EmbeddedTail implements Tail {
  readonly caughtUp: Promise<void>;
  readonly #lanes: Lane[] = [];
  #failed: (error: Error) => void = () => {};
  #settled = false;

  constructor(tables: LogTables, topics: readonly Topic[], onBatch: (batch: LogBatch) => void, begin?: Begin) {
    this.caughtUp = new Promise((resolve, reject) => {
      this.#failed = reject;
      this.#open(tables, topics, onBatch, begin, resolve);
    });
    this.caughtUp.then(
      () => (this.#settled = true),
      () => (this.#settled = true), // whoever awaits it is told; that nobody does is no crash
    );
    for (const lane of this.#lanes) lane.start();
  }

  #open(
    tables: LogTables,
    topics: readonly Topic[],
    onBatch: (batch: LogBatch) => void,
    begin: Begin,
    caughtUp: () => void,
  ): void {
    let behind = 0;
    const arrived = (): void => {
      behind -= 1;
      if (behind === 0) caughtUp();
    };
    const places = topics.flatMap((topic) =>
      Array.from({ length: topic.partitions }, (_, partition) => ({ topic, partition })),
    );
    const ranges = tables.environment.read('PULSE_LOG', 'reading the ends of the log', () =>
      places.map(({ topic, partition }) => tables.range(topic.id, partition)),
    );
    places.forEach(({ topic, partition }, i) => {
      const { start, end } = ranges[i]!;
      const wished = Number(begin?.(topic.name, partition) ?? start);
      const from = Math.max(start, Math.min(wished, end));
      let missing = end > from;
      if (missing) behind += 1;
      const deliver = (batch: LogBatch): void => {
        onBatch(batch);
        if (!missing || Number(batch.nextOffset) < end) return;
        missing = false;
        arrived();
      };
      this.#lanes.push(new Lane(tables, topic, partition, from, { deliver, failed: (error) => this.#fail(error) }));
    });
    if (behind === 0) caughtUp();
  }

  async close(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.stop()));
    this.#failed(new PulseError('PULSE_LOG', 'the tail was closed before it had caught up'));
  }

  /** The port has no other way to tell: before `caughtUp` that rejects, later the process must not go on half blind. */
  #fail(error: Error): void {
    for (const lane of this.#lanes) void lane.stop();
    if (!this.#settled) {
      this.#failed(error);
      return;
    }
    queueMicrotask(() => {
      throw error;
    });
  }
}
