import { describe, expect, test } from '@jest/globals';
import { topicConfig, unsafeSettings } from '../../../src/adapters/kafka/topics.js';
import type { TopicSpec } from '../../../src/ports/event-log.js';

const spec = (retention: TopicSpec['retention']): TopicSpec => ({ name: 't', partitions: 6, retention });
const settings = (over: Record<string, string | number> = {}) =>
  new Map(
    Object.entries({ 'cleanup.policy': 'delete', 'retention.ms': -1, 'retention.bytes': -1, ...over }).map(
      ([name, value]) => [name, String(value)] as const,
    ),
  );

describe('topicConfig', () => {
  test.each([
    [1, 1],
    [2, 2],
    [3, 3],
    [9, 3],
  ])('with %d brokers: %d replicas', (brokers, replicas) => {
    expect(topicConfig(spec('input'), brokers).replicationFactor).toBe(replicas);
  });

  test.each(['input', 'compacted', { days: 90 }] as const)('what is created for %j is safe for it', (retention) => {
    const entries = topicConfig(spec(retention), 3).configEntries ?? [];
    const made = new Map(entries.map((e) => [e.name, e.value] as const));
    expect(unsafeSettings(made, retention, 3)).toEqual([]);
  });
});

describe('unsafeSettings', () => {
  test.each([
    ['input', { 'cleanup.policy': 'compact' }, /compact/],
    ['input', { 'retention.ms': 604_800_000 }, /retention\.ms is 604800000/],
    ['input', { 'retention.bytes': 1_000_000 }, /retention\.bytes/],
    ['compacted', {}, /not compact/],
    ['compacted', { 'cleanup.policy': 'compact,delete' }, /also deletes/],
    [{ days: 90 }, { 'retention.ms': 86_400_000 }, /too early/],
    ['input', { 'min.insync.replicas': 1 }, /one broker/],
    ['input', { 'min.insync.replicas': 2, 'unclean.leader.election.enable': 'true' }, /unclean/],
  ] as const)('%j with %j', (kind, over, words) => {
    const found = unsafeSettings(settings({ 'min.insync.replicas': 2, ...over }), kind, 3);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(words);
  });

  test('an input with delete and compact is told both', () => {
    expect(
      unsafeSettings(settings({ 'cleanup.policy': 'compact,delete', 'retention.ms': 1 }), 'input', 1),
    ).toHaveLength(2);
  });

  test('one replica is the choice of whoever has one broker; longer retention than asked is fine', () => {
    expect(unsafeSettings(settings({ 'min.insync.replicas': 1 }), 'input', 1)).toEqual([]);
    expect(unsafeSettings(settings({ 'retention.ms': 100 * 86_400_000 }), { days: 90 }, 1)).toEqual([]);
  });
});
