import { Command, Option } from 'commander';
import { PulseError } from '../domain/errors.js';
import { checkOffsets } from '../engine/check-offsets.js';
import { readProgress } from '../engine/partition-state.js';
import type { Context, Pipeline, Run } from './context.js';
import { print, table } from './output.js';

interface Gap {
  readonly topic: string;
  readonly partition: number;
  readonly stored: bigint;
  readonly start: bigint;
  readonly end: bigint;
}

interface AcceptOptions {
  readonly topic: string;
  readonly partition: string;
  readonly by: string;
  readonly reason: string;
  readonly resumeAt: 'start' | 'end';
}

export function gapsCommand(run: Run): Command {
  const command = new Command('gaps').description(
    'offsets that the state expects and the log does not have (parked partitions)',
  );
  command
    .command('list', { isDefault: true })
    .description('exit 1 when there are any')
    .option('--json', 'machine-readable')
    .action((options: { json?: true }) => run((context) => list(context, options)));
  command
    .command('accept')
    .description('let a parked partition read on without what is missing: every snapshot says "partial" from then on')
    .requiredOption('--topic <name>')
    .requiredOption('--partition <n>')
    .requiredOption('--by <name>', 'who decides it')
    .requiredOption('--reason <text>')
    .addOption(
      new Option('--resume-at <where>', 'where to read on: the first or the last offset that the log has')
        .choices(['start', 'end'])
        .default('start'),
    )
    .action((options: AcceptOptions) => run((context) => accept(context, options)));
  return command;
}

async function list(context: Context, options: { json?: true }): Promise<number> {
  const pipeline = await context.openPipeline();
  const gaps = await findGaps(pipeline);
  const accepted = pipeline.board.gaps(pipeline.generation.number);
  const rows = gaps.map((g) => ({ ...g, stored: String(g.stored), start: String(g.start), end: String(g.end) }));
  const head = ['topic', 'partition', 'state has read up to', 'log begins at', 'log ends at'];
  const cells = rows.map((r) => [r.topic, r.partition, r.stored, r.start, r.end]);
  print(options, { gaps: rows, accepted }, () =>
    [
      rows.length === 0 ? 'no gaps\n' : table(head, cells, [1, 2, 3, 4]),
      ...accepted.map((a) => `accepted by ${a.by}: ${a.topic}/${a.partition} ${a.from} → ${a.to}: ${a.reason}\n`),
    ].join(''),
  );
  return rows.length === 0 ? 0 : 1;
}

async function accept(context: Context, o: AcceptOptions): Promise<number> {
  const pipeline = await context.openPipeline();
  const gap = (await findGaps(pipeline)).find((g) => g.topic === o.topic && String(g.partition) === o.partition);
  if (gap === undefined) {
    throw new PulseError('PULSE_USAGE', `there is no gap in ${o.topic}/${o.partition}; "pulse gaps" lists them`);
  }
  const resumeAt = String(o.resumeAt === 'start' ? gap.start : gap.end);
  await pipeline.board.acceptGap({
    generation: pipeline.generation.number,
    topic: gap.topic,
    partition: gap.partition,
    stored: String(gap.stored),
    resumeAt,
    by: o.by,
    reason: o.reason,
    at: new Date(context.clock.now()).toISOString(),
  });
  process.stdout.write(`${gap.topic}/${gap.partition} reads on at ${resumeAt}; snapshots say "partial"\n`);
  return 0;
}

async function findGaps({ log, store, topics, partitions, board, generation }: Pipeline): Promise<Gap[]> {
  const bounds = await Promise.all(topics.inputs.map((topic) => log.bounds(topic)));
  const gaps: Gap[] = [];
  for (let partition = 0; partition < partitions; partition++) {
    const progress = readProgress(await store.load(partition, []));
    const resume = (t: string, p: number, stored: bigint): bigint | null =>
      board.resumePoint(generation.number, t, p, stored);
    const { refused } = await checkOffsets(partition, progress, topics.inputs, log, resume);
    if (refused === null) continue;
    topics.inputs.forEach((topic, t) => {
      const stored = progress.offsets.get(topic) ?? 0n;
      const { start, end } = bounds[t]![partition]!;
      if ((stored < start || stored > end) && resume(topic, partition, stored) === null)
        gaps.push({ topic, partition, stored, start, end });
    });
  }
  return gaps;
}
