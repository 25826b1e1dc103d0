/**
 * Risk: a producer that compresses. A client without the codec stops for good; and Java's zstd frames do not tell their
 * content's size. Flow: kafkajs and Java's own producer write compressed batches, our log reads them.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import kafkajs from 'kafkajs';
import { openKafkaLog } from '../../../src/adapters/kafka/open-kafka-log.js';
import type { EventLog } from '../../../src/ports/event-log.js';
import { makeTopic, readAll, valuesOf } from '../../contracts/event-log.support.js';
import { kafkaClassPath } from '../../support/kafka-libs.js';
import { javaCommand } from '../../support/services-install.js';
import { optionsFor, otherProgram } from './support.js';

let log: EventLog;
let dir: string;
beforeAll(async () => {
  log = await openKafkaLog(optionsFor());
  dir = mkdtempSync(join(tmpdir(), 'pulse-codecs-'));
});
afterAll(async () => {
  await log.close();
  rmSync(dir, { recursive: true });
});

const codecs = [
  ['gzip', kafkajs.CompressionTypes.GZIP],
  ['snappy', kafkajs.CompressionTypes.Snappy],
  ['lz4', kafkajs.CompressionTypes.LZ4],
  ['zstd', kafkajs.CompressionTypes.ZSTD],
] as const;

test.each(codecs)('%s of kafkajs', async (_, compression) => {
  const topic = await makeTopic(log, 1);
  const values = Array.from({ length: 300 }, (_, i) => `工单 ${i} ${'x'.repeat(i)}`);
  const producer = otherProgram().producer({ createPartitioner: () => () => 0 });
  await producer.connect();
  await producer.send({
    topic,
    compression,
    messages: values.map((value) => ({ key: 'k', value, headers: { h: '1' } })),
  });
  await producer.disconnect();
  const [records = []] = await readAll(log, topic);
  expect(valuesOf(records)).toEqual(values);
  expect(records.at(-1)?.headers).toEqual({ h: '1' });
});

test.each(['gzip', 'snappy', 'lz4', 'zstd'])('%s of Java, batches of more than 1 MiB when unpacked', async (codec) => {
  const topic = await makeTopic(log, 1);
  const values = Array.from({ length: 6_000 }, (_, i) => `${i} ${'相同的内容 '.repeat(40)}`);
  const file = join(dir, `${codec}.txt`);
  writeFileSync(file, `${values.join('\n')}\n`);
  await consoleProducer(topic, codec, file);
  const [records = []] = await readAll(log, topic);
  expect(valuesOf(records)).toEqual(values);
});

/** One batch of up to 3 MB; the broker's limit counts what is left after compression. */
async function consoleProducer(topic: string, codec: string, file: string): Promise<void> {
  const properties = ['batch.size=3000000', 'linger.ms=2000', 'max.request.size=20000000', 'buffer.memory=64000000'];
  const args = ['-Xmx256m', '-Dfile.encoding=UTF-8', '-cp', kafkaClassPath(), 'org.apache.kafka.tools.ConsoleProducer'];
  args.push('--bootstrap-server', optionsFor().brokers.join(','), '--topic', topic, '--compression-codec', codec);
  for (const property of properties) args.push('--producer-property', property);
  await new Promise<void>((resolve, reject) => {
    const child = execFile(javaCommand(), args, (error) => (error === null ? resolve() : reject(error)));
    child.stdin?.end(readFileSync(file));
  });
}
