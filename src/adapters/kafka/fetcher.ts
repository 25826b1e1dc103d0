import type { Cluster } from 'kafkajs';
import type { LogBatch, Offset } from '../../ports/event-log.js';
import { boundsOf } from './bounds.js';
import type { OnWarning } from './connection.js';
import { fetchNode, lanesOf, leaderOf } from './fetch-node.js';
import { faultOf, isTransient, isUnknownTopic } from './kafka-error.js';
import { isReady, type Lane, laneId, makeLane, seekLane } from './lane.js';
import { WakeUp } from './wake-up.js';

/** A broker holds back all requests of a connection while one waits for data, and with it lanes that become ready. */
const longWaitMs = 250;
const shortWaitMs = 20;
const lookAroundMs = 1_000;
const retryMs = { first: 100, most: 2_000 };

export interface FetcherOptions {
  readonly maxBytesPerPartition: number;
  readonly onWarning: OnWarning;
  /** The next batch of the same topic and partition comes after this resolves. Must not reject. */
  readonly deliver: (batch: LogBatch, lane: Lane) => Promise<void>;
  /** Fetching has ended for good. */
  readonly onFatal: (error: unknown) => void;
  /** Tell the reader, by an empty batch with an offset that none asked for, that a topic was gone: it may be another now. */
  readonly tellGoneTopics?: boolean;
  /** Called about every second. */
  readonly lookAround?: () => void;
}

/** Reads any number of topic-partitions and hands their batches over, one at a time each. */
export class Fetcher {
  readonly #cluster: Cluster;
  readonly #options: FetcherOptions;
  readonly #wake = new WakeUp();
  readonly #nodes = new Map<number, Promise<void>>();
  /** By topic-partition, over all assignments: an old batch ends before a new one begins. */
  readonly #inHand = new Map<string, Promise<void>>();
  #lanes = new Map<string, Lane>();
  readonly #around: Promise<void>;
  #closed = false;

  constructor(cluster: Cluster, options: FetcherOptions) {
    this.#cluster = cluster;
    this.#options = options;
    this.#around = Promise.resolve().then(() => this.#lookAround()); // when the caller has the fetcher in hand
  }

