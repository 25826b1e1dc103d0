import kafkajs, { Kafka, logLevel } from 'kafkajs';
import { topicSpecs } from '../../src/engine/topics.js';
import type { Scenario } from './scenario.js';
import { kafkaBrokers } from './services.js';

type KafkaAdmin = ReturnType<Kafka['admin']>;

/** What an administrator does to topics behind the program's back. */
export async function asAdministrator<T>(work: (admin: KafkaAdmin) => Promise<T>): Promise<T> {
  const admin = new Kafka({ brokers: kafkaBrokers().split(','), logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

/** Removes the records below these offsets; the log then begins there. */
export function truncate(topic: string, partitions: readonly { partition: number; offset: string }[]): Promise<void> {
  return asAdministrator(async (admin) => {
    await admin.fetchTopicOffsets(topic); // kafkajs deletes only from topics that it has heard of
    await admin.deleteTopicRecords({ topic, partitions: [...partitions] });
  });
}

/** Deletes an input topic and makes it anew, empty. */
export async function recreate(hotline: Scenario, topic: string): Promise<void> {
  await asAdministrator((admin) => admin.deleteTopics({ topics: [topic] }));
  const spec = topicSpecs(hotline.topics, 4).find(({ name }) => name === topic)!;
  const made = async (): Promise<boolean> =>
    (await hotline.log.createTopics([spec]).catch((): readonly string[] => [])).includes(topic);
  await hotline.until('the topic is there again', made, 30_000);
}

/** Changes one setting of a topic, as `kafka-configs.sh` does. */
export async function setTopic(topic: string, name: string, value: string): Promise<void> {
  const type = kafkajs.ConfigResourceTypes.TOPIC;
  const resources = [{ type, name: topic, configEntries: [{ name, value }] }];
  await asAdministrator((admin) => admin.alterConfigs({ validateOnly: false, resources }));
}
