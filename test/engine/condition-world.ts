import type { Alert } from '../../src/domain/alert.js';
import type { ConditionPolicy } from '../../src/domain/conditions.js';
import type { Instant } from '../../src/domain/instant.js';
import { partitionOf } from '../../src/domain/partitioner.js';
import { zoneOf } from '../../src/domain/zone.js';
import { readAlert } from '../../src/engine/alert-record.js';
import { ConditionWatch } from '../../src/engine/condition-watch.js';
import { decode } from '../../src/engine/decode.js';
import { tell } from '../../src/engine/fire-due.js';
import { type Merged, mergeChunk, touchedCases } from '../../src/engine/micro-batch.js';
import { Outbox } from '../../src/engine/outbox.js';
import { type Progress, readProgress } from '../../src/engine/partition-state.js';
import { StateReader } from '../../src/engine/state-reader.js';
import { topicsOf } from '../../src/engine/topics.js';
import { type Views, viewsOf } from '../../src/engine/views.js';
import type { Clock } from '../../src/ports/clock.js';
import type { EventLog } from '../../src/ports/event-log.js';
import type { Logger } from '../../src/ports/logger.js';
import { watching } from '../domain/conditions-support.js';
import { MemoryLog } from '../support/memory-log.js';
import { MemoryStore } from '../support/memory-store.js';
import { views } from '../support/views.js';
import { type Short, wire } from '../support/wire.js';
import { at } from '../verifier/support.js';

const ignored = (): void => undefined;
const partitions = 2;
const minute = 60_000;
export const topics = topicsOf('t');

/** A clock that only the test moves: sleepers wait for `wake`. */
export class HandClock implements Clock {
  readonly slept: number[] = [];
  #wake: () => void = () => undefined;
  #asleep: () => void = () => undefined;
  /** Resolves when somebody is asleep. */
  asleep = new Promise<void>((resolve) => {
    this.#asleep = resolve;
  });

  now(): Instant {
    return 0;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return;
    this.slept.push(ms);
    const woken = new Promise<void>((resolve) => {
      this.#wake = resolve;
      signal?.addEventListener('abort', () => resolve(), { once: true });
    });
    this.#asleep();
    await woken;
  }

  wake(): void {
    this.asleep = new Promise<void>((resolve) => {
      this.#asleep = resolve;
    });
    this.#wake();
  }
}

/**
 * Two partitions over a log and a store in memory, with the real decoding, merging, firing and outbox. Time moves, records
 * come and are read only when the test says so.
 */
export class ConditionWorld {
  readonly log = new MemoryLog([...topics.inputs, topics.alerts], partitions);
  readonly store = new MemoryStore();
  readonly #policy: ConditionPolicy;
  readonly #views: Views;
  /** What watches said as errors. */
  readonly errors: string[] = [];
  #heads = 0;
  #events = 0;
  /** What the next commit of a watch meets. */
  commitFails: 'no' | 'fenced' | 'unknown' = 'no';
  /** A commit is on its way. */
  onCommit: () => void = () => undefined;

  constructor(policy: ConditionPolicy, start: Instant, timeZone = 'Asia/Shanghai') {
    this.#policy = policy;
    this.#views = viewsOf({ ...views.context, zone: zoneOf(timeZone) });
    this.store.clock = start;
  }

