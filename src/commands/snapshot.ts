import { Command } from 'commander';
import { PulseError } from '../domain/errors.js';
import { parseInstant } from '../domain/instant.js';
import { parsePeriod } from '../domain/period.js';
import { figuresText } from '../reporters/console/figures-text.js';
import type { Run } from './context.js';
import { print } from './output.js';

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
    .action((period: string, options: { json?: true; at?: string }) =>
      run(async (context) => {
        const at = options.at === undefined ? null : instantOf(options.at);
        const { reader, store, context: views } = await context.openPipeline();
        const asOf = at ?? (await store.now());
        const snapshot =
          period === 'live'
            ? await reader.live(asOf)
            : await reader.snapshot(parsePeriod(period, views.zone.dayOf(asOf)), asOf, true);
        print(options, snapshot, () =>
          figuresText(snapshot, context.configuration.catalogue, { colour: process.stdout.isTTY }),
        );
        return 0;
      }),
    );
}

function instantOf(text: string): number {
  const at = parseInstant(text);
  if (at !== null) return at;
  throw new PulseError(
    'PULSE_USAGE',
    `--at ${text}: write an RFC 3339 instant with offset, such as 2021-07-13T00:00:00+08:00`,
  );
}
