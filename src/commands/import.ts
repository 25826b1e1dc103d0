import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { Command } from 'commander';
import type { EventType } from '../domain/events.js';
import { type ImportSink, importFile } from '../feeders/importer/import-file.js';
import { loadMapping } from '../feeders/importer/mapping.js';
import { readYaml } from '../settings/configuration.js';
import { findConfigFile } from './config-file.js';
import type { Context, Run } from './context.js';
import { EventPublisher } from './event-publisher.js';
import { print, progress } from './output.js';

export function importCommand(run: Run): Command {
  return new Command('import')
    .description('turn a CSV or XLSX export of another system into events by a mapping; publish them, or write NDJSON')
    .argument('<file>')
    .requiredOption('--mapping <file>', 'a mapping file, or the name of one in config/mappings, such as la311')
    .option('--out <file>', 'write NDJSON there instead of publishing ("-": standard output)')
    .option(
      '--rejects <file>',
      'rows that could not be mapped, as NDJSON with line number and reason',
      'rejects.ndjson',
    )
    .option('--json', 'machine-readable summary')
    .addHelpText('after', '\nThe same file imported twice changes nothing: events carry the same ids and versions.')
    .action((file: string, options: { mapping: string; out?: string; rejects: string; json?: true }) =>
      run(async (context) => {
        const path = findConfigFile(context, 'mappings', options.mapping);
        const mapping = loadMapping(readYaml(path.dir, path.name));
        const rejects = new Lines(options.rejects);
        const out = options.out === undefined ? await publishing(context) : writing(options.out);
        const bar = progress('import', null);
        const sink: ImportSink = {
          events: async (list) => {
            for (const event of list) await out.take(event as never);
          },
          reject: (row) => rejects.write(row),
        };
        let seen = 0;
        const summary = await importFile(file, mapping, sink, {
          onProgress: (p) => {
            bar.add(p.rows - seen);
            seen = p.rows;
          },
        });
        await out.end();
        await rejects.end();
        bar.stop();
        const result = { ...summary, ...(summary.rejected > 0 && { rejects: options.rejects }) };
        const to = options.out === '-' ? process.stderr : process.stdout;
        if (options.out === '-') to.write(`${JSON.stringify(result)}\n`);
        else print(options, result, () => text(summary, options.rejects));
        return 0;
      }),
    );
}

function text(s: Awaited<ReturnType<typeof importFile>>, rejects: string): string {
  const events = Object.entries(s.events).map(([type, n]) => `  ${type}: ${n}\n`);
  const reasons = Object.entries(s.rejectedByReason).map(([reason, n]) => `  ${reason}: ${n}\n`);
  const left = s.rejected === 0 ? '' : `${s.rejected} rows could not be mapped, see ${rejects}\n${reasons.join('')}`;
  return `${s.rows} rows\n${events.join('')}${left}`;
}

interface Target {
  take(event: { type: EventType; data: { contactId: string } }): Promise<void>;
  end(): Promise<void>;
}

async function publishing(context: Context): Promise<Target> {
  const publisher = new EventPublisher(await context.openLog(), context.topics);
  return {
    take: (event) => publisher.publish(event.type, event.data.contactId, JSON.stringify(event)),
    end: () => publisher.flush(),
  };
}

function writing(file: string): Target {
  const lines = new Lines(file);
  return { take: (event) => lines.write(event), end: () => lines.end() };
}

/** NDJSON to a file that is made only when there is something to write; `-` is standard output. */
export class Lines {
  readonly #file: string;
  #stream: NodeJS.WritableStream | null = null;

  constructor(file: string) {
    this.#file = file;
  }

  async write(value: unknown): Promise<void> {
    this.#stream ??= this.#file === '-' ? process.stdout : createWriteStream(this.#file);
    if (!this.#stream.write(`${JSON.stringify(value)}\n`)) await once(this.#stream, 'drain');
  }

  async end(): Promise<void> {
    if (this.#stream === null || this.#stream === process.stdout) return;
    this.#stream.end();
    await once(this.#stream, 'finish');
  }
}
