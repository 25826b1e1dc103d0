import type { EventLog } from '../../ports/event-log.js';
import { AlertBoard } from '../../reporters/alerts/board.js';
import type { BoardTextOptions } from '../../reporters/alerts/board-text.js';
import type { Context } from '../context.js';

/** Everything that the topics of alerts, acknowledgements and deliveries hold now. */
export async function readBoard(context: Context): Promise<{ readonly board: AlertBoard; readonly log: EventLog }> {
  const log = await context.openLog();
  const { alerts, deliveries, inputOf } = context.topics;
  const topics = { alerts, deliveries, acks: inputOf['hotline.alert-acked.v1'] };
  const board = new AlertBoard(topics);
  const ranges = await Promise.all(
    Object.values(topics).map(async (topic) =>
      (await log.bounds(topic)).map(({ start, end }, partition) => ({ topic, partition, from: start, to: end })),
    ),
  );
  for await (const { topic, records } of log.read(ranges.flat())) {
    for (const record of records) board.take(topic, record);
  }
  if (board.unreadable > 0) {
    context.logger.warn({ records: board.unreadable }, 'records that are not readable were passed over');
  }
  return { board, log };
}

/** In which words and as of when alerts are shown: as the messages are (alerts.yaml). */
export function textOptions(context: Context): BoardTextOptions {
  const { alerts, catalogue, settings } = context.configuration;
  return {
    language: alerts.language,
    names: catalogue,
    timeZone: settings.timeZone,
    dashboardUrl: alerts.dashboardUrl,
    now: context.clock.now(),
  };
}
