import { Command } from 'commander';
import { type AlertPolicy, decide } from '../domain/alert-policy.js';
import type { EventLog } from '../ports/event-log.js';
import type { Health } from '../reporters/http/sources.js';
import type { HotlineMetrics } from '../reporters/metrics/hotline-metrics.js';
import type { SinkMeter } from '../reporters/metrics/sink-meter.js';
import { composeMessage } from '../reporters/notify/compose.js';
import { composeDigest } from '../reporters/notify/digest.js';
import { Notifier } from '../reporters/notify/notifier.js';
import type { Sink } from '../reporters/notify/sink.js';
import { routeOf, type SinkSettings, sinksOf } from '../settings/alerts.js';
import type { Context, Run } from './context.js';
import { reachable } from './http/health.js';
import { startProbes } from './http-server.js';
import { newMetrics } from './metrics.js';
import { senderOf } from './senders.js';
import { stopSignal } from './stop-signal.js';

/** Beyond the time-out of a try: to put its outcome on record. */
const handOverMarginMs = 10_000;

export function notifyCommand(run: Run): Command {
  return new Command('notify')
    .description(
      'send the alerts to the sinks of alerts.yaml until Ctrl-C; run as many as wanted, they share the sinks',
    )
    .option('--sink <names...>', 'only these sinks')
    .action((options: { sink?: string[] }) => run((context) => notify(context, options.sink)));
}

async function notify(context: Context, names: readonly string[] | undefined): Promise<number> {
  const stop = stopSignal(context.logger);
  const { logger } = context;
  const sinks = sinksOf(context.configuration.alerts, names);
  const log = await context.openLog();
  const metrics = await metricsOf(context, log);
  const notifier = newNotifier(context, log, sinks, metrics.sinks);
  const stopped = new Promise<void>((resolve) => stop.addEventListener('abort', () => resolve(), { once: true }));
  let probes: Awaited<ReturnType<typeof startProbes>> = null;
  try {
    await notifier.start();
    probes = await startProbes(context, context.settings.http.notifyPort, { metrics, health: logHealth(context, log) });
    logger.info({ sinks: sinks.map(([name]) => name) }, 'waiting for alerts');
    if (!stop.aborted) await Promise.race([stopped, notifier.failed]);
  } finally {
    await probes?.stop();
    await notifier.stop();
    logger.info({}, 'stopped');
  }
  return 0;
}

async function metricsOf(context: Context, log: EventLog): Promise<HotlineMetrics> {
  const { topics } = context;
  return newMetrics(context, { topics, partitions: (await log.bounds(topics.inputs[0]!)).length });
}

/** A notifier needs the log and nothing else. */
const logHealth = ({ topics }: Context, log: EventLog): Health => ({
  live: () => true,
  ready: async () => {
    const found = await reachable(() => log.bounds(topics.alerts));
    return { ready: found.ok, checks: { log: found } };
  },
});

/** The sinks' senders are closed with the context. */
export function newNotifier(
  context: Context,
  log: EventLog,
  chosen: readonly [string, SinkSettings][],
  meter?: SinkMeter,
): Notifier {
  const { clock, logger, topics, settings, configuration } = context;
  const sinks = chosen.map(([name, sink]) => sinkOf(context, name, sink));
  if (sinks.length > 0) for (const warning of configuration.alerts.warnings) logger.warn({}, warning);
  context.onClose(async () => void (await Promise.all(sinks.map((sink) => sink.sender.close()))));
  const shared = { log, clock, logger, topics, sinks, namespace: settings.namespace };
  meter?.expect(chosen.map(([name]) => name));
  const onOutcome = meter === undefined ? {} : { onOutcome: meter.outcome.bind(meter) };
  return new Notifier({ ...shared, zone: configuration.views.zone, random: Math.random, ...onOutcome });
}

/** What a runner needs to know of one sink of alerts.yaml. */
function sinkOf(context: Context, name: string, settings: SinkSettings): Sink {
  const { alerts, catalogue, views } = context.configuration;
  const { clock, logger } = context;
  const { timers, language, dashboardUrl, parkAfterMs } = alerts;
  const policy = policyFor(settings, alerts.policy);
  const route = routeOf(settings);
  const words = () => ({ language, names: catalogue, timeZone: views.zone.id, dashboardUrl, now: clock.now() });
  const local = { calendar: views.calendar, zone: views.zone };
  return {
    name,
    sender: senderOf(settings, { language, logger }),
    decide: (alert) => decide(policy, route, alert, clock.now(), local),
    compose: {
      one: (alert) => composeMessage(alert, words()),
      digest: (list, unit, now) => composeDigest(list, { ...words(), now, unit: unit.code }),
    },
    digest: settings.digest ? { above: policy.digest.above, gatherMs: policy.digest.gatherSeconds * 1000 } : null,
    supersede: settings.supersede,
    maxAgeMs: timers.maxAgeMs,
    parkAfterMs,
    handOverMs: settings.timeoutMs + handOverMarginMs,
  };
}

const policyFor = (sink: SinkSettings, policy: AlertPolicy): AlertPolicy =>
  sink.quietHours ? policy : { ...policy, quietHours: null };
