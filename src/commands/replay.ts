import { Command } from 'commander';
import { PulseError } from '../domain/errors.js';
import type { Run } from './context.js';
import { EventPublisher } from './event-publisher.js';
import { LineReport } from './line-report.js';
import { readEvents, totalBytes } from './ndjson.js';
import { print, progress } from './output.js';

export function replayCommand(run: Run): Command {
  return new Command('replay')
    .description('publish NDJSON events to the log; "-" reads standard input, .gz is unpacked')
    .argument('<file...>')
    .option('--speed <n>', 'N times as fast as the events happened, or "max"', 'max')
    .option('--json', 'machine-readable summary')
    .addHelpText(
      'after',
      '\nA line that is no valid event is reported with its number and left out; the exit code is then 1.',
    )
    .action((files: string[], options: { speed: string; json?: true }) =>
      run(async (context) => {
        const pace = paceOf(options.speed);
        const log = await context.openLog();
        const total = await totalBytes(files);
        const bar = progress('replay', total);
        const report = new LineReport();
        const publisher = new EventPublisher(log, context.topics);
        const began = performance.now();
        let first: { event: number; wall: number } | null = null;
        try {
          for (const file of files) {
            for await (const line of readEvents(file)) {
              bar.add(total === null ? 1 : Buffer.byteLength(line.text) + 1);
              if (line.problem !== undefined) {
                report.add(file, line.number, line.problem);
                continue;
              }
              if (pace !== null) {
                first ??= { event: line.event.time, wall: Date.now() };
                const wait = first.wall + (line.event.time - first.event) / pace - Date.now();
                if (wait > 20) {
                  await publisher.flush();
                  await context.clock.sleep(wait);
                }
              }
              await publisher.publish(line.event.type, line.event.data.contactId, line.text);
            }
          }
          await publisher.flush();
        } finally {
          bar.stop();
        }
        const seconds = (performance.now() - began) / 1000;
        const summary = { published: publisher.published, refused: report.count, seconds: Number(seconds.toFixed(3)) };
        print(
          options,
          { ...summary, problems: report.problems },
          () =>
            `${report.text()}published ${summary.published} events in ${seconds.toFixed(1)} s, left out ${report.count}\n`,
        );
        return report.count === 0 ? 0 : 1;
      }),
    );
}

/** null: as fast as the log takes them. */
function paceOf(text: string): number | null {
  if (text === 'max') return null;
  const n = Number(text);
  if (n > 0 && Number.isFinite(n)) return n;
  throw new PulseError('PULSE_USAGE', `--speed ${text}: write a positive number or "max"`);
}
