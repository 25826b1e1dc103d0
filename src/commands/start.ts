import { Command } from 'commander';
import { PulseError } from '../domain/errors.js';
import type { HotlineEvent } from '../domain/events.js';
import type { Instant } from '../domain/instant.js';
import { parsePeriod } from '../domain/period.js';
import { readAlert } from '../engine/alert-record.js';
import { readProgress } from '../engine/partition-state.js';
import type { Processor } from '../engine/processor.js';
import { readSnapshot } from '../engine/published.js';
import { dueTimeOf, liveTraffic } from '../feeders/simulator/live.js';
import { countEvents } from '../feeders/simulator/simulate.js';
import type { Tail } from '../ports/event-log.js';
import { figuresText } from '../reporters/console/figures-text.js';
import { LiveDisplay } from '../reporters/console/live-display.js';
import { composeMessage } from '../reporters/notify/compose.js';
import { sinksOf } from '../settings/alerts.js';
import type { Context, Pipeline, Run } from './context.js';
import { EventPublisher } from './event-publisher.js';
import { type RunningServer, startServer } from './http-server.js';
import { newMetrics } from './metrics.js';
import { newNotifier } from './notify.js';
import { progress } from './output.js';
import { simulated } from './simulate.js';
import { stopSignal } from './stop-signal.js';

/** The sample: May, for the changes, and June 2021, whose printed report the figures can be laid beside. */
const sample = { profile: 'ankang-2021-05-06', seed: 1, period: 'month:2021-06' } as const;

interface StartOptions {
  readonly sample?: true;
  readonly demo: boolean;
  readonly demoSpeed: string;
}

export function startCommand(run: Run): Command {
  return new Command('start')
    .description('everything in one process: processor, notifier, API and dashboard, and the figures on the screen')
    .option(
      '--sample',
      'for a first look: load a simulated May and June 2021, then go on with demo traffic until Ctrl-C',
    )
    .option('--demo-speed <n>', 'demo traffic: N times as many contacts as a real month has', '60')
    .option('--no-demo', 'with --sample: show the sample month and stop')
    .action((options: StartOptions) =>
      run(async (context) => {
        await start(context, options);
        return 0;
      }),
    );
}

async function start(context: Context, options: StartOptions): Promise<void> {
  const stop = stopSignal(context.logger);
  const pipeline = await context.openPipeline(true);
  const metrics = newMetrics(context, pipeline);
  const processor = context.newProcessor(pipeline, metrics.engine);
  const { alerts } = context.configuration;
  const hasSinks = Object.keys(alerts.sinks).length + Object.keys(alerts.withheld).length > 0;
  // Demo traffic must not reach anybody.
  const sinks = hasSinks && !options.sample ? sinksOf(alerts) : [];
  const notifier = newNotifier(context, pipeline.log, sinks, metrics.sinks);
  await processor.start();
  let server: RunningServer | null = null;
  try {
    await notifier.start();
    server = await startServer(context, { pipeline, processor, metrics, sample: options.sample });
    process.stdout.write(addressText(server));
    await Promise.race([session(context, pipeline, processor, options, stop), processor.failed, notifier.failed]);
  } finally {
    await server?.stop();
    await notifier.stop();
    await processor.stop();
  }
}

/** The token stands on the screen only: it ends with this process. */
const addressText = ({ url, token }: RunningServer): string =>
  token === null
    ? `${url}\n`
    : `\n  看板 · dashboard  ${url}\n  本次运行的令牌 · token of this run (operate)  ${token}\n\n`;

async function session(
  context: Context,
  pipeline: Pipeline,
  processor: Processor,
  options: StartOptions,
  stop: AbortSignal,
): Promise<void> {
  if (options.sample) await loadSample(context, pipeline, stop);
  await processor.caughtUp(stop);
  if (stop.aborted) return;
  const { store, context: views, reader } = pipeline;
  const asOf = await store.now();
  const period = options.sample
    ? parsePeriod(sample.period, 0)
    : parsePeriod(`month:${monthId(asOf, views.zone.id)}`, 0);
  const colour = process.stdout.isTTY;
  process.stdout.write(
    figuresText(await reader.snapshot(period, asOf, true), context.configuration.catalogue, { colour }),
  );
  if (options.sample && !options.demo) return;
  process.stdout.write(
    options.sample
      ? `\n以下为模拟的演示数据,不是真实来电 · What follows is simulated DEMO traffic, no real calls. Ctrl-C stops; the state stays in ${context.settings.dataDir}\n`
      : '\n实时监测 · live. Ctrl-C stops\n',
  );
  const display = new LiveDisplay(process.stdout);
  const tail = await showLive(context, pipeline, display, asOf);
  try {
    if (options.sample) await demo(context, pipeline, speedOf(options.demoSpeed), stop);
    else if (!stop.aborted)
      await new Promise<void>((resolve) => stop.addEventListener('abort', () => resolve(), { once: true }));
  } finally {
    await tail.close();
    display.end();
  }
}

