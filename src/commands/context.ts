import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { type Logger as Pino, pino } from 'pino';
import pretty from 'pino-pretty';
import { checkTopics } from '../engine/check-topics.js';
import { ControlBoard } from '../engine/control.js';
import type { EngineMetrics } from '../engine/engine-metrics.js';
import { generationHash } from '../engine/generation.js';
import { Processor, readerOf } from '../engine/processor.js';
import type { StateReader } from '../engine/state-reader.js';
import { type Topics, topicSpecs, topicsOf } from '../engine/topics.js';
import { viewsOf } from '../engine/views.js';
import type { Clock } from '../ports/clock.js';
import type { EventLog } from '../ports/event-log.js';
import type { StateStore } from '../ports/state-store.js';
import { type Configuration, loadConfiguration } from '../settings/configuration.js';
import type { Settings } from '../settings/settings.js';
import { systemClock } from './system-clock.js';

/** Loaded when they are needed: a command over Kafka need not open LMDB's binary, nor one at home kafkajs's codecs. */
const adapters = {
  embedded: () => import('../adapters/embedded/open-embedded.js'),
  kafka: () => import('../adapters/kafka/open-kafka-log.js'),
  redis: () => import('../adapters/redis/open-redis-store.js'),
};

/** What the commands share: the configuration, a logger on standard error, and what is opened of log and store. */
export class Context {
  readonly configuration: Configuration;
  readonly logger: Pino;
  readonly clock: Clock = systemClock;
  readonly topics: Topics;
  readonly #closers: (() => Promise<void>)[] = [];

  constructor(env: NodeJS.ProcessEnv) {
    this.configuration = loadConfiguration(env);
    this.logger = makeLogger(this.settings.logging.level);
    this.topics = topicsOf(this.settings.namespace);
  }

  get settings(): Settings {
    return this.configuration.settings;
  }

  /** Runs `close` when the command ends; what was opened last is closed first. */
  onClose(close: () => Promise<void>): void {
    this.#closers.push(close);
  }

  async close(): Promise<void> {
    for (const close of this.#closers.splice(0).reverse()) await close();
  }

  async openLog(): Promise<EventLog> {
    const { log: s, dataDir, namespace } = this.settings;
    let log: EventLog;
    if (s.kind === 'embedded') {
      const { openEmbedded } = await adapters.embedded();
      const pair = await openEmbedded({ dataDir, namespace, generation: 1, clock: this.clock });
      log = pair.log;
      this.onClose(() => pair.close());
      // Nobody administers an embedded log: its topics are there from the first use.
      await log.createTopics(topicSpecs(this.topics, s.partitions));
    } else {
      const { ssl, sasl, ...kafka } = s.kafka;
      const { openKafkaLog } = await adapters.kafka();
      log = await openKafkaLog({
        ...kafka,
        clientId: `${kafka.clientId}-${hostname()}-${randomBytes(3).toString('hex')}`,
        ...(ssl !== false && { ssl: ssl === true ? true : pemFiles(ssl) }),
        ...(sasl !== undefined && { sasl }),
        onWarning: (message: string, details?: object) => this.logger.warn({ ...details }, message),
      });
      const opened = log;
      this.onClose(() => opened.close());
    }
    return log;
  }

  async openStore(generation: number): Promise<StateStore> {
    const { store: s, dataDir, namespace } = this.settings;
    if (s.kind === 'embedded') {
      const { openEmbedded } = await adapters.embedded();
      const pair = await openEmbedded({ dataDir, namespace, generation, clock: this.clock });
      this.onClose(() => pair.close());
      return pair.store;
    }
    const { openRedisStore } = await adapters.redis();
    const store = await openRedisStore({
      ...s.redis,
      namespace,
      generation,
      onWarning: (message: string, details?: object) => this.logger.warn({ ...details }, message),
    });
    this.onClose(() => store.close());
    return store;
  }

  /**
   * Log, control board, live generation and its store, all checked.
   *
   * @param mayBegin make the first generation where there is none: only for what processes. Whoever just looks must not
   *   decide under which rules a namespace is counted.
   */
  async openPipeline(mayBegin = false): Promise<Pipeline> {
    const log = await this.openLog();
    const counted = await checkTopics(log, this.topics, this.settings.log.allowUnsafe, this.logger);
    const board = await ControlBoard.open(log, this.topics, this.logger);
    this.onClose(() => board.close());
    const views = viewsOf(this.configuration.views, this.configuration.catalogue.lineage);
    const partitions = this.#partitionsOf(board, counted);
    const hash = generationHash(views.context, partitions);
    const now = new Date(this.clock.now()).toISOString();
    const live = mayBegin ? await board.ensureGeneration(hash, partitions, now) : board.checkLive(hash, partitions);
    const generation = live ?? { number: 1, hash };
    const store = await this.openStore(generation.number);
    const shared = { log, store, board, partitions, views, topics: this.topics, generation };
    return { ...shared, reader: readerOf(shared), context: views.context };
  }

  /** Those of the generation: partitions that topics have grown by are read only to re-route what is in them. */
  #partitionsOf(board: ControlBoard, counted: number): number {
    const own = board.live?.partitions ?? counted;
    if (own >= counted) return counted;
    this.logger.error(
      { partitions: counted, generation: own },
      'the input topics have more partitions than the figures are computed in: what is in the others is re-routed, which costs time; set the producers back, or begin a new namespace',
    );
    return own;
  }

