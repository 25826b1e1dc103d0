import type { Cluster } from 'kafkajs';
import type { Bounds } from '../../ports/event-log.js';

/** First offset and last stable offset of every partition (the cluster's isolation is read_committed). */
export async function boundsOf(cluster: Cluster, topic: string): Promise<Bounds[]> {
  await cluster.addMultipleTargetTopics([topic]);
  await cluster.refreshMetadataIfNecessary();
  const partitions = cluster.findTopicPartitionMetadata(topic).map((p) => ({ partition: p.partitionId }));
  const ask = async (fromBeginning: boolean): Promise<Map<number, bigint>> => {
    const [answer] = await cluster.fetchTopicsOffset([{ topic, partitions, fromBeginning }]);
    return new Map(answer?.partitions.map((p) => [p.partition, BigInt(p.offset)]));
  };
  // The start first: what retention removes in between can then not put it beyond the end.
  const [starts, ends] = [await ask(true), await ask(false)];
  return partitions
    .map(({ partition }) => partition)
    .sort((a, b) => a - b)
    .map((partition) => {
      const [start, end] = [starts.get(partition), ends.get(partition)];
      if (start === undefined || end === undefined) throw noLeader(topic, partition);
      return { start, end };
    });
}

/** Shaped as kafkajs's own errors, so that it is mapped like them. */
function noLeader(topic: string, partition: number): Error {
  return Object.assign(new Error(`partition ${partition} of ${topic} has no leader now`), {
    name: 'KafkaJSError',
    retriable: true,
  });
}
