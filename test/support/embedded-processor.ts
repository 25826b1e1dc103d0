import { openEmbedded } from '../../src/adapters/embedded/open-embedded.js';
import { systemClock } from '../../src/commands/system-clock.js';
import type { Snapshot } from '../../src/domain/snapshot-schema.js';
import { ControlBoard } from '../../src/engine/control.js';
import { generationHash } from '../../src/engine/generation.js';
import { Processor } from '../../src/engine/processor.js';
import { readSnapshot } from '../../src/engine/published.js';
import { topicSpecs, topicsOf } from '../../src/engine/topics.js';
import type { EventLog, LogRecord, OutgoingRecord } from '../../src/ports/event-log.js';
import type { StateStore } from '../../src/ports/state-store.js';
import { makeDataDir } from '../adapters/embedded/data-dir.js';
import { configuration, views } from './views.js';

export const topics = topicsOf('test');
export const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** A real processor on the embedded pair in a folder of its own, publishing as often as it may. */
export interface Bench {
  readonly log: EventLog;
  readonly store: StateStore;
  readonly processor: Processor;
  /** Publishes input events and waits until they are committed. */
  feed(events: readonly { type: string; data: { contactId: string } }[]): Promise<void>;
  /** Resolves with the first record of the snapshots topic, from its start on, that `accept` takes. */
  published(accept: (key: string, snapshot: Snapshot, record: LogRecord) => boolean): Promise<Snapshot>;
  close(): Promise<void>;
}

export async function openBench(partitions = 2): Promise<Bench> {
  const { dataDir, remove } = await makeDataDir();
  const pair = await openEmbedded({ dataDir, namespace: 'test', generation: 1, clock: systemClock });
  const { log, store } = pair;
  await log.createTopics(topicSpecs(topics, partitions));
  const board = await ControlBoard.open(log, topics, silent);
  const hash = generationHash(views.context, partitions);
  const generation = await board.ensureGeneration(hash, partitions, new Date(0).toISOString());
  const processor = new Processor({
    log, store, board, topics, views, partitions, generation,
    clock: systemClock,
    logger: silent,
    group: 'test.processor',
    limits: { records: 100, bytes: 1_000_000 },
    idleCheckMs: 50,
    noteOffsetsMs: 1000,
    timersMs: 20,
    conditions: configuration.alerts.conditions,
    snapshots: { intervalMs: 20, unitsIntervalMs: 20 },
    revision: { cutOffDay: 12, settleMinutes: 60 },
  }); // biome-ignore format: the options in one place
  await processor.start();
  return {
    log,
    store,
    processor,
    feed: async (events) => {
      await log.publish(events.map(recordOf));
      await processor.caughtUp();
    },
    published: (accept) => firstPublished(log, accept),
    close: async () => {
      await processor.stop();
      await board.close();
      await pair.close();
      await remove();
    },
  };
}

function recordOf(event: { type: string; data: { contactId: string } }): OutgoingRecord {
  const topic = topics.inputOf[event.type as keyof typeof topics.inputOf];
  return { topic, key: event.data.contactId, value: JSON.stringify(event) };
}

async function firstPublished(log: EventLog, accept: Parameters<Bench['published']>[0]): Promise<Snapshot> {
  let found: (snapshot: Snapshot) => void = () => undefined;
  const result = new Promise<Snapshot>((resolve) => {
    found = resolve;
  });
  const tail = await log.tail([topics.snapshots], (batch) => {
    for (const record of batch.records) {
      const snapshot = record.value === null ? null : readSnapshot(record.value);
      if (snapshot !== null && accept(Buffer.from(record.key ?? []).toString(), snapshot, record)) found(snapshot);
    }
  });
  const snapshot = await result;
  await tail.close();
  return snapshot;
}

let made = 0;
/** Wire events of one answered call, and of a ticket about it. */
export function call(contactId: string, receivedAt: string, data: object = {}) {
  return wire('hotline.call-received.v1', receivedAt, {
    contactId,
    receivedAt,
    channel: 'phone',
    answered: true,
    ...data,
  });
}

export function ticket(contactId: string, createdAt: string, data: object = {}) {
  return wire('hotline.ticket-created.v1', createdAt, {
    contactId,
    ticketId: `T${contactId}`,
    createdAt,
    nature: 'help',
    ...data,
  });
}

function wire<T extends { contactId: string }>(type: string, time: string, data: T) {
  return { specversion: '1.0', id: `e${++made}`, source: 'urn:test', type, time, data };
}
