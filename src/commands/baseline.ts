import { userInfo } from 'node:os';
import { Command } from 'commander';
import { PulseError } from '../domain/errors.js';
import { formatInstant } from '../domain/instant.js';
import { monthOf } from '../domain/period.js';
import { maskPersonal } from '../domain/texts.js';
import { parseDay } from '../domain/zone.js';
import type { BaselineRecord } from '../engine/control-records.js';
import { type Months, monthsOf } from './baseline/months.js';
import { readBaselineFile } from './baseline/read-file.js';
import type { Context, Pipeline, Run } from './context.js';
import { print, table } from './output.js';

interface Json {
  readonly json?: true;
}
interface ImportOptions extends Json {
  readonly by: string;
  readonly note: string;
  readonly dryRun?: true;
  readonly override?: true;
}

export function baselineCommand(run: Run): Command {
  const command = new Command('baseline').description(
    'opening figures: signed totals of months before the system, so that 环比 and 同比 are there from the first month on',
  );
  command
    .command('list', { isDefault: true })
    .description('months with opening figures, and what the system itself counts in them')
    .option('--all', 'those that were removed, too')
    .option('--json', 'machine-readable, with all counters')
    .action((options: Json & { all?: true }) => run((context) => list(context, options)));
  signedBy(command.command('import').argument('<file>', '.yaml, .json, or .csv with month, counter, value'))
    .description('load the totals of a file; refused as a whole when a counter is unknown or an identity is broken')
    .option('--dry-run', 'only check, and say what would be imported')
    .option('--override', 'also for months that the system counts contacts in: the file takes their place')
    .option('--json', 'machine-readable')
    .action((file: string, options: ImportOptions) => run((context) => load(context, file, options)));
  signedBy(command.command('remove').argument('<month>', 'such as 2021-05'))
    .description('the month is told from what the system counted again')
    .action((month: string, options: ImportOptions) => run((context) => remove(context, month, options)));
  return command;
}

const signedBy = (command: Command): Command =>
  command
    .option('--by <name>', 'who answers for it', userInfo().username)
    .option('--note <text>', 'where the totals come from, who signed them', '');

async function load(context: Context, file: string, o: ImportOptions): Promise<number> {
  const { lines, source } = readBaselineFile(file);
  const months = monthsOf(lines, context.configuration.catalogue);
  const pipeline = await context.openPipeline();
  await refuseCounted(pipeline, months, o.override === true);
  const at = formatInstant(context.clock.now());
  const given = { source, by: o.by, note: maskPersonal(o.note.trim()), at };
  const records = [...months].map(
    ([month, counters]): BaselineRecord => ({ month, counters: Object.fromEntries(counters), ...given }),
  );
  if (o.dryRun !== true) for (const record of records) await pipeline.board.saveBaseline(record);
  print(o, { imported: o.dryRun !== true, months: records }, () =>
    records
      .map((r) => `${r.month}: ${Object.keys(r.counters).length} counters ${o.dryRun ? 'are fit' : 'imported'}\n`)
      .join(''),
  );
  return 0;
}

/** @throws PulseError PULSE_USAGE for months that are not over, or that the system counts itself. */
async function refuseCounted(pipeline: Pipeline, months: Months, override: boolean): Promise<void> {
  const today = pipeline.context.zone.dayOf(await pipeline.store.now());
  const counted = await countedIn(pipeline, [...months.keys()]);
  const problems = [...months.keys()].flatMap((month) => {
    if (monthOf(parseDay(`${month}-01`)!).next > today) return [`${month} is not over`];
    const n = counted.get(month) ?? 0;
    return n === 0 || override
      ? []
      : [`${month}: the system counts ${n} contacts itself; --override puts the file in their place`];
  });
  if (problems.length > 0) throw new PulseError('PULSE_USAGE', `${problems.join('\n')}\nnothing was imported`);
}

/** Month → contacts that the state counts in it. */
async function countedIn({ reader }: Pipeline, months: readonly string[]): Promise<Map<string, number>> {
  const { sum } = await reader.read(months.map((month) => `month:${month}`));
  return new Map(months.map((month) => [month, sum(`month:${month}`).get('contacts') ?? 0]));
}

async function list(context: Context, o: Json & { all?: true }): Promise<number> {
  const pipeline = await context.openPipeline();
  const records = pipeline.board.baselineRecords().filter((b) => o.all === true || b.removedAt === undefined);
  const counted = await countedIn(
    pipeline,
    records.map((b) => b.month),
  );
  const shown = records.map((b) => ({ ...b, countedContacts: counted.get(b.month) ?? 0 }));
  const head = ['month', 'counters', 'contacts', 'tickets', 'system counts', 'from', 'by', 'at', 'note'];
  const cells = shown.map((b) => [
    b.removedAt === undefined ? b.month : `${b.month} (removed)`,
    Object.keys(b.counters).length,
    b.counters['contacts'] ?? '–',
    b.counters['tickets'] ?? '–',
    b.countedContacts,
    b.source,
    b.by,
    b.at,
    b.note,
  ]);
  print(o, { baselines: shown }, () =>
    shown.length === 0 ? 'no opening figures\n' : table(head, cells, [1, 2, 3, 4]),
  );
  return 0;
}

async function remove(context: Context, month: string, o: ImportOptions): Promise<number> {
  const { board } = await context.openPipeline();
  const found = board.baselineRecords().find((b) => b.month === month && b.removedAt === undefined);
  if (found === undefined) {
    const known = [...board.baselines().keys()].sort().join(', ') || 'none';
    throw new PulseError('PULSE_USAGE', `${month} has no opening figures; months that have: ${known}`);
  }
  await board.saveBaseline({ ...found, removedAt: formatInstant(context.clock.now()), removedBy: o.by });
  process.stdout.write(`${month}: opening figures removed\n`);
  return 0;
}
