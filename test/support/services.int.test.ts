import { describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { Kafka, logLevel } from 'kafkajs';
import { kafkaBrokers, redisUrl, uniqueName } from './services.js';

describe('shared test servers', () => {
  test('Kafka gives back what it was given', async () => {
    const kafka = new Kafka({ brokers: kafkaBrokers().split(','), logLevel: logLevel.ERROR });
    const topic = uniqueName('services');
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic, numPartitions: 2 }] });
    const producer = kafka.producer();
    await producer.connect();
    await producer.send({ topic, messages: [{ key: 'k', value: 'one' }] });
    const consumer = kafka.consumer({ groupId: uniqueName('group') });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    const value = await new Promise((resolve, reject) => {
      consumer.run({ eachMessage: async ({ message }) => resolve(message.value?.toString()) }).catch(reject);
    });
    expect(value).toBe('one');
    await Promise.all([consumer.disconnect(), producer.disconnect(), admin.disconnect()]);
  });

  test('Redis gives back what it was given', async () => {
    const redis = new Redis(redisUrl());
    const key = uniqueName('services');
    await redis.set(key, 'one');
    expect(await redis.get(key)).toBe('one');
    await redis.quit();
  });
});
