import { Command } from 'commander';
import { inspectPartition } from '../engine/inspect-partition.js';
import { readProgress, type Tally } from '../engine/partition-state.js';
import type { Context, Pipeline, Run } from './context.js';
import { print, table } from './output.js';

interface Options {
  readonly json?: true;
}

export function statusCommand(run: Run): Command {
  return new Command('status')
    .description('how far each partition has read, what was refused; exit 1 when one is parked')
    .option('--json', 'machine-readable')
    .action((options: Options) => run((context) => status(context, options)));
}

async function status(context: Context, options: Options): Promise<number> {
  const pipeline = await context.openPipeline();
  const rows = await Promise.all(Array.from({ length: pipeline.partitions }, (_, p) => partitionStatus(p, pipeline)));
  const healthy = rows.every((r) => r.parked === null);
  const lag = rows.reduce((n, r) => n + r.lag, 0);
  const { number, hash } = pipeline.generation;
  const gaps = pipeline.board.gaps(number);
  const result = { healthy, generation: { number, hash }, lag, partial: gaps.length > 0, gaps, partitions: rows };
  print(options, result, () =>
    [
      `${context.settings.namespace}: generation ${number} (${hash}), ${lag} records to read\n`,
      table(columns, rows.map(cells), [0, 1, 2, 3, 4, 5, 6, 7, 8]),
      ...rows.flatMap((r) => (r.parked === null ? [] : [`PARKED: ${r.parked}\n`])),
    ].join(''),
  );
  return healthy ? 0 : 1;
}

const columns = [
  'partition',
  'events',
  'to read',
  'dead letters',
  're-routed',
  'foreign keys',
  'masked',
  'alerts',
  'aged',
  'latest event',
];

function cells(r: Awaited<ReturnType<typeof partitionStatus>>): (string | number)[] {
  const count = (tally: Tally): number => r.tallies[tally] ?? 0;
  return [
    r.partition,
    count('events'),
    r.lag,
    count('dead'),
    count('rerouted'),
    count('foreign-key'),
    count('masked'),
    count('alerts'),
    count('alerts-aged'),
    r.eventTime ?? '–',
  ];
}

async function partitionStatus(partition: number, { log, store, topics, board, generation }: Pipeline) {
  const state = await store.load(partition, []);
  const progress = readProgress(state);
  const resume = (t: string, p: number, stored: bigint): bigint | null =>
    board.resumePoint(generation.number, t, p, stored);
  const refused = await inspectPartition(partition, progress, topics.inputs, log, resume);
  const ends = await Promise.all(topics.inputs.map(async (topic) => (await log.bounds(topic))[partition]?.end ?? 0n));
  const lag = topics.inputs.reduce(
    (n, topic, i) => n + Math.max(0, Number(ends[i]! - (progress.offsets.get(topic) ?? 0n))),
    0,
  );
  return {
    partition,
    head: state.head,
    commits: state.sequence,
    lag,
    offsets: Object.fromEntries(topics.inputs.map((t) => [t, String(progress.offsets.get(t) ?? 0n)])),
    eventTime: progress.eventTime === null ? null : new Date(progress.eventTime).toISOString(),
    tallies: Object.fromEntries(progress.tallies) as Partial<Record<Tally, number>>,
    parked: refused?.message ?? null,
  };
}
