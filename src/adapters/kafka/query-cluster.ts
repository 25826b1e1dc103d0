import type { Cluster, Kafka } from 'kafkajs';
import type { Bounds } from '../../ports/event-log.js';
import { boundsOf } from './bounds.js';
import { rawCluster } from './connection.js';
import { isTransient, isUnknownTopic, unknownTopic } from './kafka-error.js';

const tries = 5;

/** Questions about topics. Throws kafkajs's errors, and PULSE_LOG for a topic that does not exist. */
export class QueryCluster {
  readonly #kafka: Kafka;
  #cluster: Cluster;

  private constructor(kafka: Kafka, cluster: Cluster) {
    this.#kafka = kafka;
    this.#cluster = cluster;
  }

  static async connect(kafka: Kafka): Promise<QueryCluster> {
    return new QueryCluster(kafka, await connected(kafka));
  }

  async partitions(topic: string): Promise<number> {
    return (await this.replicas(topic)).length;
  }

  /** Number of replicas of each partition. */
  replicas(topic: string): Promise<number[]> {
    return this.#about(topic, async (cluster) => {
      await cluster.addMultipleTargetTopics([topic]);
      await cluster.refreshMetadataIfNecessary();
      return cluster.findTopicPartitionMetadata(topic).map((p) => p.replicas.length);
    });
  }

  bounds(topic: string): Promise<Bounds[]> {
    return this.#about(topic, (cluster) => boundsOf(cluster, topic));
  }

  brokers(): number {
    return this.#cluster.getNodeIds().length;
  }

  disconnect(): Promise<void> {
    return this.#cluster.disconnect();
  }

  /**
   * A topic that was asked for once and then deleted makes every later look at the metadata fail, whichever topic is
   * asked for: so an unknown topic is believed only of a connection that has asked for nothing else.
   */
  async #about<T>(topic: string, ask: (cluster: Cluster) => Promise<T>): Promise<T> {
    const known = await this.#patiently(ask);
    if (known !== null) return known.answer;
    const fresh = await connected(this.#kafka);
    try {
      const answer = await ask(fresh);
      const old = this.#cluster;
      this.#cluster = fresh;
      await old.disconnect();
      return answer;
    } catch (error) {
      await fresh.disconnect();
      throw isUnknownTopic(error) ? unknownTopic(topic, error) : error;
    }
  }

  /** Leaders move: some tries with fresh metadata. @returns null when a topic, not necessarily this one, is unknown. */
  async #patiently<T>(ask: (cluster: Cluster) => Promise<T>): Promise<{ answer: T } | null> {
    for (let attempt = 0; ; attempt++) {
      const cluster = this.#cluster;
      try {
        return { answer: await ask(cluster) };
      } catch (error) {
        if (isUnknownTopic(error)) return null;
        if (attempt === tries || !isTransient(error)) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50 * 2 ** attempt));
        await cluster.refreshMetadata().catch(() => undefined); // the next try says what is wrong
      }
    }
  }
}

/** Connected, and knowing the brokers. */
export async function connected(kafka: Kafka): Promise<Cluster> {
  const cluster = rawCluster(kafka);
  try {
    await cluster.connect();
    await cluster.refreshMetadata();
    return cluster;
  } catch (error) {
    await cluster.disconnect().catch(() => undefined);
    throw error;
  }
}
