import { zoneOf } from '../../domain/zone.js';
import { readAlert } from '../../engine/alert-record.js';
import type { LogRecord } from '../../ports/event-log.js';
import { timeText } from '../../reporters/alerts/board-text.js';
import { composeMessage } from '../../reporters/notify/compose.js';
import type { Context } from '../context.js';
import { print } from '../output.js';
import { stopSignal } from '../stop-signal.js';
import { textOptions } from './read-board.js';

/** A repeat comes soon after the first, if at all: so many ids are remembered. */
const remembered = 10_000;

/** Prints alerts as they are published, from now on, until stopped or nobody reads on. */
export async function tail(context: Context, o: { readonly json?: true }): Promise<number> {
  const log = await context.openLog();
  const topic = context.topics.alerts;
  const ends = (await log.bounds(topic)).map(({ end }) => end);
  const stop = stopSignal(context.logger);
  const seen = new Set<string>();
  const show = (record: LogRecord): void => {
    const alert = record.value === null ? null : readAlert(record.value);
    if (alert === null || seen.has(alert.id)) return;
    if (seen.size >= remembered) seen.clear();
    seen.add(alert.id);
    const options = textOptions(context);
    const line = o.json
      ? JSON.stringify(alert)
      : `${timeText(alert.at, zoneOf(options.timeZone))}  ${composeMessage(alert, options).title}  ${alert.id}`;
    print({}, null, () => `${line}\n`);
  };
  const following = await log.tail(
    [topic],
    (batch) => {
      for (const record of batch.records) if (record.offset >= (ends[batch.partition] ?? 0n)) show(record);
    },
    (_, partition) => ends[partition] ?? 0n,
  );
  context.logger.info({ topic }, 'following new alerts; Ctrl-C stops');
  try {
    await new Promise<void>((resolve) => {
      stop.addEventListener('abort', () => resolve(), { once: true });
      process.stdout.on('error', () => resolve());
      if (stop.aborted) resolve();
    });
  } finally {
    await following.close();
  }
  return 0;
}
