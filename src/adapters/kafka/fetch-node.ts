import type { Cluster } from 'kafkajs';
import type { LogBatch, Offset } from '../../ports/event-log.js';
import { decodeBatch, type FetchedPartition } from './decode.js';
import { isReady, type Lane, laneId } from './lane.js';

const readCommitted = 1;
const maxBytes = 10 << 20;

export interface Fetched {
  readonly lane: Lane;
  /** The lane's epoch when it was asked for. */
  readonly epoch: number;
  readonly batch: LogBatch;
}

/** Ready lanes led by a broker; one that needs to be alone is. */
export function lanesOf(cluster: Cluster, nodeId: number, lanes: Iterable<Lane>): Lane[] {
  const out = [...lanes].filter((lane) => isReady(lane) && leaderOf(cluster, lane) === nodeId);
  const alone = out.find((lane) => lane.alone);
  return alone === undefined ? out : [alone];
}

export function leaderOf(cluster: Cluster, { topic, partition }: Lane): number | undefined {
  return cluster.findTopicPartitionMetadata(topic).find((p) => p.partitionId === partition)?.leader;
}

/** One fetch request to one broker. Throws kafkajs's errors: one partition's error fails the whole request. */
export async function fetchNode(
  cluster: Cluster,
  nodeId: number,
  lanes: readonly Lane[],
  options: { readonly maxWaitMs: number; readonly maxBytesPerPartition: number },
): Promise<Fetched[]> {
  const asked = new Map(lanes.map((lane) => [laneId(lane), { lane, epoch: lane.epoch, from: lane.position ?? 0n }]));
  const broker = await cluster.findBroker({ nodeId: String(nodeId) });
  const response: { responses: { topicName: string; partitions: FetchedPartition[] }[] } = await broker.fetch({
    isolationLevel: readCommitted,
    maxWaitTime: options.maxWaitMs,
    minBytes: 1,
    maxBytes,
    topics: requestOf([...asked.values()], options.maxBytesPerPartition),
  });
  const out: Fetched[] = [];
  for (const { topicName, partitions } of response.responses)
    for (const data of partitions) {
      const { lane, epoch, from } = asked.get(laneId({ topic: topicName, partition: data.partition })) ?? {};
      if (lane === undefined || epoch === undefined || from === undefined || lane.epoch !== epoch) continue;
      const batch = decodeBatch(topicName, from, data) ?? skipEmptied(lane, from, data, asked.size === 1);
      if (batch !== null) out.push({ lane, epoch, batch });
    }
  return out;
}

function requestOf(asked: readonly { lane: Lane; from: Offset }[], bytes: number): Parameters<FetchOf>[0]['topics'] {
  const topics = new Map<string, { partition: number; fetchOffset: string; maxBytes: number }[]>();
  for (const { lane, from } of asked) {
    const list = topics.get(lane.topic) ?? [];
    list.push({ partition: lane.partition, fetchOffset: from.toString(), maxBytes: bytes });
    topics.set(lane.topic, list);
  }
  return [...topics].map(([topic, partitions]) => ({ topic, partitions }));
}
type FetchOf = Awaited<ReturnType<Cluster['findBroker']>>['fetch'];

/**
 * No record came. Either there is none, or other partitions filled the response, or compaction has left only emptied
 * batches: which of the last two, a request for this partition alone tells, since that always brings a batch if there
 * is one. The broker takes its last stable offset before it reads, so all below it was covered.
 */
function skipEmptied(lane: Lane, from: Offset, data: FetchedPartition, wasAlone: boolean): LogBatch | null {
  const stable = BigInt(data.lastStableOffset ?? -1);
  lane.alone = stable > from && !wasAlone;
  if (stable <= from || !wasAlone) return null;
  return { topic: lane.topic, partition: lane.partition, fetchedOffset: from, nextOffset: stable, records: [] };
}
