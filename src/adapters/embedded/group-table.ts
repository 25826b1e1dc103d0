import type { Rows } from './environment.js';

/** A member of a consumer group as all processes on the directory see it. Times are the machine's own, in epoch ms. */
export interface Lease {
  readonly id: string;
  readonly pid: number;
  readonly host: string;
  /** The member is gone when it has not renewed its lease by then. */
  readonly until: number;
  /** The group's epoch in which this member has let go of everything it owned before; see group-member.ts. */
  readonly ready: number;
}

export interface GroupState {
  /** Grows by one with every change of membership. */
  readonly epoch: number;
  /** Sorted by id, so that every process computes the same assignment. */
  readonly members: readonly Lease[];
}

/** Rows of one group: `<group>\0epoch` and `<group>\0member/<id>`. To be called in a read or a write. */
export class GroupTable {
  readonly #rows: Rows;
  readonly #group: string;

  constructor(rows: Rows, group: string) {
    this.#rows = rows;
    this.#group = group;
  }

  read(): GroupState {
    const members: Lease[] = [];
    const range = { start: this.#key('member/'), end: this.#key('member0') }; // '0' follows '/'
    for (const { value } of this.#rows.getRange(range)) members.push(parse(value));
    members.sort((a, b) => (a.id < b.id ? -1 : 1));
    const epoch = this.#rows.get(this.#key('epoch'));
    return { epoch: epoch === undefined ? 0 : parse(epoch), members };
  }

  put(lease: Lease): void {
    void this.#rows.put(this.#key(`member/${lease.id}`), json(lease));
  }

  /** Removes members and adds one, in one step of the epoch; an unchanged membership keeps its epoch. */
  change(removed: readonly string[], added?: Lease): void {
    if (removed.length === 0 && added === undefined) return;
    for (const id of removed) void this.#rows.remove(this.#key(`member/${id}`));
    void this.#rows.put(this.#key('epoch'), json(this.read().epoch + 1));
    if (added !== undefined) this.put(added);
  }

  note(topic: string, partition: number, offset: bigint): void {
    void this.#rows.put(this.#key(`offset/${topic}/${partition}`), json(String(offset)));
  }

  #key(name: string): Buffer {
    return Buffer.from(`${this.#group}\0${name}`);
  }
}

/**
 * Whether the others may go on without this member: its lease has run out, or its process, on this machine, is no more.
 * A pid that was given to another process again counts as alive until the lease runs out.
 */
export function isGone(lease: Lease, host: string, now: number): boolean {
  return lease.until < now || (lease.host === host && !isRunning(lease.pid));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'; // exists, but is another user's
  }
}

/** Partition p of every topic goes to member p modulo their number: balanced to one, the same in every process. */
export function partitionsOf(id: string, members: readonly Lease[], partitions: number): number[] {
  const index = members.findIndex((member) => member.id === id);
  if (index < 0) return [];
  return Array.from({ length: partitions }, (_, p) => p).filter((p) => p % members.length === index);
}

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const parse = <T>(bytes: Uint8Array): T => JSON.parse(Buffer.from(bytes).toString()) as T;
