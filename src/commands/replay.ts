import { Command } from 'commander';
import { PulseError } from '../domain/errors.js';
import type { Instant } from '../domain/instant.js';
import type { Clock } from '../ports/clock.js';
import type { Context, Run } from './context.js';
import { EventPublisher } from './event-publisher.js';
import { LineReport } from './line-report.js';
import { readEvents, totalBytes } from './ndjson.js';
import { print, progress } from './output.js';

interface Options {
  readonly speed: string;
  readonly json?: true;
}

export function replayCommand(run: Run): Command {
  return new Command('replay')
    .description('publish NDJSON events to the log')
    .argument('<file...>', '"-" reads standard input, .gz is unpacked')
    .option('--speed <n>', 'N times as fast as the events happened, or "max"', 'max')
    .option('--json', 'machine-readable summary')
    .addHelpText(
      'after',
      '\nA line that is no valid event is reported with its number and left out; the exit code is then 1.',
    )
    .action((files: string[], options: Options) => run((context) => replayFiles(context, files, options)));
}

async function replayFiles(context: Context, files: readonly string[], options: Options): Promise<number> {
  const pace = new Pace(paceOf(options.speed), context.clock);
  const total = await totalBytes(files);
  const publisher = new EventPublisher(await context.openLog(), context.topics);
  const bar = progress('replay', total);
  const report = new LineReport();
  const began = performance.now();
  try {
    for (const file of files) {
      for await (const line of readEvents(file)) {
        bar.add(total === null ? 1 : Buffer.byteLength(line.text) + 1);
        if (line.problem !== undefined) {
          report.add(file, line.number, line.problem);
          continue;
        }
        await pace.until(line.event.time, () => publisher.flush());
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
}

/** Waits as the events did, `speed` times as fast; null: not at all. */
class Pace {
  readonly #speed: number | null;
  readonly #clock: Clock;
  #first: { readonly event: Instant; readonly wall: Instant } | null = null;

  constructor(speed: number | null, clock: Clock) {
    this.#speed = speed;
    this.#clock = clock;
  }

  /** @param flush before a wait: what has happened so far goes out. */
  async until(event: Instant, flush: () => Promise<void>): Promise<void> {
    if (this.#speed === null) return;
    const now = this.#clock.now();
    this.#first ??= { event, wall: now };
    const wait = this.#first.wall + (event - this.#first.event) / this.#speed - now;
    if (wait <= 20) return;
    await flush();
    await this.#clock.sleep(wait);
  }
}

/** null: as fast as the log takes them. */
function paceOf(text: string): number | null {
  if (text === 'max') return null;
  const n = Number(text);
  if (n > 0 && Number.isFinite(n)) return n;
  throw new PulseError('PULSE_USAGE', `--speed ${text}: write a positive number or "max"`);
}
