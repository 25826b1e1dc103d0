import type { GroupHandler, GroupMember, Offset } from '../../ports/event-log.js';
import { Lane } from './lane.js';
import type { LogTables, Topic } from './log-tables.js';

/** What the member asks of the group; an assignment that is over asks no more. */
export interface Coordinator {
  heartbeat(assignment: Assignment): Promise<void>;
  noteOffsets(offsets: readonly { topic: string; partition: number; offset: Offset }[]): Promise<void>;
  failed(error: Error): void;
}

/** The lanes of one assignment, from being told to being revoked. */
export class Assignment implements GroupMember {
  readonly partitions: readonly number[];
  readonly #lanes: readonly Lane[];
  readonly #coordinator: Coordinator;

  constructor(
    tables: LogTables,
    topics: readonly Topic[],
    partitions: readonly number[],
    handler: GroupHandler,
    coordinator: Coordinator,
  ) {
    this.partitions = partitions;
    this.#coordinator = coordinator;
    const target = { deliver: handler.batch.bind(handler), failed: (error: Error) => coordinator.failed(error) };
    this.#lanes = topics.flatMap((topic) =>
      partitions.filter((p) => p < topic.partitions).map((p) => new Lane(tables, topic, p, null, target)),
    );
  }

  start(): void {
    for (const lane of this.#lanes) lane.start();
  }

  /** Resolves when no batch is in hand any more. */
  async stop(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.stop()));
  }

  seek(topic: string, partition: number, offset: Offset): void {
    this.#lanes.find((lane) => lane.topic.name === topic && lane.partition === partition)?.seek(Number(offset));
  }

  pause(partition: number): void {
    for (const lane of this.#lanes) if (lane.partition === partition) lane.pause(true);
  }

  resume(partition: number): void {
    for (const lane of this.#lanes) if (lane.partition === partition) lane.pause(false);
  }

  heartbeat(): Promise<void> {
    return this.#coordinator.heartbeat(this);
  }

  noteOffsets(offsets: readonly { topic: string; partition: number; offset: Offset }[]): Promise<void> {
    return this.#coordinator.noteOffsets(offsets);
  }
}
