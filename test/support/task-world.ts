import { Horizon } from '../../src/engine/horizon.js';
import type { TaskDeps } from '../../src/engine/task-deps.js';
import type { EventLog, LogBatch, OutgoingRecord } from '../../src/ports/event-log.js';
import type { StateStore } from '../../src/ports/state-store.js';
import type { Call } from './fault-line.js';
import { Owner, type Surroundings } from './fault-owner.js';
import { type Produced, topics } from './fault-records.js';
import type { Scenario, Step } from './fault-schedule.js';
import { FlakyStore } from './fault-store.js';
import { AppliedStore, ackRecord, type Broken, type Ends, endsNow, slowBounds } from './fault-told.js';
import { MemoryLog } from './memory-log.js';
import type { Fence } from './memory-store.js';
import { views } from './views.js';

/** Everything that is done has been done: all that remains waits for the schedule. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Real tasks of two owners on the same partitions, over a log and a store in memory. It plays the consumer group, the
 * client and the network: nothing moves but by a step.
 */
export class TaskWorld implements Surroundings {
  readonly store = new AppliedStore();
  readonly log: MemoryLog;
  readonly owners: readonly Owner[];
  readonly trace: string[] = [];
  readonly failures: string[] = [];
  readonly #scenario: Scenario;
  /** Places of what was produced, by kind. */
  readonly produced = new Map<string, Exclude<Produced, { kind: 'gap' }>>();
  #next = 0;
  #heads = 0;
  #clock = Date.parse('2021-05-20T00:00:00+08:00');
  readonly #broken: Broken | null;
  /** The ends of the inputs that the horizon of an instant has. */
  readonly horizons = new Map<number, Ends>();
  /** Requests of those who crashed or gave up. */
  readonly #astray: Call[] = [];
  readonly #fetched: LogBatch[] = [];

  constructor(scenario: Scenario, fence: Fence, broken: Broken | null = null) {
    this.#scenario = scenario;
    this.#broken = broken;
    this.store.fence = fence;
    this.store.settlesByCount = broken === 'settle-by-count';
    this.log = new MemoryLog([...topics.inputs, topics.deadLetters, topics.alerts], scenario.partitions);
    const partitions = Array.from({ length: scenario.partitions }, (_, p) => p);
    this.owners = partitions.flatMap((p) => [new Owner(`A${p}`, p, this), new Owner(`B${p}`, p, this)]);
  }

  now(): number {
    return this.#clock;
  }

  async step(step: Step): Promise<void> {
    this.#clock += 1;
    await this.#do(step);
    await settled();
  }

