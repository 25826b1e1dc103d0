import { PulseError } from '../../domain/errors.js';
import { formatInstant } from '../../domain/instant.js';
import type { AlertBoard } from '../../reporters/alerts/board.js';
import { speakerOf, timeText, unitCell } from '../../reporters/alerts/board-text.js';
import { boardWords } from '../../reporters/alerts/board-words.js';
import { cleanWord } from '../../reporters/notify/clean-text.js';
import { longest } from '../../reporters/notify/compose.js';
import { type Delivery, deliveryRecord } from '../../reporters/notify/deliveries.js';
import type { Context } from '../context.js';
import { print, table } from '../output.js';
import { findAlert } from './find-alert.js';
import { readBoard, textOptions } from './read-board.js';

/** What a sink will never deliver, and why. */
export async function parked(context: Context, o: { readonly json?: true }): Promise<number> {
  const { board } = await readBoard(context);
  const found = board.parked();
  print(o, { parked: found.map((d) => ({ ...d, alert: board.alert(d.alertId) ?? null })) }, () => {
    const options = textOptions(context);
    const words = boardWords(options.language);
    if (found.length === 0) return words.noneParked;
    const s = speakerOf(options);
    const cells = found.map((d) => {
      const alert = board.alert(d.alertId);
      const kind = alert === undefined ? '–' : s.texts.kinds[alert.kind];
      const unit = alert === undefined ? '–' : unitCell(alert, s);
      const reason = cleanWord(d.reason ?? '–', longest.detail);
      return [
        d.sink,
        d.alertId,
        kind,
        unit,
        alert?.ticket?.ticketId ?? '–',
        timeText(d.at, s.zone),
        d.attempts,
        reason,
      ];
    });
    return table(words.parkedHead, cells, [6]);
  });
  return 0;
}

export interface RetryOptions {
  readonly all?: true;
  readonly sink?: string;
}

/** Asks the sinks to send parked alerts once more. */
export async function retry(context: Context, ids: readonly string[], o: RetryOptions): Promise<number> {
  if (ids.length > 0 === (o.all === true)) {
    throw new PulseError('PULSE_USAGE', 'write the ids of parked alerts, or --all');
  }
  const { board, log } = await readBoard(context);
  const ofSink = board.parked().filter(({ sink }) => o.sink === undefined || sink === o.sink);
  const chosen = o.all ? ofSink : chosenOf(ids, ofSink, board);
  const at = formatInstant(context.clock.now());
  const again = chosen.map((d): Delivery => ({ ...d, state: 'retry', at }));
  if (again.length > 0) await log.publish(again.map((d) => deliveryRecord(context.topics.deliveries, d)));
  const lines = again.map(({ sink, alertId }) => `${sink}: ${alertId} is to be sent again\n`);
  process.stdout.write(lines.length === 0 ? 'nothing is parked\n' : lines.join(''));
  return 0;
}

function chosenOf(ids: readonly string[], ofSink: readonly Delivery[], board: AlertBoard): Delivery[] {
  const chosen = new Set<Delivery>();
  for (const id of ids) {
    // The alert of an old delivery may be gone from the log, so whole ids are looked for here first.
    const alertId = ofSink.some((d) => d.alertId === id) ? id : findAlert(board, id).alert.id;
    const found = ofSink.filter((d) => d.alertId === alertId);
    if (found.length === 0) {
      throw new PulseError('PULSE_USAGE', `${alertId} is not parked; "pulse alerts parked" shows what is`);
    }
    for (const delivery of found) chosen.add(delivery);
  }
  return [...chosen];
}
