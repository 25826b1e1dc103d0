import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { PulseError } from '../../domain/errors.js';
import type { GroupHandler, Offset, Subscription } from '../../ports/event-log.js';
import { Assignment, type Coordinator } from './assignment.js';
import { type GroupState, GroupTable, isGone, type Lease, partitionsOf } from './group-table.js';
import type { LogTables, Topic } from './log-tables.js';

export interface GroupTiming {
  /** A member that is silent for so long is gone. */
  readonly leaseMs: number;
  readonly renewMs: number;
  /** How often the others' doings are looked at. */
  readonly pollMs: number;
}

const usual: GroupTiming = { leaseMs: 10_000, renewMs: 1000, pollMs: 100 };
const host = hostname();

/**
 * One member of a consumer group whose members may be in several processes on one data directory. The group's state is
 * a few rows (group-table.ts) which every member reads; there is no coordinator.
 *
 * A change of membership begins an epoch. Each member lets go (`revoked`, then its batches in hand end) and says so in
 * its lease; when all are ready for the epoch, each takes its partitions. So two members never work on one partition,
 * except one that was stopped for longer than its lease: the store's head fences that one.
 */
export class EmbeddedGroupMember implements Subscription, Coordinator {
  readonly #tables: LogTables;
  readonly #table: GroupTable;
  readonly #topics: readonly Topic[];
  readonly #handler: GroupHandler;
  readonly #timing: GroupTiming;
  readonly #id = randomUUID();
  readonly #closing = new AbortController();
  #assignment: Assignment | null = null;
  /** The epoch of the assignment, or -1. */
  #epoch = -1;
  #renewing: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(
    tables: LogTables,
    group: string,
    topics: readonly Topic[],
    handler: GroupHandler,
    timing: Partial<GroupTiming> = {},
  ) {
    this.#tables = tables;
    this.#table = new GroupTable(tables.groups, group);
    this.#topics = topics;
    this.#handler = handler;
    this.#timing = { ...usual, ...timing };
  }

  async join(): Promise<void> {
    await this.#write(() => this.#tidy());
    this.#renewing = setInterval(
      () => void this.#renew().catch((error: Error) => this.failed(error)),
      this.#timing.renewMs,
    );
    this.#running = this.#run();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async heartbeat(assignment: Assignment): Promise<void> {
    const lost = new PulseError('PULSE_LOG', "not a member of the group's current generation", { retryable: true });
    if (this.#closing.signal.aborted || assignment !== this.#assignment) throw lost;
    let state = this.#read();
    const own = this.#leaseIn(state);
    // Out of time but not yet thrown out: renewed, if nobody is quicker.
    if (own !== undefined && own.until < Date.now()) state = await this.#renew();
    if (this.#leaseIn(state) === undefined || state.epoch !== this.#epoch) throw lost;
  }

  async noteOffsets(offsets: readonly { topic: string; partition: number; offset: Offset }[]): Promise<void> {
    if (this.#closing.signal.aborted) return;
    await this.#write(() => {
      for (const { topic, partition, offset } of offsets) this.#table.note(topic, partition, offset);
    });
  }

  /** Told once; the member leaves the group, so that it does not sit on partitions that it does not read. */
  failed(error: Error): void {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    this.#handler.failed(error);
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      try {
        await this.#step();
      } catch (error) {
        this.failed(error as Error);
      }
      await delay(this.#timing.pollMs, undefined, { signal }).catch(() => {});
    }
    await this.#assignment?.stop();
    clearInterval(this.#renewing);
    await this.#write(() => this.#table.change([this.#id])).catch(() => {}); // else the lease runs out
  }

  async #step(): Promise<void> {
    let state = this.#read();
    const now = Date.now();
    if (this.#leaseIn(state) === undefined || state.members.some((m) => this.#isGone(m, now))) {
      state = await this.#write(() => this.#tidy());
      this.#tables.environment.forgetDeadReaders();
    }
    if (state.epoch === this.#epoch) return;
    await this.#letGo();
    if (this.#closing.signal.aborted) return;
    if (this.#leaseIn(state)?.ready !== state.epoch) state = await this.#write(() => this.#sayReady());
    if (state.members.every((m) => m.ready === state.epoch)) this.#take(state);
  }

  /** A handler that hangs must not stop the whole group: after a lease's time the others go on, and the head fences it. */
  async #letGo(): Promise<void> {
    const former = this.#assignment;
    if (former === null) return;
    this.#assignment = null;
    this.#epoch = -1;
    this.#handler.revoked();
    const patience = new AbortController();
    await Promise.race([
      former.stop(),
      delay(this.#timing.leaseMs, undefined, { signal: patience.signal }).catch(() => {}),
    ]);
    patience.abort();
  }

  #take(state: GroupState): void {
    const partitions = Math.max(...this.#topics.map((topic) => topic.partitions));
    const mine = partitionsOf(this.#id, state.members, partitions);
    this.#assignment = new Assignment(this.#tables, this.#topics, mine, this.#handler, this);
    this.#epoch = state.epoch;
    this.#handler.assigned(mine, this.#assignment);
    this.#assignment.start();
  }

  /** Removes members that are gone and comes (back) in. To be called in a write. */
  #tidy(): GroupState {
    const { members } = this.#table.read();
    const now = Date.now();
    const gone = members.filter((m) => this.#isGone(m, now)).map((m) => m.id);
    const present = members.some((m) => m.id === this.#id);
    const lease = { id: this.#id, pid: process.pid, host, until: now + this.#timing.leaseMs, ready: -1 };
    this.#table.change(gone, present ? undefined : lease);
    return this.#table.read();
  }

  #sayReady(): GroupState {
    const state = this.#table.read();
    const own = this.#leaseIn(state);
    if (own !== undefined) this.#table.put({ ...own, ready: state.epoch });
    return this.#table.read();
  }

  #renew(): Promise<GroupState> {
    return this.#write(() => {
      const own = this.#leaseIn(this.#table.read());
      if (own !== undefined) this.#table.put({ ...own, until: Date.now() + this.#timing.leaseMs });
      return this.#table.read();
    });
  }

  #leaseIn(state: GroupState): Lease | undefined {
    return state.members.find((m) => m.id === this.#id);
  }

  #isGone(lease: Lease, now: number): boolean {
    return lease.id !== this.#id && isGone(lease, host, now);
  }

  #read(): GroupState {
    return this.#tables.environment.read('PULSE_LOG', 'reading the group', () => this.#table.read());
  }

  #write<T>(work: () => T): Promise<T> {
    return this.#tables.environment.write('PULSE_LOG', 'writing the group', work);
  }
}