  #do(step: Step): Promise<void> | void {
    if (step.do === 'produce') return this.#produce(step.count);
    if (step.do === 'late') return this.#late(step.pick);
    if (step.do === 'fall-back') return this.#fallBack(step.partition % this.#scenario.partitions, step.commits);
    if (step.do === 'time') return this.pass(step.minutes);
    if (step.do === 'ack') return this.#ack(step);
    const owner = this.owners[step.owner % this.owners.length]!;
    switch (step.do) {
      case 'assign':
        owner.assign();
        return this.answer(owner, step.answers);
      case 'crash':
        return this.crash(owner);
      case 'group':
        owner.isMember = !owner.isMember;
        owner.say(`${owner.isMember ? 'is' : 'is no longer'} confirmed by the group`);
        return;
      case 'batch':
        this.#fetch(owner, topics.inputs[step.topic % topics.inputs.length]!, step.size);
        return this.answer(owner, step.answers);
      case 'stale':
        this.#stale(owner, step.pick);
        return this.answer(owner, step.answers);
      case 'idle':
        owner.idle();
        return this.answer(owner, step.answers);
      case 'read-on':
        owner.idle();
        return this.answer(owner, 1000).then(() => this.readOn(owner));
      case 'look':
        owner.look();
        return this.answer(owner, step.answers);
      case 'drain':
        owner.drain();
        return this.answer(owner, step.answers);
      case 'answer':
        return this.answer(owner, step.answers);
      default:
        return this.#network(owner, step);
    }
  }

  #network(owner: Owner, step: Extract<Step, { do: 'carry-out' | 'lose-answer' | 'give-up' }>): void {
    const call = owner.line.peek(step.pick);
    if (call === undefined) return;
    if (step.do !== 'give-up') {
      this.#carryOut(owner, call);
      if (step.do === 'lose-answer') {
        this.trace.push(`${owner.name}'s answer is lost, it will ask again`);
        call.loseAnswer();
      }
      return;
    }
    owner.line.take(step.pick);
    owner.say(`gives up its ${call.name}${call.carriedOut ? ', which was carried out' : ''}`);
    if (step.arrives && call.name !== 'load') this.#astray.push(call);
    call.giveUp();
  }

  #carryOut(owner: Owner, call: Call): void {
    if (!call.carriedOut) this.trace.push(`${owner.name}'s ${call.name} is carried out`);
    call.carryOut();
  }

  /** Carries out and answers what waits, oldest first. */
  async answer(owner: Owner, count: number): Promise<void> {
    await settled();
    for (let i = 0; i < count && owner.line.waiting > 0; i++) {
      const call = owner.line.take(0)!;
      this.#carryOut(owner, call);
      call.arrive();
      await settled();
    }
  }

  #produce(count: number): void {
    for (const p of this.#scenario.records.slice(this.#next, this.#next + count)) {
      if (p.kind === 'gap') this.log.appendGap(p.topic, p.partition);
      else {
        const place = this.log.append(p.record);
        this.produced.set(place, p);
        this.trace.push(`${place} = ${p.kind}`);
      }
    }
    this.#next += count;
  }

  produceAll(): void {
    this.#produce(this.#scenario.records.length);
  }

  #late(pick: number): void {
    const call = this.#astray.splice(pick % Math.max(1, this.#astray.length), 1)[0];
    if (call === undefined) return;
    this.trace.push(`a ${call.name} that was astray arrives`);
    call.loseAnswer();
    call.carryOut();
  }

  /** All that is astray arrives. */
  allLate(): void {
    while (this.#astray.length > 0) this.#late(0);
  }

  #fallBack(partition: number, commits: number): void {
    if (this.store.state(partition).sequence === 0) return;
    this.store.rollBack(partition, commits);
    this.trace.push(
      `partition ${partition} falls back by ${commits}, to commit ${this.store.state(partition).sequence}`,
    );
  }

  pass(minutes: number): void {
    this.#clock += minutes * 60_000;
    this.trace.push(`the clock moves on to ${new Date(this.#clock).toISOString()}`);
  }

  #ack({ pick, minutes }: Extract<Step, { do: 'ack' }>): void {
    const record = ackRecord(this.log, pick, this.#clock, minutes);
    if (record !== null) this.trace.push(`${this.log.append(record)} = ack`);
  }

  async horizonOf(owner: Owner, at: number): Promise<Horizon> {
    const { store, partitions } = this.depsOf(owner);
    const ends = endsNow(this.log, topics.inputs);
    this.horizons.set(at, ends);
    // Unlike in depsOf, where what is found is compared at once, the log may be asked long after the question was sent.
    const deps = { log: slowBounds(this.log, owner.line, ends), store, inputs: topics.inputs, partitions };
    const horizon = await Horizon.of(at, deps);
    return this.#broken === 'no-horizon' ? Object.assign(horizon, { isPassed: async () => true }) : horizon;
  }

  /** The group has this owner (again): an assignment if it has none, else only the word that it is still valid. */
  confirm(owner: Owner): void {
    if (owner.task === null) owner.assign();
    owner.isMember = true;
  }

  crash(owner: Owner): void {
    this.#astray.push(...owner.crash());
  }

  #fetch(owner: Owner, topic: string, size: number): void {
    const from = owner.position.get(topic);
    if (from === undefined || !owner.canTake(topic)) return;
    const batch = this.log.fetch(topic, owner.partition, from, size);
    if (batch === null) return;
    owner.position.set(topic, batch.nextOffset);
    this.#fetched.push(batch);
    owner.deliver(batch);
  }

  #stale(owner: Owner, pick: number): void {
    const batches = this.#fetched.filter((b) => b.partition === owner.partition);
    const batch = batches[pick % batches.length];
    if (batch !== undefined && owner.canTake(batch.topic)) owner.deliver(batch, 'the old batch ');
  }

  depsOf(owner: Owner): TaskDeps {
    const { line } = owner;
    const logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
    // A task publishes and asks for bounds; reading and the group are this world's part.
    const log = {
      publish: (records: readonly OutgoingRecord[]) =>
        records.length === 0 ? Promise.resolve() : line.send('publish', () => this.log.publish(records)),
      bounds: (topic: string) => this.log.bounds(topic),
    };
    return {
      log: log as EventLog,
      store: new FlakyStore(this.store, line) as unknown as StateStore,
      clock: { now: () => this.now(), sleep: async () => undefined },
      topics,
      views,
      partitions: this.#scenario.partitions,
      generation: { number: 1, hash: 'rules' },
      limits: { records: this.#scenario.limit, bytes: 1_000_000 },
      logger,
      newHead: () => `${owner.name}-${++this.#heads}`,
      resumePoints: () => null,
      onCommit: () => undefined,
    };
  }

  /** Gives all that there is, of all topics. */
  async readOn(owner: Owner): Promise<void> {
    for (const topic of topics.inputs) {
      this.#fetch(owner, topic, 1000);
      await this.answer(owner, 1000);
    }
  }
}