  /** Replaces all lanes. Batches of the former ones that were not handed over are forgotten. */
  assign(targets: readonly { topic: string; partition: number; from: Offset | null }[]): void {
    for (const lane of this.#lanes.values()) lane.dead = true;
    this.#lanes = new Map();
    for (const target of targets) this.add(target.topic, target.partition, target.from);
    this.#wake.all();
  }

  add(topic: string, partition: number, from: Offset | null): void {
    const lane = makeLane(topic, partition, from);
    this.#lanes.set(laneId(lane), lane);
    this.#wake.all();
  }

  has(topic: string, partition: number): boolean {
    return this.#lanes.has(laneId({ topic, partition }));
  }

  seek(topic: string, partition: number, offset: Offset): void {
    const lane = this.#lanes.get(laneId({ topic, partition }));
    if (lane !== undefined) seekLane(lane, offset);
    this.#wake.all();
  }

  /** Of all topics. A batch that was fetched is kept and handed over after `resume`. */
  setPaused(partition: number, paused: boolean): void {
    for (const lane of this.#lanes.values()) {
      if (lane.partition !== partition) continue;
      lane.paused = paused;
      if (!paused) void this.#pump(lane);
    }
    this.#wake.all();
  }

  /** Resolves when the batches in hand are done and no other will come. */
  async close(): Promise<void> {
    this.#stop();
    await Promise.all(this.#inHand.values());
    await this.#cluster.disconnect();
    await Promise.all([this.#around, ...this.#nodes.values()]);
  }

  #stop(): void {
    this.#closed = true;
    this.assign([]);
    this.#wake.end();
  }

  /** One loop a broker; brokers come and go. */
  async #lookAround(): Promise<void> {
    while (!this.#closed) {
      try {
        const ids = this.#cluster.getNodeIds().map(Number);
        for (const id of ids) if (!this.#nodes.has(id)) this.#nodes.set(id, this.#runNode(id));
        const led = (lane: Lane): boolean => ids.includes(leaderOf(this.#cluster, lane) ?? -1);
        if (ids.length === 0 || ![...this.#lanes.values()].every(led)) await this.#cluster.refreshMetadata();
        this.#options.lookAround?.();
      } catch (error) {
        this.#failed(error, 0);
      }
      await this.#wake.wait(lookAroundMs, true);
    }
  }

  async #runNode(nodeId: number): Promise<void> {
    let failures = 0;
    while (!this.#closed && this.#cluster.getNodeIds().map(Number).includes(nodeId)) {
      try {
        await this.#cluster.refreshMetadataIfNecessary();
        await this.#round(nodeId);
        failures = 0;
      } catch (error) {
        if (this.#closed) break;
        failures++;
        if (!(await this.#recovered(error))) this.#failed(error, failures);
        await this.#wake.wait(Math.min(retryMs.first * 2 ** failures, retryMs.most), true);
      }
    }
    this.#nodes.delete(nodeId);
  }

  async #round(nodeId: number): Promise<void> {
    const lanes = lanesOf(this.#cluster, nodeId, this.#lanes.values());
    if (lanes.length === 0) return this.#wake.wait(lookAroundMs);
    const waiting = [...this.#lanes.values()].some((lane) => !isReady(lane) && !lane.paused && lane.position !== null);
    const maxWaitMs = waiting || lanes.some((lane) => lane.alone) ? shortWaitMs : longWaitMs;
    const { maxBytesPerPartition } = this.#options;
    for (const { lane, epoch, batch } of await fetchNode(this.#cluster, nodeId, lanes, {
      maxWaitMs,
      maxBytesPerPartition,
    }))
      if (lane.epoch === epoch) this.#arrived(lane, batch);
  }

  #arrived(lane: Lane, batch: LogBatch): void {
    if (lane.dead) return;
    lane.alone = false;
    lane.position = batch.nextOffset;
    lane.queue.push(batch);
    void this.#pump(lane);
  }

  /** Hands over what a lane has, one batch at a time, after what an earlier assignment may still have in hand. */
  async #pump(lane: Lane): Promise<void> {
    if (lane.pumping) return;
    lane.pumping = true;
    const id = laneId(lane);
    for (let earlier = this.#inHand.get(id); earlier !== undefined; earlier = this.#inHand.get(id)) await earlier;
    while (!lane.dead && !lane.paused) {
      const batch = lane.queue.shift();
      if (batch === undefined) break;
      this.#wake.all(); // there is room for the next one
      const work = this.#options.deliver(batch, lane).finally(() => this.#inHand.delete(id));
      this.#inHand.set(id, work);
      await work;
    }
    lane.pumping = false;
  }

  /** Offsets out of range: goes on where the log begins or ends; an empty batch with a foreign offset tells the reader. */
  async #recovered(error: unknown): Promise<boolean> {
    const { name, topic, partition } = faultOf(error);
    const lane = this.#lanes.get(laneId({ topic: topic ?? '', partition: Number(partition) }));
    if (name !== 'KafkaJSOffsetOutOfRange' || lane === undefined || lane.position === null) return false;
    const [epoch, position] = [lane.epoch, lane.position];
    const bounds = (await boundsOf(this.#cluster, lane.topic).catch(() => []))[lane.partition];
    if (bounds === undefined || lane.epoch !== epoch || lane.position !== position) return true;
    if (position >= bounds.start && position <= bounds.end) return true; // a replica that lags behind; ask again
    const to = position < bounds.start ? bounds.start : bounds.end;
    const details = { topic: lane.topic, partition: lane.partition, position: `${position}`, to: `${to}` };
    this.#options.onWarning('offset out of range: reading on where the log begins or ends', details);
    this.#arrived(lane, { ...lane, fetchedOffset: to, nextOffset: to, records: [] });
    return true;
  }

  /** A topic that was deleted may come back as another one, filled beyond our position. */
  #tellGone(): void {
    for (const lane of this.#lanes.values()) {
      if (lane.position === null) continue;
      this.#arrived(lane, { ...lane, fetchedOffset: -1n, nextOffset: lane.position, records: [] });
    }
  }

  #failed(error: unknown, failures: number): void {
    if (this.#closed) return;
    if (!isTransient(error)) {
      this.#stop();
      this.#options.onFatal(error);
      return;
    }
    if (this.#options.tellGoneTopics && isUnknownTopic(error)) this.#tellGone();
    const { name, message, host, port } = faultOf(error);
    if (name === 'KafkaJSConnectionClosedError' && host !== undefined && port !== undefined)
      this.#cluster.removeBroker({ host, port });
    else this.#cluster.refreshMetadata().catch(() => undefined); // the next round says what is wrong
    if (failures % 10 === 1) this.#options.onWarning('fetching failed, trying again', { error: message, failures });
  }
}