  newProcessor(p: Pipeline, metrics?: EngineMetrics): Processor {
    const { processing, snapshots, namespace, revision } = this.settings;
    this.#warnOfCalendar(p);
    return new Processor({
      ...p,
      clock: this.clock,
      logger: this.logger,
      group: `${namespace}.processor`,
      limits: { records: processing.maxRecords, bytes: processing.maxBytes },
      idleCheckMs: processing.idleCheckMs,
      noteOffsetsMs: processing.noteOffsetsMs,
      timersMs: processing.timersMs,
      conditions: this.configuration.alerts.conditions,
      snapshots,
      revision,
      ...(metrics !== undefined && { metrics }),
    });
  }

  /** A year that is not published yet makes due times unknown: said early, not when the first ticket hits it. */
  #warnOfCalendar({ context }: Pipeline): void {
    const now = this.clock.now();
    for (const at of [now, now + 45 * 86_400_000]) {
      const year = new Date(at).getUTCFullYear();
      if (context.calendar.covers(year)) continue;
      this.logger.error(
        { year },
        `the official calendar of ${year} is not known: due times that reach into it are unknown. Add the year to calendar.yaml when it is published`,
      );
      return;
    }
  }
}

/** Runs one command with a context that is closed whatever happens; `work` resolves to the exit code. */
export type Run = (work: (context: Context) => Promise<number>) => Promise<void>;

export interface Pipeline {
  readonly log: EventLog;
  readonly store: StateStore;
  readonly board: ControlBoard;
  readonly partitions: number;
  readonly generation: { readonly number: number; readonly hash: string };
  readonly views: ReturnType<typeof viewsOf>;
  readonly topics: Topics;
  readonly reader: StateReader;
  readonly context: ReturnType<typeof viewsOf>['context'];
}

function makeLogger(level: string): Pino {
  // Readable lines for a person at a terminal, JSON lines for everything else.
  if (process.stderr.isTTY) return pino({ level }, pretty({ destination: 2, sync: true, ignore: 'pid,hostname' }));
  return pino({ level }, pino.destination({ dest: 2, sync: true }));
}

function pemFiles(files: { ca?: string | undefined; cert?: string | undefined; key?: string | undefined }) {
  const read = (path: string | undefined): string | undefined =>
    path === undefined ? undefined : readFileSync(path, 'utf8');
  const [ca, cert, key] = [read(files.ca), read(files.cert), read(files.key)];
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
}
