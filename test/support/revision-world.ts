import type { Alert } from '../../src/domain/alert.js';
import type { EventType } from '../../src/domain/events.js';
import { countersAtCutOff, ownBuckets } from '../../src/domain/finality.js';
import type { Instant } from '../../src/domain/instant.js';
import { digestOfCounts, monthNamed } from '../../src/domain/revision.js';
import { readAlert } from '../../src/engine/alert-record.js';
import { ControlBoard } from '../../src/engine/control.js';
import { figureContext } from '../../src/engine/figure-context.js';
import { readProgress } from '../../src/engine/partition-state.js';
import { readerOf } from '../../src/engine/processor.js';
import { RevisionBook } from '../../src/engine/revision-book.js';
import { cutOffRules } from '../../src/engine/revision-cut-off.js';
import { RevisionWatch, type RevisionWatchDeps } from '../../src/engine/revision-watch.js';
import type { TaskDeps } from '../../src/engine/task-deps.js';
import { TaskManager } from '../../src/engine/task-manager.js';
import { topicsOf } from '../../src/engine/topics.js';
import type { EventLog, GroupHandler, GroupMember, Offset } from '../../src/ports/event-log.js';
import { LoopClock } from './loop-clock.js';
import { MemoryLog } from './memory-log.js';
import { MemoryStore } from './memory-store.js';
import { views } from './views.js';

export const topics = topicsOf('t');
export const minute = 60_000;

export interface Sent {
  readonly at: Instant;
  readonly event: { readonly type: EventType; readonly data: { readonly contactId: string } };
  readonly partition?: number;
}

interface Options {
  readonly start: Instant;
  readonly partitions?: number;
  readonly settleMinutes?: number;
}

const timersMs = 250;
const never = 1_000_000_000;
const quiet = (): void => undefined;

/**
 * A hotline whose time is moved by hand: the real task manager, its tasks and the watch that decides revisions, over a log
 * and a store in memory. Nothing arrives, is read or is looked at but by a call.
 */
export class RevisionWorld {
  readonly log: MemoryLog;
  readonly store = new MemoryStore();
  readonly partitions: readonly number[];
  readonly said: string[] = [];
  /** The next decision is committed, and nobody hears of it. */
  losesAnswer = false;
  board!: ControlBoard;
  watch!: RevisionWatch;
  manager!: TaskManager;
  readonly #clock: LoopClock;
  readonly #settleMinutes: number;
  #position = new Map<string, Offset>();
  #heads = 0;

  static async open(options: Options): Promise<RevisionWorld> {
    const world = new RevisionWorld(options);
    await world.start();
    return world;
  }

  private constructor({ start, partitions = 2, settleMinutes = 60 }: Options) {
    this.partitions = Array.from({ length: partitions }, (_, p) => p);
    this.#clock = new LoopClock(start, timersMs);
    this.#settleMinutes = settleMinutes;
    this.log = new MemoryLog([...topics.inputs, topics.deadLetters, topics.alerts], partitions, {
      [topics.snapshots]: 1,
      [topics.control]: 1,
    });
    this.store.now = async () => this.#clock.now();
  }

  get now(): Instant {
    return this.#clock.now();
  }

  /** A process comes up; it owns all partitions, and has read nothing yet. */
  async start(): Promise<void> {
    const settings = { cutOffDay: 12, settleMinutes: this.#settleMinutes };
    this.board = await ControlBoard.open(this.#asLog(), topics, this.#logger());
    const deps: TaskDeps = {
      ...this.#shared(),
      limits: { records: 1000, bytes: 1e9 },
      newHead: () => `h${++this.#heads}`,
      resumePoints: () => null,
      onCommit: quiet,
      cutOff: cutOffRules(settings, this.board),
      onFallBack: () => this.watch.fellBack(),
      onFenced: (p) => (p === 0 ? this.watch.fenced() : undefined),
    };
    const options = { group: 'g', idleCheckMs: never, noteOffsetsMs: never, timersMs };
    this.manager = new TaskManager(deps, {
      ...options,
      onFatal: (error) => this.said.push(error.message),
      onAssignment: quiet,
    });
    this.watch = this.newWatch();
    await this.manager.start();
    while (this.manager.tasks.some((task) => task.state !== 'attached')) await new Promise(setImmediate);
  }

  async stop(): Promise<void> {
    await this.manager.stop();
    await this.board.close();
  }

  #logger() {
    const say = (_: object, text: string): void => void this.said.push(text);
    return { debug: quiet, info: say, warn: say, error: say };
  }

  #shared() {
    return {
      log: this.#asLog(),
      store: this.store,
      clock: this.#clock,
      logger: this.#logger(),
      topics,
      views,
      partitions: this.partitions.length,
      generation: { number: 1, hash: 'rules' },
    };
  }

