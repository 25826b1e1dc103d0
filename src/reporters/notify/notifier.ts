import type { EventLog, GroupHandler, GroupMember, Subscription } from '../../ports/event-log.js';
import type { RunnerDeps, Sink } from './sink.js';
import { SinkRunner } from './sink-runner.js';

export interface NotifierOptions extends RunnerDeps {
  readonly log: EventLog;
  /** Prefix of the consumer groups: `<namespace>.notify.<sink>`. */
  readonly namespace: string;
  readonly sinks: readonly Sink[];
}

/**
 * Runs sinks, each apart from the others. Any number of processes may do so: each sink has a consumer group of its own
 * on the one partition of the topic `deliveries`, and whoever owns that runs the sink.
 */
export class Notifier {
  /** Rejects when a sink cannot go on; never resolves. */
  readonly failed: Promise<never>;
  readonly #options: NotifierOptions;
  readonly #seats: Seat[];
  #subscriptions: Subscription[] = [];

  constructor(options: NotifierOptions) {
    this.#options = options;
    let fail: (error: Error) => void = () => undefined;
    this.failed = new Promise((_, reject) => {
      fail = reject;
    });
    this.failed.catch(() => undefined); // whoever awaits it is told
    this.#seats = options.sinks.map((sink) => new Seat(sink, options, (error) => fail(error)));
  }

  /** Names of the sinks that this process runs at the moment. */
  get running(): readonly string[] {
    return this.#seats.filter((seat) => seat.taken).map((seat) => seat.sink);
  }

  async start(): Promise<void> {
    const { log, namespace, topics } = this.#options;
    for (const seat of this.#seats)
      this.#subscriptions.push(await log.subscribe(`${namespace}.notify.${seat.sink}`, [topics.deliveries], seat));
  }

  /** Ends the sends in hand and puts them on record, then leaves the groups. */
  async stop(): Promise<void> {
    await Promise.all(this.#seats.map((seat) => seat.close()));
    await Promise.all(this.#subscriptions.map((subscription) => subscription.close()));
  }
}

/** This process's part in the group of one sink. */
class Seat implements GroupHandler {
  readonly sink: string;
  readonly #make: (member: GroupMember) => SinkRunner;
  readonly #fail: (error: Error) => void;
  #runner: SinkRunner | null = null;
  /** Runners follow one another: a former one may still have a send in hand. */
  #former: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(sink: Sink, deps: RunnerDeps, fail: (error: Error) => void) {
    this.sink = sink.name;
    this.#fail = fail;
    this.#make = (member) => new SinkRunner(sink, deps, () => member.heartbeat(), fail);
  }

  get taken(): boolean {
    return this.#runner !== null;
  }

  assigned(partitions: readonly number[], member: GroupMember): void {
    this.revoked();
    if (this.#closed || !partitions.includes(0)) return;
    const runner = this.#make(member);
    this.#runner = runner;
    void this.#former.then(() => {
      if (this.#runner === runner) runner.start();
    });
  }

  revoked(): void {
    const runner = this.#runner;
    this.#runner = null;
    // Aborted at once, in this turn; what follows waits for the send in hand.
    if (runner !== null) this.#former = Promise.all([this.#former, runner.stop()]).then(() => undefined);
  }

  /** The runner reads by itself: nothing is sought here, so nothing is fetched. */
  batch(): Promise<void> {
    return Promise.resolve();
  }

  failed(error: Error): void {
    this.revoked();
    this.#fail(error);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.revoked();
    await this.#former;
  }
}
