import type { Cluster } from 'kafkajs';
import type { Bounds, LogBatch, Offset, Tail } from '../../ports/event-log.js';
import { boundsOf } from './bounds.js';
import type { KafkaLogOptions } from './connection.js';
import { Deferred } from './deferred.js';
import { Fetcher } from './fetcher.js';
import { toPulseError } from './kafka-error.js';
import { laneId } from './lane.js';

/** Reads topics, from their start or from where `begin` says, and goes on. Takes over the cluster, which must be connected. */
export async function openTail(
  cluster: Cluster,
  topics: readonly string[],
  onBatch: (batch: LogBatch) => void,
  options: KafkaLogOptions,
  begin?: (topic: string, partition: number) => Offset,
): Promise<Tail> {
  const goals = new Map<string, Offset>();
  const lanes: { topic: string; partition: number; from: Offset }[] = [];
  for (const topic of topics)
    for (const [partition, { start, end }] of (await boundsOf(cluster, topic)).entries()) {
      const wished = begin?.(topic, partition) ?? start;
      const from = within(wished, { start, end });
      lanes.push({ topic, partition, from });
      if (from < end) goals.set(laneId({ topic, partition }), end);
    }
  const caught = new Deferred<void>();
  caught.promise.catch(() => undefined); // whoever closes early need not wait for it
  const fetcher = new Fetcher(cluster, {
    maxBytesPerPartition: options.maxBytesPerPartition,
    onWarning: options.onWarning,
    deliver: async (batch) => {
      onBatch(batch);
      const goal = goals.get(laneId(batch));
      if (goal !== undefined && batch.nextOffset >= goal) goals.delete(laneId(batch));
      if (goals.size === 0) caught.resolve();
    },
    onFatal: (error) => {
      const failure = toPulseError(error, 'reading the log', options.brokers);
      options.onWarning('a tail has ended', { topics, error: failure.message });
      caught.reject(failure);
    },
    lookAround: () => addNewPartitions(cluster, topics, fetcher),
  });
  fetcher.assign(lanes);
  if (goals.size === 0) caught.resolve();
  return { caughtUp: caught.promise, close: () => fetcher.close() };
}

/** Asked for what the log does not have, a broker would answer with an error. */
function within(offset: Offset, { start, end }: Bounds): Offset {
  if (offset < start) return start;
  return offset > end ? end : offset;
}

/** A topic that has grown has its new partitions from their first record on. */
function addNewPartitions(cluster: Cluster, topics: readonly string[], fetcher: Fetcher): void {
  for (const topic of topics)
    for (const { partitionId } of cluster.findTopicPartitionMetadata(topic))
      if (!fetcher.has(topic, partitionId)) fetcher.add(topic, partitionId, 0n);
}
