import { Command } from 'commander';
import { PulseError } from '../domain/errors.js';
import type { Instant } from '../domain/instant.js';
import { parsePeriod } from '../domain/period.js';
import type { Snapshot } from '../domain/snapshot-schema.js';
import { figuresText } from '../reporters/console/figures-text.js';
import { instantOf } from './at-option.js';
import type { Pipeline, Run } from './context.js';
import { namesOf } from './names-of.js';
import { print } from './output.js';
import { readRevision } from './read-revision.js';

export function snapshotCommand(run: Run): Command {
  return new Command('snapshot')
    .description(
      'the figures of a period: month:2021-06, day:2021-06-12, week:2021-W24, quarter:2021-Q2, half:2021-H1, year:2021, range:A..B, rolling:30d, live',
    )
    .argument('<period>')
    .option('--json', 'the whole snapshot, unit counters included')
    .option(
      '--at <instant>',
      'read the due index (open, overdue) as of this instant, such as 2021-07-13T00:00:00+08:00',
    )
    .option('--revision <n>', 'of a month that is final: its figures as they were decided, such as 1')
    .action((period: string, options: Options) =>
      run(async (context) => {
        const wish = wishOf(period, options);
        const pipeline = await context.openPipeline();
        const snapshot = 'revision' in wish ? await revisionOf(wish, pipeline) : await computed(wish, pipeline);
        print(options, snapshot, () =>
          figuresText(snapshot, namesOf(snapshot, context.configuration.catalogue), { colour: process.stdout.isTTY }),
        );
        return 0;
      }),
    );
}

interface Options {
  readonly json?: true;
  readonly at?: string;
  readonly revision?: string;
}

type Wish =
  | { readonly period: string; readonly at: Instant | null }
  | { readonly month: string; readonly revision: number };

/** `month:2021-06@r1` names a revision too. */
function wishOf(period: string, { at, revision }: Options): Wish {
  const named = /^(?:month:)?(.*?)@r(\d+)$/.exec(period);
  const number = revision ?? named?.[2];
  if (number === undefined) return { period, at: at === undefined ? null : instantOf(at) };
  const problem = named !== null && revision !== undefined && named[2] !== revision.replace(/^r/, '');
  if (problem || at !== undefined || !/^r?\d{1,6}$/.test(number))
    throw new PulseError(
      'PULSE_USAGE',
      `--revision ${number}: the number of one revision, such as 1; --at does not go with it, a revision has its own instant`,
    );
  return { month: named?.[1] ?? period.replace(/^month:/, ''), revision: Number(number.replace(/^r/, '')) };
}

async function computed(
  wish: Extract<Wish, { period: string }>,
  { reader, store, context }: Pipeline,
): Promise<Snapshot> {
  const asOf = wish.at ?? (await store.now());
  if (wish.period === 'live') return reader.live(asOf);
  return reader.snapshot(parsePeriod(wish.period, context.zone.dayOf(asOf)), asOf, true);
}

async function revisionOf(wish: Extract<Wish, { month: string }>, pipeline: Pipeline): Promise<Snapshot> {
  const { whole } = await readRevision(pipeline, wish.month, wish.revision);
  return whole;
}
