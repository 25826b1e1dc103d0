import kafkajs, { type Admin } from 'kafkajs';
import type { TopicSpec } from '../../ports/event-log.js';

const dayMs = 86_400_000;
/** Longest wait until a new topic can be seen. */
const visibleMs = 15_000;

/**
 * A snapshot is written again every second: small segments and eager cleaning keep what a new reader has to read small.
 * Tables of thousands of units are larger than Kafka's default of 1 MB allows.
 */
const compactedConfig = {
  'segment.bytes': 67_108_864,
  'segment.ms': 600_000,
  'min.cleanable.dirty.ratio': 0.1,
  'max.message.bytes': 8_388_608,
};
/** Brokers before 4.0 take any timestamp: one from the future would age the hours and minutes of its partition. */
const kindIsInput = (retention: TopicSpec['retention']): boolean => retention === 'input';

/** Settings of a new topic. Three replicas where there are brokers for them, and then two must have a record. */
export function topicConfig({ name, partitions, retention }: TopicSpec, brokers: number): CreateTopic {
  const replicationFactor = Math.max(1, Math.min(3, brokers));
  const policy = retention === 'compacted' ? 'compact' : 'delete';
  const retentionMs = typeof retention === 'string' ? -1 : retention.days * dayMs;
  const entries = {
    'cleanup.policy': policy,
    ...(policy === 'delete' ? { 'retention.ms': retentionMs, 'retention.bytes': -1 } : {}),
    ...(policy === 'compact' ? compactedConfig : {}),
    ...(kindIsInput(retention) ? { 'message.timestamp.after.max.ms': 3_600_000 } : {}),
    ...(replicationFactor === 3 ? { 'min.insync.replicas': 2 } : {}),
  };
  const configEntries = Object.entries(entries).map(([key, value]) => ({ name: key, value: String(value) }));
  return { topic: name, numPartitions: partitions, replicationFactor, configEntries };
}
type CreateTopic = Parameters<Admin['createTopics']>[0]['topics'][number];

/**
 * One by one, since Kafka's answer for many does not say which of them another client made in the meantime. `find` asks
 * for a topic and rejects while it is not to be seen: a broker learns of a topic some time after it was made, which
 * kafkajs's own waiting takes for a failure.
 */
export async function createMissing(
  admin: Admin,
  specs: readonly TopicSpec[],
  brokers: number,
  find: (topic: string) => Promise<unknown>,
): Promise<string[]> {
  const existing = new Set(await admin.listTopics());
  const missing = specs.filter((spec) => !existing.has(spec.name));
  const created: string[] = [];
  for (const spec of missing) {
    const isNew = await admin.createTopics({ topics: [topicConfig(spec, brokers)], waitForLeaders: false });
    if (isNew) created.push(spec.name);
  }
  for (const { name } of missing) await patiently(() => find(name));
  return created;
}

async function patiently(ask: () => Promise<unknown>): Promise<void> {
  const end = Date.now() + visibleMs;
  for (let wait = 20; ; wait = Math.min(wait * 2, 500)) {
    try {
      await ask();
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

/** The settings of a topic that is in use, by name. */
export async function settingsOf(admin: Admin, topic: string): Promise<Map<string, string>> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic }],
  });
  return new Map(resources.flatMap((r) => r.configEntries).map((e) => [e.configName, e.configValue]));
}

/**
 * What of a topic's settings could cost figures, in words. An input is the truth from which everything is computed: it
 * must keep every record for ever.
 */
export function unsafeSettings(
  settings: ReadonlyMap<string, string>,
  kind: TopicSpec['retention'],
  replicas: number,
): string[] {
  const policy = settings.get('cleanup.policy') ?? 'delete';
  const number = (name: string): number => Number(settings.get(name) ?? -1);
  const [ms, bytes, insync] = [number('retention.ms'), number('retention.bytes'), number('min.insync.replicas')];
  const [compacts, deletes] = [policy.includes('compact'), policy.includes('delete')];
  const out: string[] = [];
  if (kind === 'compacted' && !compacts)
    out.push(`cleanup.policy is ${policy}, not compact: it grows for ever or forgets keys`);
  if (kind === 'compacted' && compacts && deletes)
    out.push('cleanup.policy also deletes by age or size: keys are forgotten');
  if (kind !== 'compacted' && compacts) out.push(`cleanup.policy is ${policy}: older records of a key are removed`);
  if (kind !== 'compacted' && deletes) {
    const wanted = kind === 'input' ? -1 : kind.days * dayMs;
    if (ms !== -1 && (wanted === -1 || ms < wanted))
      out.push(`retention.ms is ${ms}, should be ${wanted}: records are removed too early`);
    if (bytes !== -1) out.push(`retention.bytes is ${bytes}, should be -1: records are removed when there are many`);
  }
  if (replicas > 1 && insync < 2)
    out.push(
      `min.insync.replicas is ${insync} with ${replicas} replicas: an acknowledged record can be lost with one broker`,
    );
  if (replicas > 1 && settings.get('unclean.leader.election.enable') === 'true')
    out.push('unclean.leader.election.enable is true: acknowledged records can be lost');
  return out;
}
