import type { HotlineEvent } from '../../src/domain/events.js';
import type { SnapshotContext } from '../../src/domain/snapshot.js';
import type { Decoded } from '../../src/engine/decode.js';
import { mergeChunk, touchedCases } from '../../src/engine/micro-batch.js';
import { readProgress } from '../../src/engine/partition-state.js';
import { StateReader } from '../../src/engine/state-reader.js';
import { MemoryStore } from './memory-store.js';
import { views } from './views.js';

/** Counters of events without log or tasks: one partition, committed in chunks of `size`. */
export async function fold(events: Iterable<HotlineEvent>, size = 1000, timestamp = Date.now()): Promise<MemoryStore> {
  const store = new MemoryStore();
  let head: string | null = null;
  let offset = 0n;
  let progress = readProgress(await store.load(0, []));
  const commit = async (list: HotlineEvent[]): Promise<void> => {
    const decoded = list.map((event): Decoded => {
      const record = { offset: offset++, timestamp, key: null, value: null, headers: {} };
      return { kind: 'event', event, record, masked: false, foreignKey: false };
    });
    const chunk = { topic: 'events', decoded, nextOffset: offset };
    const ids = touchedCases(chunk);
    const merged = mergeChunk(chunk, ids, (await store.load(0, ids)).cases, progress, views);
    const newHead = `h${offset}`;
    await store.commit({ partition: 0, expectHead: head, newHead, ...merged.commit });
    head = newHead;
    progress = merged.progress;
  };
  let batch: HotlineEvent[] = [];
  for (const event of events) {
    batch.push(event);
    if (batch.length >= size) {
      await commit(batch);
      batch = [];
    }
  }
  await commit(batch);
  return store;
}

/** @param history opening figures and renamed codes, if any */
export function readerOver(
  store: MemoryStore,
  partitions = 1,
  history: Pick<SnapshotContext, 'baselines' | 'lineage'> = {},
): StateReader {
  return new StateReader({
    store,
    inputs: ['events'],
    partitions,
    generation: 1,
    context: { ...views.context, ...history },
    gaps: () => [],
  });
}
