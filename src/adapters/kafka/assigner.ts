import kafkajs, { type PartitionAssigner } from 'kafkajs';
import { PulseError } from '../../domain/errors.js';

export interface Candidate {
  readonly id: string;
  /** Partitions it held before; may be stale, or claimed by two. */
  readonly previous: readonly number[];
}

/**
 * Shares partitions 0…n-1 among members: every partition to exactly one, counts differ by at most one, and a member
 * keeps as much as that allows of what it had. Deterministic.
 */
export function sharePartitions(members: readonly Candidate[], partitions: number): Map<string, number[]> {
  const free = new Set(Array.from({ length: partitions }, (_, p) => p));
  const shares = new Map<string, number[]>();
  const least = Math.floor(partitions / Math.max(members.length, 1));
  let larger = members.length === 0 ? 0 : partitions % members.length; // so many members may hold one more
  const claims = members.map(({ id, previous }) => ({ id, wanted: previous.filter((p) => free.has(p)) }));
  // Who has most keeps one of the larger shares; ties by name, so that any leader decides alike.
  claims.sort((a, b) => b.wanted.length - a.wanted.length || (a.id < b.id ? -1 : 1));
  for (const { id, wanted } of claims) {
    const open = [...new Set(wanted)].filter((p) => free.has(p));
    const size = open.length > least && larger > 0 ? least + 1 : least;
    if (size > least) larger--;
    const kept = open.slice(0, size);
    for (const p of kept) free.delete(p);
    shares.set(id, kept);
  }
  const rest = [...free];
  for (const [size, allowed] of [
    [least, Number.POSITIVE_INFINITY],
    [least + 1, larger],
  ] as const)
    fill(shares, rest, size, allowed);
  for (const share of shares.values()) share.sort((a, b) => a - b);
  return shares;
}

/** Tops shares up to `size`, for at most `allowed` members. */
function fill(shares: Map<string, number[]>, rest: number[], size: number, allowed: number): void {
  let left = allowed;
  for (const share of shares.values()) {
    if (share.length >= size || left <= 0) continue;
    left--;
    while (share.length < size && rest.length > 0) share.push(rest.shift() as number);
  }
}

/** kafkajs treats an error as final only when it says so itself. */
class UnequalPartitions extends PulseError {
  readonly retriable = false;
}

/** The one partition count of all topics, or PULSE_LOG: a case must not be split over two tasks. */
export function commonPartitionCount(counts: ReadonlyMap<string, number>): number {
  const [first = 0, ...others] = counts.values();
  if (others.every((n) => n === first)) return first;
  const listed = [...counts].map(([topic, n]) => `${topic} ${n}`).join(', ');
  throw new UnequalPartitions('PULSE_LOG', `the input topics have different partition counts: ${listed}`, {
    details: { topics: [...counts.keys()] },
  });
}

/**
 * Partition p of every subscribed topic to one member (design.md section 3). `previous` is what this process held last;
 * it travels to the group's leader as user data.
 */
export function coPartitionAssigner(previous: () => readonly number[]): PartitionAssigner {
  const { MemberAssignment, MemberMetadata } = kafkajs.AssignerProtocol;
  const [name, version] = ['pulse-co-partition', 0];
  return ({ cluster }) => ({
    name,
    version,
    protocol: ({ topics }) => {
      const userData = Buffer.from(JSON.stringify(previous()));
      return { name, metadata: MemberMetadata.encode({ version, topics, userData }) };
    },
    assign: async ({ members, topics }) => {
      const count = (topic: string): number => cluster.findTopicPartitionMetadata(topic).length;
      const partitions = commonPartitionCount(new Map(topics.map((topic) => [topic, count(topic)])));
      const candidates = members.map(({ memberId, memberMetadata }) => ({
        id: memberId,
        previous: claimOf(MemberMetadata.decode(memberMetadata)?.userData),
      }));
      return [...sharePartitions(candidates, partitions)].map(([memberId, share]) => {
        const assignment = Object.fromEntries(topics.map((topic) => [topic, share]));
        return {
          memberId,
          memberAssignment: MemberAssignment.encode({ version, assignment, userData: Buffer.alloc(0) }),
        };
      });
    },
  });
}

/** A claim is a wish: one that cannot be read is none. */
function claimOf(userData: Buffer | null | undefined): number[] {
  try {
    const claim: unknown = JSON.parse(Buffer.from(userData ?? []).toString('utf8'));
    return Array.isArray(claim) ? claim.filter((p): p is number => Number.isInteger(p)) : [];
  } catch {
    return [];
  }
}
