import { Command } from 'commander';
import { PulseError } from '../domain/errors.js';
import { type ImportSummary, importFile } from '../feeders/importer/import-file.js';
import { loadMapping } from '../feeders/importer/mapping.js';
import { readYaml } from '../settings/configuration.js';
import { findConfigFile } from './config-file.js';
import type { Context, Run } from './context.js';
import { publishing, writing } from './event-target.js';
import { Lines } from './lines.js';
import { print, progress } from './output.js';

interface Options {
  readonly mapping: string;
  readonly out?: string;
  readonly rejects: string;
  readonly json?: true;
}

export function importCommand(run: Run): Command {
  return new Command('import')
    .description('turn a CSV or XLSX export of another system into events by a mapping; publish them, or write NDJSON')
    .argument('<file>', 'the export; a CSV file may be packed (.gz)')
    .requiredOption('--mapping <file>', 'a mapping file, or the name of one in config/mappings, such as la311')
    .option('--out <file>', 'write NDJSON there instead of publishing ("-": standard output)')
    .option(
      '--rejects <file>',
      'rows that could not be mapped, as NDJSON with line number and reason',
      'rejects.ndjson',
    )
    .option('--json', 'machine-readable summary')
    .addHelpText(
      'after',
      `
Rows that cannot be mapped do not stop the others; the summary counts both.
The same file imported twice changes nothing: events carry the same ids and versions.`,
    )
    .action((file: string, options: Options) => run((context) => importRows(context, file, options)));
}

async function importRows(context: Context, file: string, options: Options): Promise<number> {
  if (file === '-') throw new PulseError('PULSE_USAGE', 'import reads a file, not standard input');
  if (options.out === '-' && options.rejects === '-') {
    throw new PulseError('PULSE_USAGE', '--out and --rejects cannot both be standard output');
  }
  const found = findConfigFile(context, 'mappings', options.mapping);
  const mapping = loadMapping(readYaml(found.dir, found.name));
  const rejects = await Lines.to(options.rejects);
  const out = options.out === undefined ? await publishing(context) : await writing(options.out);
  const bar = progress('import', null);
  let seen = 0;
  const summary = await importFile(
    file,
    mapping,
    {
      events: async (list) => {
        for (const event of list) await out.take(event);
      },
      reject: (row) => rejects.write(row),
    },
    {
      onProgress: ({ rows }) => {
        bar.add(rows - seen);
        seen = rows;
      },
    },
  ).finally(() => bar.stop());
  await out.end();
  await rejects.end();
  const result = { ...summary, ...(summary.rejected > 0 && { rejects: options.rejects }) };
  const to = options.out === '-' || options.rejects === '-' ? process.stderr : process.stdout;
  print(options, result, () => text(summary, options.rejects), to);
  return 0;
}

function text(s: ImportSummary, rejects: string): string {
  const events = Object.entries(s.events).map(([type, n]) => `  ${type}: ${n}\n`);
  const reasons = Object.entries(s.rejectedByReason).map(([reason, n]) => `  ${reason}: ${n}\n`);
  const where = rejects === '-' ? 'on standard output' : `in ${rejects}`;
  const left = s.rejected === 0 ? '' : `${s.rejected} rows could not be mapped, they are ${where}\n${reasons.join('')}`;
  return `${s.rows} rows\n${events.join('')}${left}`;
}
