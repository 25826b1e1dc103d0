import type { Words } from './zh.js';

/** Numbers and instants as the reader sees them. */

/** U+2212: as wide as a digit, and read as "minus". */
const minus = '−';

/** 22361 → "22,361". */
export function integer(n: number): string {
  const digits = String(Math.abs(n)).replace(/\B(?=(\d{3})+$)/g, ',');
  return n < 0 ? minus + digits : digits;
}

/** Decimal text of the API, which is never rounded again: "-3.71" → "−3.71". */
export const decimalText = (value: string): string => value.replace(/^-/, minus);

/** The same with a sign always; 0 has none. */
export function signed(value: string): string {
  if (/^-?0(\.0+)?$/.test(value)) return value.replace('-', '');
  return value.startsWith('-') ? decimalText(value) : `+${value}`;
}

/** The two largest parts of a duration in ms: "3天4小时", "12 min 5 s". Below zero counts as zero. */
export function duration(ms: number, units: Words['units']): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const parts = [
    [Math.floor(seconds / 86_400), units.d],
    [Math.floor(seconds / 3600) % 24, units.h],
    [Math.floor(seconds / 60) % 60, units.m],
    [seconds % 60, units.s],
  ] as const;
  const first = parts.findIndex(([n]) => n > 0);
  if (first < 0) return `0${units.s}`;
  return parts
    .slice(first, first + 2)
    .filter(([n], i) => i === 0 || n > 0)
    .map(([n, unit]) => `${n}${unit}`)
    .join(units.join);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function partsOf(at: number, zone: string): Record<string, string> {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    });
    formats.set(zone, format);
  }
  return Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
}

/** `2021-06-12` in the hotline's zone. */
export function localDay(at: number, zone: string): string {
  const p = partsOf(at, zone);
  return `${p['year']}-${p['month']}-${p['day']}`;
}

/** `15:20:07`. */
export function clock(at: number, zone: string): string {
  const p = partsOf(at, zone);
  return `${p['hour']}:${p['minute']}:${p['second']}`;
}

/** `06-12 15:20`; with the year when it is not that of `now`. */
export function dateTime(at: number, zone: string, now: number): string {
  const p = partsOf(at, zone);
  const year = p['year'] === partsOf(now, zone)['year'] ? '' : `${p['year']}-`;
  return `${year}${p['month']}-${p['day']} ${p['hour']}:${p['minute']}`;
}

/** A local day so many days away: dates have no zone, so this is arithmetic in UTC. */
export const addDays = (day: string, n: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10);
