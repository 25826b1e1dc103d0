import { PulseError } from '../../domain/errors.js';
import type { TopicFacts, TopicSpec } from '../../ports/event-log.js';
import type { LogTables, Topic } from './log-tables.js';

/** Topic ids and partition numbers have 16 bits in a row's key. */
const MOST = 65_535;

/** Creates the topics that are missing, in one transaction. Returns their names. */
export async function createTopics(tables: LogTables, specs: readonly TopicSpec[]): Promise<readonly string[]> {
  for (const spec of specs) checkSpec(spec);
  return tables.environment.write('PULSE_LOG', 'creating topics', () => {
    let id = 0;
    for (const { value } of tables.topics.getRange({}))
      id = Math.max(id, (JSON.parse(Buffer.from(value).toString()) as Topic).id);
    const missing = specs.filter(
      (spec, i) => tables.topic(spec.name) === null && specs.findIndex((s) => s.name === spec.name) === i,
    );
    if (id + missing.length > MOST)
      throw new PulseError('PULSE_LOG', `no more than ${MOST} topics fit in one data directory`);
    for (const { name, partitions, retention } of missing) {
      id += 1;
      void tables.topics.put(Buffer.from(name), Buffer.from(JSON.stringify({ id, partitions, retention })));
    }
    return missing.map((spec) => spec.name);
  });
}

function checkSpec({ name, partitions, retention }: TopicSpec): void {
  const details = { topic: name, partitions };
  if (name === '' || Buffer.byteLength(name) > 1000)
    throw new PulseError('PULSE_LOG', 'a topic name has 1 to 1000 bytes', { details });
  if (!Number.isInteger(partitions) || partitions < 1 || partitions > MOST)
    throw new PulseError('PULSE_LOG', `a topic has 1 to ${MOST} partitions`, { details });
  if (typeof retention === 'object' && !(retention.days > 0))
    throw new PulseError('PULSE_LOG', 'a retention in days is more than 0', { details });
}

/** What is unsafe about a topic for its use, in words; null when it does not exist. */
export function topicFacts(tables: LogTables, name: string, kind: TopicSpec['retention']): TopicFacts | null {
  const topic = tables.environment.read('PULSE_LOG', 'reading the topics', () => tables.topic(name));
  return topic === null ? null : { partitions: topic.partitions, unsafe: dangers(topic, kind) };
}

function dangers({ name, retention }: Topic, kind: TopicSpec['retention']): string[] {
  if (retention === 'input') return []; // keeps everything: safe for any use
  if (retention === 'compacted')
    return kind === 'compacted' ? [] : [`${name} is compacted: only the last record of a key is kept`];
  if (typeof kind === 'object' && retention.days >= kind.days) return [];
  return [`${name} forgets records after ${retention.days} days`];
}