  get #logger(): Logger {
    const error = (_: object, message: string): void => void this.errors.push(message);
    return { debug: ignored, info: ignored, warn: ignored, error };
  }

  get now(): Instant {
    return this.store.clock ?? 0;
  }

  pass(minutes: number): void {
    this.store.clock = this.now + minutes * minute;
  }

  /** An event of a contact of its own, at this instant; read by nobody yet. */
  send(kind: Short, fields: Readonly<Record<string, unknown>> = {}): void {
    const n = ++this.#events;
    const time = new Date(this.now).toISOString();
    const data = {
      contactId: `c${n}`,
      ...(kind === 'call' ? { receivedAt: time } : { ticketId: `t${n}`, createdAt: time }),
    };
    const event = wire(kind, { ...data, ...fields }, { id: `e${n}`, time });
    this.sendRaw(event['type'] as keyof typeof topics.inputOf, String(event.data['contactId']), JSON.stringify(event));
  }

  sendRaw(type: keyof typeof topics.inputOf, key: string, value: string): void {
    const partition = partitionOf(key, partitions);
    this.log.append({ topic: topics.inputOf[type], partition, key, value, timestamp: this.now });
  }

  calls(answered: number, missed = 0): void {
    for (let i = 0; i < answered; i++) this.send('call');
    for (let i = 0; i < missed; i++) this.send('call', { answered: false });
  }

  /** Every partition, or the given ones, reads to the end of the log. */
  async readOn(which: readonly number[] = [0, 1]): Promise<void> {
    for (const p of which) {
      for (const topic of topics.inputs) {
        const from = readProgress(await this.store.load(p, [])).offsets.get(topic) ?? 0n;
        const batch = this.log.fetch(topic, p, from, 100_000);
        if (batch === null) continue;
        const chunk = {
          topic,
          decoded: batch.records.map((r) => decode(r, p, partitions)),
          nextOffset: batch.nextOffset,
        };
        const ids = touchedCases(chunk);
        const { cases } = await this.store.load(p, ids);
        await this.#commit(p, (progress) => mergeChunk(chunk, ids, cases, progress, this.#views));
      }
    }
  }

  async #commit(partition: number, merge: (progress: Progress) => Merged): Promise<void> {
    const state = await this.store.load(partition, []);
    const { commit } = merge(readProgress(state));
    await this.store.commit({ partition, expectHead: state.head, newHead: `h${++this.#heads}`, ...commit });
  }

  /** The watch of one more owner of partition 0. */
  watch(more: { readonly clock?: Clock; readonly drained?: () => Promise<void> } = {}): ConditionWatch {
    const log = this.log as unknown as EventLog;
    const { context } = this.#views;
    const inputs = topics.inputs;
    return new ConditionWatch({
      log,
      store: this.store,
      reader: new StateReader({ store: this.store, inputs, partitions, generation: 1, context, gaps: () => [] }),
      context,
      topics,
      partitions,
      policy: this.#policy,
      clock: more.clock ?? new HandClock(),
      logger: this.#logger,
      commit: (alerts) => this.#tell(alerts),
      drained: more.drained ?? (() => this.publish()),
    });
  }

  async #tell(alerts: readonly Alert[]): Promise<boolean> {
    const fails = this.commitFails;
    this.commitFails = 'no';
    if (fails === 'fenced') return false;
    await this.#commit(0, (progress) => tell(alerts, progress));
    this.onCommit();
    if (fails === 'unknown') throw new Error('the answer was lost');
    return true;
  }

  /** What the task does beside its commits. */
  async publish(): Promise<void> {
    const log = this.log as unknown as EventLog;
    await new Outbox(0, { log, store: this.store, topic: topics.alerts, logger: this.#logger }).drain();
  }

  /** Everything that partition 0 of the topic says, repeats included; the outbox goes first. */
  async alerts(): Promise<Alert[]> {
    await this.publish();
    const records = this.log.records(topics.alerts, 0, 0n, this.log.end(topics.alerts, 0));
    return records.map((r) => {
      const alert = readAlert(r.value!);
      if (alert === null) throw new Error('a record of the alerts topic is no alert');
      return alert;
    });
  }

  /** `subject state minute` of each, in the order of the topic. */
  async told(): Promise<string[]> {
    return (await this.alerts()).map((a) => `${a.subject} ${a.state} ${a.at.slice(11, 16)}`);
  }
}

export const noon = at('06-16 12:00');
export const low = 'connection-rate-low{window=15m}';
/** Nothing is watched but the connection rate of 15 minutes. */
export const rate = watching({
  connectionRate: { enabled: true, opensAt: '95.00', closesAt: '96.00', minimumSample: 20, windows: ['15m'] },
});

/** 12:00: 20 calls, 10 of them missed, all read; looked at from 12:01 on. */
export async function lowRate(): Promise<ConditionWorld> {
  const world = new ConditionWorld(rate, noon);
  world.calls(10, 10);
  await world.readOn();
  world.pass(1);
  return world;
}

/** `subject state minute value`, tickets aside. */
export async function conditions(world: ConditionWorld): Promise<string[]> {
  const alerts = (await world.alerts()).filter((a) => a.condition !== undefined);
  return alerts.map((a) => `${a.subject} ${a.state} ${a.at.slice(11, 16)} ${a.condition?.value}`);
}