  /** The duty of an owner of partition 0; `commit` says how its commits get there. */
  newWatch(more: Partial<Pick<RevisionWatchDeps, 'commit' | 'drained'>> = {}) {
    const shared = { ...this.#shared(), board: this.board };
    const task = () => this.manager.tasks.find(({ partition }) => partition === 0)!;
    const commit: RevisionWatchDeps['commit'] = async (plan) => {
      const done = await task().commit(async () => {
        const merge = plan();
        return merge && { caseIds: [], first: async () => undefined, merge: (_, before) => merge(before) };
      });
      if (done && this.losesAnswer) {
        this.losesAnswer = false;
        throw new Error('the answer was lost');
      }
      return done;
    };
    return new RevisionWatch({
      ...shared,
      reader: readerOf(shared),
      context: figureContext(shared),
      settleMs: this.#settleMinutes * minute,
      lowered: (vector) => vector,
      commit,
      drained: () => task().drain(),
      ...more,
    });
  }

  /** The log with a group of one member: this world reads for it. */
  #asLog(): EventLog {
    const { log } = this;
    const member: GroupMember = {
      seek: (topic, partition, offset) => void this.#position.set(`${topic}/${partition}`, offset),
      pause: quiet,
      resume: quiet,
      heartbeat: async () => undefined,
      noteOffsets: async () => undefined,
    };
    const subscribe = async (_group: string, _topics: readonly string[], handler: GroupHandler) => {
      handler.assigned(this.partitions, member);
      return { close: async () => undefined };
    };
    const own: Pick<EventLog, 'publish' | 'bounds' | 'subscribe' | 'read' | 'tail'> = {
      publish: (records) => log.publish(records),
      bounds: (topic) => log.bounds(topic),
      read: (ranges) => log.read(ranges),
      tail: (names, onBatch, from) => log.tail(names, onBatch, from),
      subscribe,
    };
    return own as EventLog;
  }

  /** What comes is in the log at once, with these times. */
  send(list: readonly Sent[]): void {
    for (const { at, event, partition } of list) {
      const value = JSON.stringify(event);
      const key = event.data.contactId;
      this.log.append({ topic: topics.inputOf[event.type], partition, key, value, timestamp: at });
    }
  }

  /** The clock moves; nobody does anything. */
  pass(to: Instant): void {
    this.#clock.at = to;
  }

  /** The clock moves; all is read, timers and marks are looked at, outboxes emptied, revisions decided and published. */
  async advanceTo(to: Instant, partitions = this.partitions): Promise<void> {
    this.pass(to);
    await this.readOn(partitions);
    await this.work();
  }

  /** @param partitions those that read. */
  async readOn(partitions: readonly number[] = this.partitions): Promise<void> {
    for (const topic of topics.inputs) for (const p of partitions) while (await this.#read(topic, p));
  }

  async #read(topic: string, partition: number): Promise<boolean> {
    const lane = `${topic}/${partition}`;
    const batch = this.log.fetch(topic, partition, this.#position.get(lane) ?? 0n, 1000);
    if (batch === null) return false;
    this.#position.set(lane, batch.nextOffset);
    await this.manager.batch(batch);
    return true;
  }

  /** The process looks at timers and marks once. */
  lookAtMarks(): Promise<void> {
    return this.#clock.turn();
  }

  /** Marks, decisions and what they publish; the process reads nothing more of the inputs. */
  async work(): Promise<void> {
    await this.#clock.turn();
    while (await this.watch.tick());
    // What was decided leaves the outbox, and the board hears of it.
    await this.manager.tasks.find(({ partition }) => partition === 0)?.drain();
    await new Promise(setImmediate);
  }

  /** What an idle process does every second. */
  async checkHeads(): Promise<void> {
    await Promise.all(this.manager.tasks.map((task) => task.checkHead(this.now)));
    await this.settled();
  }

  /** All tasks are attached again. */
  async settled(): Promise<void> {
    for (const task of this.manager.tasks) if (task.state === 'detached') await task.attach();
  }

  /** Of the own counters of a month as the state has them, as of an instant. */
  async digest(month: string, cutOff: Instant): Promise<string> {
    const shared = { ...this.#shared(), board: this.board };
    const period = monthNamed(month)!;
    const { sum } = await readerOf(shared).read(ownBuckets(period));
    return digestOfCounts(countersAtCutOff(period, cutOff, sum, figureContext(shared)));
  }

  /** What the log says of revisions. */
  async book(): Promise<RevisionBook> {
    const book = new RevisionBook(this.#asLog(), topics);
    await book.read();
    return book;
  }

  marks(partition: number): string[] {
    return [...readProgress(this.store.state(partition)).marks.keys()].sort();
  }

  alerts(): Alert[] {
    return this.log
      .records(topics.alerts, 0, 0n, this.log.end(topics.alerts, 0))
      .flatMap((record) => readAlert(record.value!) ?? []);
  }

  /** Keys of the records of a topic with one partition, in their order. */
  keys(topic: string): string[] {
    return this.log.records(topic, 0, 0n, this.log.end(topic, 0)).map(({ key }) => Buffer.from(key!).toString());
  }
}
