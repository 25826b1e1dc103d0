import { type Instant, parseInstant } from '../../domain/instant.js';
import { formatDay, type Zone } from '../../domain/zone.js';

const day = 86_400_000;
const two = (n: number): string => String(n).padStart(2, '0');

/** `2021-06-12 08:30` on the wall of the zone. */
export function wallTime(at: Instant, zone: Zone): string {
  const local = at + zone.offsetAt(at);
  const date = Math.floor(local / day);
  const minutes = Math.floor((local - date * day) / 60_000);
  return `${formatDay(date)} ${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** As `wallTime`, but an end at midnight is 24:00 of the day that ends, as deadlines are spoken of (kpi.md section 5). */
export function wallEnd(at: Instant, zone: Zone): string {
  const today = zone.dayOf(at);
  return zone.startOf(today) === at ? `${formatDay(today - 1)} 24:00` : wallTime(at, zone);
}

/** An instant of an alert; null where there is none or it is no RFC 3339 text. */
export const instantOf = (text: string | null | undefined): Instant | null =>
  text == null ? null : parseInstant(text);
