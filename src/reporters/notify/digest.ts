import { type Alert, type AlertTicket, severities } from '../../domain/alert.js';
import type { Instant } from '../../domain/instant.js';
import { byBytes } from '../../domain/texts.js';
import { digestOf, zoneOf } from '../../domain/zone.js';
import { cleanWord } from './clean-text.js';
import {
  type ComposeOptions, composeMessage, dueText, linkTo, longest, natureText, rendered, type Speaker,
} from './compose.js'; // biome-ignore format: one line of names
import { instantOf } from './local-time.js';
import type { Message } from './message.js';
import { standingOf, standingText } from './standing.js';
import { textsOf } from './texts.js';

export interface DigestOptions extends ComposeOptions {
  readonly now: Instant;
  /** Code of the unit whose tickets these are; absent: of several. */
  readonly unit?: string | undefined;
}

/**
 * Several alerts as one message with a table: one row an alert, by due time (unknown last). The title says how many tickets and
 * which has been overdue longest. The rows are in `table` only: a sender shows them in the way that its channel has.
 *
 * @param alerts at least one.
 */
export function composeDigest(alerts: readonly Alert[], o: DigestOptions): Message {
  const texts = textsOf(o.language);
  const speaker: Speaker = { texts, zone: zoneOf(o.timeZone), names: o.names, language: o.language };
  const sorted = [...alerts].sort(byDue);
  const link = linkTo(o.dashboardUrl);
  const shown = link === undefined ? undefined : { label: texts.openDashboard, url: link };
  return {
    id: `digest-${digestOf(JSON.stringify([o.unit ?? null, ...alerts.map(({ id }) => id)]))}`,
    severity: severities[Math.max(0, ...alerts.map((a) => severities.indexOf(a.severity)))]!,
    title: title(sorted, speaker, o),
    ...rendered([kindCounts(alerts, speaker)], texts.digestAction, shown, texts),
    table: { head: texts.digestHead, rows: sorted.map((alert) => row(alert, speaker, o)) },
    ...(link !== undefined && { link }),
    alerts: sorted,
  };
}

function title(sorted: readonly Alert[], s: Speaker, { unit, now }: DigestOptions): string {
  // What was said last of a ticket says how it stands.
  const last = new Map<string, { alert: Alert; ticket: AlertTicket }>();
  for (const alert of [...sorted].sort((a, b) => Date.parse(a.firedAt) - Date.parse(b.firedAt))) {
    if (alert.ticket !== undefined) last.set(alert.subject, { alert, ticket: alert.ticket });
  }
  let worst: { ms: number; ticketId: string } | null = null;
  let overdue = 0;
  for (const { alert, ticket } of last.values()) {
    const standing = standingOf(alert, ticket, now);
    if (standing.is !== 'overdue') continue;
    overdue++;
    if (worst === null || standing.ms > worst.ms) worst = { ms: standing.ms, ticketId: ticket.ticketId };
  }
  const name = unit === undefined ? null : unit === 'unassigned' ? s.texts.unassigned : s.names.unitName(unit);
  return s.texts.digestTitle(
    name === null ? null : cleanWord(name, longest.word),
    { tickets: last.size, overdue },
    worst === null ? null : { duration: s.texts.duration(worst.ms), ticketId: cleanWord(worst.ticketId, longest.word) },
  );
}

function kindCounts(alerts: readonly Alert[], { texts }: Speaker): string {
  const counts = new Map<Alert['kind'], number>();
  for (const { kind } of alerts) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([kind, n]) => texts.kindCount(texts.kinds[kind], n))
    .join(texts.comma);
}

/** Confidential tickets show what a row shows of any ticket: that says nothing of the matter. */
function row(alert: Alert, s: Speaker, o: DigestOptions): readonly string[] {
  const { ticket } = alert;
  // A condition has no due time; its own words stand where a ticket says how late it is.
  if (ticket === undefined) return [s.texts.kinds[alert.kind], '–', '–', composeMessage(alert, o).title];
  return [
    cleanWord(ticket.ticketId, longest.word),
    natureText(ticket, s),
    dueText(ticket, s) ?? s.texts.unknown,
    standingText(standingOf(alert, ticket, o.now), s.texts),
  ];
}

function byDue(a: Alert, b: Alert): number {
  const due = (alert: Alert): Instant => instantOf(alert.ticket?.dueAt) ?? Number.MAX_SAFE_INTEGER;
  const name = (alert: Alert): string => alert.ticket?.ticketId ?? '';
  return due(a) - due(b) || byBytes(name(a), name(b)) || byBytes(a.id, b.id);
}
