import { join } from 'node:path';
import { Command } from 'commander';
import { PulseError } from '../domain/errors.js';
import { readProfile } from '../feeders/simulator/profile-file.js';
import { countEvents, simulate } from '../feeders/simulator/simulate.js';
import { findConfigFile } from './config-file.js';
import type { Context, Run } from './context.js';
import { publishing, writing } from './event-target.js';
import { print, progress } from './output.js';

interface Options {
  readonly profile: string;
  readonly seed: string;
  readonly out?: string;
  readonly disorder: string;
  readonly duplicates: string;
  readonly lateClosures: string;
  readonly json?: true;
}

export function simulateCommand(run: Run): Command {
  return new Command('simulate')
    .description(
      "a realistic, seeded event stream whose totals are exactly a profile's; publishes it, or writes NDJSON",
    )
    .requiredOption(
      '--profile <file>',
      'a profile file, or the name of one in config/profiles: ankang-2021-05-06, ankang-2021-h1',
    )
    .option('--seed <n>', 'same seed, same events', '1')
    .option('--out <file>', 'write NDJSON there instead of publishing ("-": standard output)')
    .option('--disorder <share>', 'share of the events that come later than they should, 0 to 1', '0')
    .option('--duplicates <share>', 'share of the events that come twice, 0 to 1', '0')
    .option('--late-closures <share>', 'share of the closings that come at the very end, 0 to 1', '0')
    .option('--json', 'machine-readable summary')
    .action((options: Options) => run((context) => writeOrPublish(context, options)));
}

async function writeOrPublish(context: Context, options: Options): Promise<number> {
  const { profile, events } = simulated(context, options.profile, {
    seed: number(options.seed, '--seed'),
    disorder: number(options.disorder, '--disorder'),
    duplicates: number(options.duplicates, '--duplicates'),
    lateClosures: number(options.lateClosures, '--late-closures'),
  });
  const out = options.out === undefined ? await publishing(context) : await writing(options.out);
  const bar = progress('simulate', countEvents(profile));
  let count = 0;
  try {
    for (const event of events) {
      await out.take(event);
      if (++count % 1000 === 0) bar.add(1000);
    }
    await out.end();
  } finally {
    bar.stop();
  }
  const result = { profile: profile.id, events: count, out: options.out ?? null };
  const where =
    options.out === undefined ? 'published' : `written to ${options.out === '-' ? 'standard output' : options.out}`;
  const to = options.out === '-' ? process.stderr : process.stdout;
  print(options, result, () => `${count} events of ${profile.id} ${where}\n`, to);
  return 0;
}

/** A profile by name or path, and its events under the calendar, zone and rules of the configuration. */
export function simulated(
  context: Context,
  name: string,
  options: { seed: number; disorder?: number; duplicates?: number; lateClosures?: number },
) {
  const found = findConfigFile(context, 'profiles', name);
  const profile = readProfile(join(found.dir, found.name));
  const { calendar, zone, rules } = context.configuration.views;
  return { profile, events: simulate(profile, { ...options, calendar, zone, rules }) };
}

function number(text: string, option: string): number {
  const n = Number(text);
  if (text.trim() !== '' && Number.isFinite(n)) return n;
  throw new PulseError('PULSE_USAGE', `${option} ${text}: write a number`);
}
