import { type AlertKind, alertKinds, type ConditionKind, conditionKinds } from '../../domain/alert.js';
import { type RefusalReason, refusalReasons } from '../../domain/events.js';
import { type MetricsRegistry, secondsBuckets } from './registry.js';

/** What was read by one commit. */
interface Read {
  readonly topic: string;
  readonly records: number;
  readonly events: number;
  readonly duplicates: number;
  readonly rerouted: number;
  readonly dead: ReadonlyMap<RefusalReason, number>;
}

const causes = ['records', 'alerts'] as const;
const outcomes = ['applied', 'replayed', 'fenced'] as const;

interface Commit {
  readonly cause: (typeof causes)[number];
  readonly outcome: (typeof outcomes)[number];
  readonly seconds: number;
  readonly read?: Read;
}

/** Counts what the engine of this process does. Labels are topics, partitions and closed lists. */
export class EngineMeter {
  readonly #commits;
  readonly #reads;
  readonly #partitions;
  readonly #alerts;
  readonly #snapshots;
  readonly #parked = new Set<number>();

  /** @param inputs names of the input topics, so that their counters stand at 0 from the start. */
  constructor(registry: MetricsRegistry, inputs: readonly string[]) {
    this.#commits = commitMetrics(registry);
    this.#reads = readMetrics(registry, inputs);
    this.#partitions = partitionMetrics(registry);
    this.#alerts = alertMetrics(registry);
    this.#snapshots = snapshotMetrics(registry);
  }

  assigned(partitions: readonly number[]): void {
    const { assigned, lag, fences, fallBacks } = this.#partitions;
    assigned.set(partitions.length);
    // Whoever has the others now measures them.
    lag.reset();
    this.#parked.clear();
    this.#partitions.parked.set(0);
    for (const p of partitions) for (const counter of [fences, fallBacks]) counter.inc({ partition: p }, 0);
  }

  parked(partition: number, isParked: boolean): void {
    if (isParked) this.#parked.add(partition);
    else this.#parked.delete(partition);
    this.#partitions.parked.set(this.#parked.size);
  }

  lag(topic: string, partition: number, records: number): void {
    this.#partitions.lag.set({ topic, partition }, records);
  }

  committed({ cause, outcome, seconds, read }: Commit): void {
    this.#commits.commits.inc({ cause, outcome });
    this.#commits.seconds.observe({ cause }, seconds);
    if (read === undefined) return;
    const { topic } = read;
    this.#commits.size.observe(read.records);
    this.#reads.events.inc({ topic }, read.events);
    this.#reads.duplicates.inc({ topic }, read.duplicates);
    this.#reads.rerouted.inc({ topic }, read.rerouted);
    for (const [reason, n] of read.dead) this.#reads.dead.inc({ topic, reason }, n);
  }

  fenced(partition: number): void {
    this.#partitions.fences.inc({ partition });
  }

  fellBack(partition: number): void {
    this.#partitions.fallBacks.inc({ partition });
  }

  fired(cases: number): void {
    this.#alerts.timers.inc(cases);
  }

  alertsPublished(kinds: readonly AlertKind[]): void {
    for (const kind of kinds) this.#alerts.published.inc({ kind });
  }

  conditionsOpen(kinds: readonly ConditionKind[]): void {
    for (const kind of conditionKinds) this.#alerts.open.set({ kind }, kinds.filter((k) => k === kind).length);
  }

  snapshotsPublished(keys: readonly string[]): void {
    for (const key of keys)
      this.#snapshots.published.inc({ kind: key === 'live' ? 'live' : key.endsWith('/units') ? 'units' : 'period' });
  }

  snapshotTick(seconds: number, failed: boolean): void {
    this.#snapshots.seconds.observe(seconds);
    if (failed) this.#snapshots.failures.inc();
  }
}

function commitMetrics(r: MetricsRegistry) {
  const commits = r.counter('commits_total', 'Tries to commit, by what became of them', ['cause', 'outcome']);
  for (const cause of causes) for (const outcome of outcomes) commits.inc({ cause, outcome }, 0);
  const help = 'From the load of the cases to the answer of the store, in seconds';
  return {
    commits,
    seconds: r.histogram('commit_duration_seconds', help, secondsBuckets, ['cause']),
    size: r.histogram(
      'batch_size_records',
      'Records that one commit has read',
      [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2000, 5000],
    ),
  };
}

function readMetrics(r: MetricsRegistry, inputs: readonly string[]) {
  const topic = ['topic'] as const;
  const events = r.counter('events_total', 'Events that were read and committed', topic);
  const duplicates = r.counter(
    'duplicate_events_total',
    'Events of those that changed nothing: repeats, and versions older than what was known',
    topic,
  );
  const rerouted = r.counter(
    'rerouted_records_total',
    'Records whose contactId belongs to another partition, produced again into it',
    topic,
  );
  const dead = r.counter('dead_letters_total', 'Records that were refused and became dead letters', [
    'topic',
    'reason',
  ] as const);
  for (const topic of inputs) {
    for (const counter of [events, duplicates, rerouted]) counter.inc({ topic }, 0);
    for (const reason of refusalReasons) dead.inc({ topic, reason }, 0);
  }
  return { events, duplicates, rerouted, dead };
}

function partitionMetrics(r: MetricsRegistry) {
  const partition = ['partition'] as const;
  return {
    assigned: r.gauge('assigned_partitions', 'Partitions that this process owns'),
    parked: r.gauge(
      'parked_partitions',
      'Partitions of this process that are parked: state and log do not fit together',
    ),
    lag: r.gauge('lag_records', 'Records of a partition of this process that are not yet committed', [
      'topic',
      'partition',
    ] as const),
    fences: r.counter('fences_total', 'Times that this process found a partition changed under its hands', partition),
    fallBacks: r.counter('store_fall_backs_total', 'Times that the store held less than had been committed', partition),
  };
}

function alertMetrics(r: MetricsRegistry) {
  const published = r.counter('alerts_published_total', 'Alerts written to the topic of alerts', ['kind'] as const);
  for (const kind of alertKinds) published.inc({ kind }, 0);
  return {
    timers: r.counter('timers_fired_total', 'Cases whose timer fired: warnings, due times, reminders'),
    published,
    open: r.gauge('open_conditions', 'Conditions of the hotline as a whole that are open; told by one process', [
      'kind',
    ] as const),
  };
}

function snapshotMetrics(r: MetricsRegistry) {
  const published = r.counter('snapshots_published_total', 'Snapshots written to their topic', ['kind'] as const);
  for (const kind of ['live', 'period', 'units']) published.inc({ kind }, 0);
  return {
    published,
    seconds: r.histogram(
      'snapshot_tick_duration_seconds',
      'One look at what changed, with all that was published of it, in seconds',
      secondsBuckets,
    ),
    failures: r.counter('snapshot_failures_total', 'Looks that failed: nothing, or not all, was published'),
  };
}
