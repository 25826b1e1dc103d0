import type { Alert } from '../../domain/alert.js';
import type { Instant } from '../../domain/instant.js';
import { type Zone, zoneOf } from '../../domain/zone.js';
import { cleanWord } from '../notify/clean-text.js';
import { type ComposeOptions, composeMessage, longest, type Speaker, unitText } from '../notify/compose.js';
import type { Delivery } from '../notify/deliveries.js';
import { instantOf, wallTime } from '../notify/local-time.js';
import { standingOf, standingText } from '../notify/standing.js';
import { textsOf } from '../notify/texts.js';
import type { Acknowledgement, Row } from './board.js';
import { boardWords } from './board-words.js';

export interface BoardTextOptions extends ComposeOptions {
  readonly now: Instant;
}

/** The cells of the alert table, head first. */
export function boardTable(rows: readonly Row[], o: BoardTextOptions): { head: string[]; cells: string[][] } {
  const words = boardWords(o.language);
  return { head: [...words.head], cells: rows.map((row) => cellsOf(row, speakerOf(o), o.now)) };
}

export const speakerOf = (o: ComposeOptions): Speaker => ({
  texts: textsOf(o.language),
  zone: zoneOf(o.timeZone),
  names: o.names,
  language: o.language,
});

function cellsOf(row: Row, s: Speaker, now: Instant): string[] {
  const { alert } = row;
  const at = instantOf(alert.at);
  return [
    alert.id,
    at === null ? '–' : wallTime(at, s.zone),
    s.texts.kinds[alert.kind],
    unitCell(alert, s),
    subjectCell(alert),
    howLong(alert, s, now),
    [...new Set(row.deliveries.filter(({ state }) => state === 'delivered').map(({ sink }) => sink))].join(' ') || '–',
    row.standing === null ? '–' : ackText(row.standing, s, now),
  ];
}

/** The ticket, or the revision of a month. */
function subjectCell({ ticket, revision }: Alert): string {
  if (revision !== undefined) return `${revision.month}@r${revision.revision}`;
  return ticket === undefined ? '–' : cleanWord(ticket.ticketId, longest.word);
}

export function unitCell({ ticket, condition }: Alert, s: Speaker): string {
  if (ticket !== undefined) return unitText(ticket, s);
  const code = condition?.labels['unit'];
  return code === undefined ? '–' : cleanWord(s.names.unitName(code), longest.word);
}

/** Of a ticket: how it stands. Of a condition: how long it has lasted, or lasted. */
function howLong(alert: Alert, s: Speaker, now: Instant): string {
  if (alert.ticket !== undefined) return standingText(standingOf(alert, alert.ticket, now), s.texts);
  const [since, at] = [instantOf(alert.condition?.since), instantOf(alert.at)];
  const end = alert.state === 'resolved' ? (at ?? now) : now;
  return since === null ? '–' : s.texts.duration(end - since);
}

export function ackText(ack: Acknowledgement, s: Speaker, now: Instant): string {
  const words = boardWords(s.language);
  const by = cleanWord(ack.by, longest.word);
  if (ack.action === 'ack') return words.acked(by);
  return words.snoozed(by, wallTime(ack.until ?? ack.at, s.zone), (ack.until ?? ack.at) <= now);
}

/** One subject in full: the message, its history, who was told and who took note. */
export function subjectText(row: Row, alert: Alert, o: BoardTextOptions): string {
  const s = speakerOf(o);
  const words = boardWords(o.language);
  const message = composeMessage(alert, o);
  const time = (text: string): string => timeText(text, s.zone);
  const section = (title: string, lines: readonly string[]): string[] => [
    '',
    title,
    ...(lines.length === 0 ? [`  ${words.nobody}`] : lines.map((line) => `  ${line}`)),
  ];
  return [
    message.title,
    message.text,
    '',
    `${words.id}: ${alert.id}`,
    `${words.state}: ${words.states[row.alert.state]}${row.alert.id === alert.id ? '' : ` (${row.alert.id})`}`,
    ...section(
      words.history,
      row.history.map(
        (past) => `${time(past.at)}  ${s.texts.kinds[past.kind]}  ${words.states[past.state]}  ${past.id}`,
      ),
    ),
    ...section(
      words.told,
      row.deliveries.map((d) => `${time(d.at)}  ${deliveryText(d, o)}`),
    ),
    ...section(
      words.taken,
      row.acks.map(
        (ack) =>
          `${wallTime(ack.at, s.zone)}  ${ackText(ack, s, o.now)}${ack.note === undefined ? '' : `  ${cleanWord(ack.note, longest.detail)}`}`,
      ),
    ),
    '',
  ].join('\n');
}

function deliveryText(d: Delivery, o: ComposeOptions): string {
  const words = boardWords(o.language);
  const to = d.to.length === 0 ? '' : ` → ${d.to.join(' ')}`;
  return `${d.sink}${to}  ${words.deliveries[d.state]}${d.reason === undefined ? '' : `: ${cleanWord(d.reason, longest.detail)}`}  ${d.alertId}`;
}

export const timeText = (text: string, zone: Zone): string => {
  const at = instantOf(text);
  return at === null ? '–' : wallTime(at, zone);
};
