import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { parse } from 'yaml';
import { PulseError } from '../domain/errors.js';
import type { OtherRules } from '../domain/what-if.js';
import { loadWhatIf } from '../settings/what-if.js';
import type { Context, Run } from './context.js';
import { CodeNames } from './explain/code-names.js';
import { print } from './output.js';
import { recount } from './what-if/recount.js';
import { periodTable } from './what-if/table.js';

interface Options {
  readonly rules: string;
  readonly json?: true;
}

export function whatIfCommand(run: Run): Command {
  return new Command('what-if')
    .description("recompute periods from the log under other rules, beside today's figures; nothing live changes")
    .argument('<period...>', 'month:2021-06, half:2021-H1, …')
    .requiredOption('--rules <file>', 'YAML: what would be another; config/examples/what-if-*.yaml show how')
    .option('--json', 'every figure under both rules')
    .action((periods: string[], options: Options) => run((context) => whatIf(context, periods, options)));
}

async function whatIf(context: Context, periods: readonly string[], options: Options): Promise<number> {
  const rules = loadWhatIf(readRules(options.rules), context.configuration.views.rules);
  const pipeline = await context.openPipeline();
  const asOf = await pipeline.store.now();
  const result = await recount(pipeline, periods, rules, asOf);
  const unequal = result.periods.filter(({ agrees }) => !agrees).map(({ period }) => period);
  const notes = notesOn(context, rules);
  const say = new CodeNames(context.configuration).say('zh');
  print(options, { ...result, notes }, () =>
    [
      ...result.periods.map((period) => `${periodTable(period, say)}\n`),
      ...notes.map((note) => `注意: ${note}\n`),
      `${result.cases} 件来电来信,截至 ${result.asOf.instant}\n`,
      ...unequal.map((period) => `${period}: 现行规则一列与状态不符,请运行 pulse verify ${period}\n`),
    ].join(''),
  );
  return unequal.length === 0 ? 0 : 1;
}

/** @throws PulseError PULSE_USAGE when there is no such file, PULSE_CONFIG when it is no YAML. */
function readRules(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new PulseError('PULSE_USAGE', `--rules ${file}: ${(cause as Error).message}`, { cause });
  }
  try {
    return parse(text);
  } catch (cause) {
    throw new PulseError('PULSE_CONFIG', `${file}: ${(cause as Error).message}`, { cause });
  }
}

/** Channels are an open list: one that nobody knows is no error, but it may be a slip. */
function notesOn({ configuration }: Context, { connectionChannels }: OtherRules): string[] {
  const strangers = (connectionChannels ?? []).filter((c) => !configuration.catalogue.known('channel', c));
  return strangers.map((channel) => `connection.channels: 目录里没有渠道 ${channel}`);
}