/** The live line, and above it every alert that fires from now on. */
async function showLive(
  context: Context,
  { log, topics }: Pipeline,
  display: LiveDisplay,
  from: Instant,
): Promise<Tail> {
  const { alerts, catalogue, views } = context.configuration;
  const words = { language: alerts.language, names: catalogue, timeZone: views.zone.id };
  return log.tail([topics.snapshots, topics.alerts], ({ topic, records }) => {
    for (const { key, value } of records) {
      if (value === null) continue;
      if (topic === topics.alerts) {
        const alert = readAlert(value);
        if (alert !== null && Date.parse(alert.firedAt) >= from && alert.kind !== 'ticket-settled')
          display.note(composeMessage(alert, words).title);
      } else if (Buffer.from(key ?? []).toString('utf8') === 'live') {
        const live = readSnapshot(value);
        if (live !== null && Date.parse(live.asOf.instant) >= from) display.show(live);
      }
    }
  });
}

/** Publishes the sample unless the log has it. It is the same every time, so a half-loaded one is simply loaded again. */
async function loadSample(
  context: Context,
  { log, store, topics, partitions }: Pipeline,
  stop: AbortSignal,
): Promise<void> {
  const bounds = (await Promise.all(topics.inputs.map((topic) => log.bounds(topic)))).flat();
  const records = bounds.reduce((n, b) => n + Number(b.end - b.start), 0);
  const states = await Promise.all(Array.from({ length: partitions }, (_, p) => store.load(p, [])));
  const count = (tally: 'events' | 'demo'): number =>
    states.reduce((n, s) => n + (readProgress(s).tallies.get(tally) ?? 0), 0);
  // Who tries the dashboard takes note of an alert: that makes no real log.
  const acks = topics.inputOf['hotline.alert-acked.v1'];
  const notes = states.reduce((n, s) => n + Number(readProgress(s).offsets.get(acks) ?? 0n), 0);
  if (count('events') - notes > count('demo')) {
    throw new PulseError(
      'PULSE_USAGE',
      'this log holds real events: --sample would mix simulated ones with them. Start without it, or set PULSE_DATA_DIR or PULSE_NAMESPACE',
    );
  }
  const { profile, events } = simulated(context, sample.profile, { seed: sample.seed });
  const total = countEvents(profile);
  if (records >= total) return;
  process.stdout.write(`loading the sample: ${total} simulated events of May and June 2021\n`);
  const bar = progress('sample', total);
  const publisher = new EventPublisher(log, topics, (n) => bar.add(n));
  for (const event of events) {
    if (stop.aborted) break;
    await publisher.publish(event.type as HotlineEvent['type'], String(event.data.contactId), JSON.stringify(event));
  }
  await publisher.flush();
  bar.stop();
}

/** Simulated calls, tickets and closings of now, each at its time, until stopped. */
async function demo(context: Context, { log, topics }: Pipeline, speed: number, stop: AbortSignal): Promise<void> {
  const { profile } = simulated(context, sample.profile, { seed: sample.seed });
  // A demo at night must move too: the same traffic at every hour.
  const steady = {
    ...profile,
    shape: { ...profile.shape, hours: profile.shape.hours.map(() => 1), weekdays: profile.shape.weekdays.map(() => 1) },
  };
  // From a quarter of an hour ago: a call is reported when it ends, and the windows should not begin empty.
  const from = context.clock.now() - 15 * 60_000;
  const publisher = new EventPublisher(log, topics);
  for (const event of liveTraffic(steady, { seed: sample.seed, from, zone: context.configuration.views.zone, speed })) {
    const wait = dueTimeOf(event) - context.clock.now();
    if (wait > 0) {
      await publisher.flush();
      await context.clock.sleep(wait, stop);
    }
    if (stop.aborted) return;
    await publisher.publish(event.type as HotlineEvent['type'], String(event.data.contactId), JSON.stringify(event));
  }
}

function monthId(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit' }).format(at);
}

function speedOf(text: string): number {
  const n = Number(text);
  if (n > 0 && Number.isFinite(n)) return n;
  throw new PulseError('PULSE_USAGE', `--demo-speed ${text}: write a positive number`);
}
