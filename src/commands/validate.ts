import { Command } from 'commander';
import type { Run } from './context.js';
import { LineReport } from './line-report.js';
import { readEvents, totalBytes } from './ndjson.js';
import { print, progress } from './output.js';

export function validateCommand(run: Run): Command {
  return new Command('validate')
    .description('check a file of NDJSON events against the contract; exit 1 when a line breaks it')
    .argument('<file...>', '"-" reads standard input, .gz is unpacked')
    .option('--json', 'machine-readable')
    .action((files: string[], options: { json?: true }) =>
      run(async () => {
        const total = await totalBytes(files);
        const bar = progress('validate', total);
        const report = new LineReport();
        const events: Record<string, number> = {};
        for (const file of files) {
          for await (const line of readEvents(file)) {
            bar.add(total === null ? 1 : Buffer.byteLength(line.text) + 1);
            if (line.problem !== undefined) report.add(file, line.number, line.problem);
            else events[line.event.type] = (events[line.event.type] ?? 0) + 1;
          }
        }
        bar.stop();
        print(options, { valid: report.count === 0, events, refused: report.count, problems: report.problems }, () => {
          const counts = Object.entries(events).map(([type, n]) => `${type}: ${n}\n`);
          const valid = Object.values(events).reduce((a, b) => a + b, 0);
          const verdict = report.count === 0 ? 'all of them valid' : `and ${report.count} lines that are not valid`;
          return `${report.text()}${counts.join('')}${valid} events, ${verdict}\n`;
        });
        return report.count === 0 ? 0 : 1;
      }),
    );
}
