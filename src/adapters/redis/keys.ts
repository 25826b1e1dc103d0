import { PulseError } from '../../domain/errors.js';
import { murmur2 } from '../../domain/partitioner.js';

/** Where one partition keeps what. Built only here: all keys share one hash tag, hence one slot of a Redis Cluster. */
export interface PartitionKeys {
  /** Hash: `head`, `seq` and `m:<name>` for each text of the partition. */
  readonly meta: string;
  /** Sorted set: bucket name by the sequence of the commit that wrote it last. */
  readonly changed: string;
  /** Sorted set: case id by the instant of its timer, in milliseconds. */
  readonly timers: string;
  /** Hash: alert id → record that is not yet known to be published. */
  readonly outbox: string;
  /** Sorted set: the rows of an index, all with score 0, hence in the order of their bytes. */
  rows(index: string): string;
  /** Hash: counter name → integer. */
  bucket(name: string): string;
  /** Hash: case id → bytes. */
  cases(index: number): string;
}

/**
 * Case hashes a partition. One hash alone would grow to hundreds of megabytes, which a cluster cannot move to another
 * node in one piece; thousands would cost a Redis call for nearly every case of a commit.
 */
export const CASE_HASHES = 64;

/** Texts of the partition are kept under a prefix, so that one named `head` is not the head. */
export const META_PREFIX = 'm:';

const namespaceShape = /^[\p{L}\p{N}._-]{1,64}$/u;

/** @throws PulseError PULSE_CONFIG for a namespace that could end the hash tag early or mean another thing to SCAN. */
export function checkNamespace(namespace: string): void {
  if (namespaceShape.test(namespace)) return;
  throw new PulseError('PULSE_CONFIG', 'a namespace is 1 to 64 letters, digits, dots, underscores or hyphens', {
    details: { namespace },
  });
}

export function partitionKeys(namespace: string, generation: number, partition: number): PartitionKeys {
  const tag = `{${namespace}:g${generation}:p${partition}}`;
  return {
    meta: `${tag}:meta`,
    changed: `${tag}:changed`,
    timers: `${tag}:timers`,
    outbox: `${tag}:outbox`,
    rows: (index) => `${tag}:rows:${index}`,
    bucket: (name) => `${tag}:bucket:${name}`,
    cases: (index) => `${tag}:cases:${index}`,
  };
}

/** SCAN pattern of every key of a generation; the namespace's alphabet has no glob character but the plain dot. */
export function generationPattern(namespace: string, generation: number): string {
  return `{${namespace}:g${generation}:p*`;
}

/** The `{hash tag}` a key of ours begins with. */
export function tagOf(key: string): string {
  return key.slice(0, key.indexOf('}') + 1);
}

/**
 * Which of the partition's case hashes holds a case. The partition was cut from the same murmur2 by its low bits, so
 * they say nothing here: Fibonacci hashing spreads all bits into the high ones.
 */
export function caseHashOf(caseId: string): number {
  const spread = Math.imul(murmur2(Buffer.from(caseId, 'utf8')), 0x9e3779b1) >>> 0;
  return Math.floor((spread / 2 ** 32) * CASE_HASHES);
}
