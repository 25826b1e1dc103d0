import { Command } from 'commander';
import { checkOffsets } from '../engine/check-offsets.js';
import { readProgress } from '../engine/partition-state.js';
import type { Pipeline, Run } from './context.js';
import { print, table } from './output.js';

export function statusCommand(run: Run): Command {
  return new Command('status')
    .description('how far each partition has read, what was refused; exit 1 when one is parked')
    .option('--json', 'machine-readable')
    .action((options: { json?: true }) =>
      run(async (context) => {
        const pipeline = await context.openPipeline();
        const rows = await Promise.all(Array.from({ length: pipeline.partitions }, (_, p) => partitionStatus(p, pipeline)));
        const parked = rows.filter((r) => r.parked !== null);
        const lag = rows.reduce((n, r) => n + r.lag, 0);
        const { number, hash } = pipeline.generation;
        const gaps = pipeline.board.gaps(number);
        const result = { healthy: parked.length === 0, generation: { number, hash }, lag, partial: gaps.length > 0, gaps, partitions: rows };
        print(options, result, () =>
          [
            `${context.settings.namespace}: generation ${number} (${hash}), ${lag} records to read\n`,
            table(
              ['partition', 'events', 'to read', 'dead letters', 're-routed', 'foreign keys', 'masked', 'latest event'],
              rows.map((r) => [r.partition, r.tallies.events ?? 0, r.lag, r.tallies.dead ?? 0, r.tallies.rerouted ?? 0, r.tallies['foreign-key'] ?? 0, r.tallies.masked ?? 0, r.eventTime ?? '–']),
              [0, 1, 2, 3, 4, 5, 6],
            ),
            ...parked.map((r) => `PARKED: ${r.parked}\n`),
          ].join(''),
        );
        return parked.length === 0 ? 0 : 1;
      }),
    );
}

async function partitionStatus(partition: number, { log, store, topics, board, generation }: Pipeline) {
  const state = await store.load(partition, []);
  const progress = readProgress(state);
  const resume = (t: string, p: number, stored: bigint): bigint | null => board.resumePoint(generation.number, t, p, stored);
  const check = await checkOffsets(partition, progress, topics.inputs, log, resume);
  const ends = await Promise.all(topics.inputs.map(async (topic) => (await log.bounds(topic))[partition]?.end ?? 0n));
  const lag = topics.inputs.reduce((n, topic, i) => n + Math.max(0, Number(ends[i]! - (progress.offsets.get(topic) ?? 0n))), 0);
  return {
    partition,
    head: state.head,
    commits: state.sequence,
    lag,
    offsets: Object.fromEntries(topics.inputs.map((t) => [t, String(progress.offsets.get(t) ?? 0n)])),
    eventTime: progress.eventTime === null ? null : new Date(progress.eventTime).toISOString(),
    tallies: Object.fromEntries(progress.tallies) as Partial<Record<'events' | 'dead' | 'rerouted' | 'foreign-key' | 'masked' | 'demo', number>>,
    parked: check.refused?.message ?? null,
  };
}
