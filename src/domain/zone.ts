import { PulseError } from './errors.js';
import type { Instant } from './instant.js';

/** Days from 1970-01-01 to a date of the local calendar. Dates have no zone: 2021-06-12 is the same number everywhere. */
export type LocalDay = number;

/** The hotline's time zone: every month, day, hour and deadline is cut in it (design.md section 5). */
export interface Zone {
  readonly id: string;
  /** Milliseconds east of UTC. Instants before 1800 have the offset of 1800. */
  offsetAt(at: Instant): number;
  /** The date on the wall. */
  dayOf(at: Instant): LocalDay;
  /**
   * 00:00 of the day; its first instant where the zone skips midnight; the earlier one where midnight comes twice.
   * 24:00 of a day is `startOf(day + 1)`.
   */
  startOf(day: LocalDay): Instant;
  /** Label of the hour bucket, such as `2021-06-12T08+0800`: unique even in the hour that a zone repeats. */
  localHour(at: Instant): string;
  /** 0–59, on the wall. */
  minuteOfHour(at: Instant): number;
  /** Digest of the offsets of 2000–2100: part of the generation hash, because new zone data may move a month's edge. */
  readonly fingerprint: string;
}

const second = 1000;
const hour = 3_600_000;
const day = 86_400_000;
/** Offsets are looked up a block at a time; the length is arbitrary, a little over a year. */
const block = 400 * day;
/** No zone was ever further from UTC than 16 h, so local midnight lies within this of UTC's. */
const margin = 30 * hour;
const earliest = Date.UTC(1800, 0, 1);
const labelsKept = 20_000;

/** [from, to) has one offset. A block's edge also ends a stretch, so neighbours may have equal offsets. */
interface Stretch {
  readonly from: Instant;
  readonly to: Instant;
  readonly offset: number;
}

const zones = new Map<string, Zone>();

/**
 * The zone of an IANA name, by the runtime's own zone data. One object a name: its tables are filled once.
 *
 * @throws PulseError PULSE_CONFIG when the runtime does not know the name.
 */
export function zoneOf(id: string): Zone {
  let zone = zones.get(id);
  if (zone === undefined) {
    zone = new IntlZone(id);
    zones.set(id, zone);
  }
  return zone;
}

/**
 * Intl answers in microseconds, events come every ten: so Intl is asked once a day of each block that is met, and the
 * stretches of constant offset are kept.
 */
class IntlZone implements Zone {
  readonly id: string;
  readonly #format: Intl.DateTimeFormat;
  readonly #blocks = new Map<number, readonly Stretch[]>();
  readonly #labels = new Map<number, string>();
  #last: Stretch = { from: 0, to: 0, offset: 0 };
  #fingerprint: string | undefined;

  constructor(id: string) {
    this.id = id;
    this.#format = formatOf(id);
  }

  offsetAt(at: Instant): number {
    return this.#stretchAt(at).offset;
  }

  dayOf(at: Instant): LocalDay {
    return Math.floor((at + this.offsetAt(at)) / day);
  }

  startOf(local: LocalDay): Instant {
    const midnight = local * day;
    let stretch = this.#stretchAt(midnight - margin);
    // The first instant whose wall clock reads this midnight or later: holds for skipped and repeated midnights alike.
    while (midnight - stretch.offset >= stretch.to) stretch = this.#stretchAt(stretch.to);
    return Math.max(stretch.from, midnight - stretch.offset);
  }

  localHour(at: Instant): string {
    const offset = this.offsetAt(at);
    const hours = Math.floor((at + offset) / hour);
    const key = hours * 2 ** 18 + offset / second + 2 ** 17;
    let label = this.#labels.get(key);
    if (label === undefined) {
      if (this.#labels.size >= labelsKept) this.#labels.clear();
      label = `${formatDay(Math.floor(hours / 24))}T${two(hours - Math.floor(hours / 24) * 24)}${formatOffset(offset)}`;
      this.#labels.set(key, label);
    }
    return label;
  }

  minuteOfHour(at: Instant): number {
    const local = at + this.offsetAt(at);
    return Math.floor((local - Math.floor(local / hour) * hour) / 60_000);
  }

  get fingerprint(): string {
    this.#fingerprint ??= digestOf(this.#changes(Date.UTC(2000, 0, 1), Date.UTC(2101, 0, 1)).join(' '));
    return this.#fingerprint;
  }

  /** `instant/offset` in seconds of each change of offset in [from, to), the first entry being the offset at `from`. */
  #changes(from: Instant, to: Instant): string[] {
    const out: string[] = [];
    let before = Number.NaN;
    for (let at = from; at < to; ) {
      const stretch = this.#stretchAt(at);
      if (stretch.offset !== before) out.push(`${at / second}/${stretch.offset / second}`);
      before = stretch.offset;
      at = stretch.to;
    }
    return out;
  }

  #stretchAt(at: Instant): Stretch {
    const last = this.#last;
    if (at >= last.from && at < last.to) return last;
    const stretches = this.#blockOf(Math.floor(at / block));
    let i = 0;
    while (at >= stretches[i]!.to) i++;
    this.#last = stretches[i]!;
    return this.#last;
  }

  #blockOf(number: number): readonly Stretch[] {
    let stretches = this.#blocks.get(number);
    if (stretches === undefined) {
      stretches = stretchesOf(number * block, (number + 1) * block, (at) => this.#ask(at));
      this.#blocks.set(number, stretches);
    }
    return stretches;
  }

  #ask(at: Instant): number {
    const asked = Math.max(at, earliest);
    const [month, date, year, h, m, s] = this.#format.format(asked).split(/\D+/);
    return Date.UTC(+year!, +month! - 1, +date!, +h!, +m!, +s!) - Math.floor(asked / second) * second;
  }
}

/** Two changes within a day that undo each other would be missed; the zone data has none. */
function stretchesOf(from: Instant, to: Instant, ask: (at: Instant) => number): Stretch[] {
  const out: Stretch[] = [];
  let start = from;
  let offset = ask(from);
  for (let at = from; at < to; at += day) {
    const next = ask(Math.min(at + day, to));
    // More than one change may lie within the day: each is found from the left.
    for (let left = at; offset !== next; ) {
      left = firstChange(left, Math.min(at + day, to), offset, ask);
      if (left >= to) break;
      out.push({ from: start, to: left, offset });
      start = left;
      offset = ask(left);
    }
  }
  out.push({ from: start, to, offset });
  return out;
}

/** The first second in (low, high] whose offset is not `offset`, given that high's is not. */
function firstChange(low: Instant, high: Instant, offset: number, ask: (at: Instant) => number): Instant {
  let [same, other] = [low, high];
  while (other - same > second) {
    const middle = same + Math.floor((other - same) / (2 * second)) * second;
    if (ask(middle) === offset) same = middle;
    else other = middle;
  }
  return other;
}

function formatOf(id: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: id,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  } catch (cause) {
    throw new PulseError('PULSE_CONFIG', `unknown time zone: ${id}`, { details: { timeZone: id }, cause });
  }
}

/** `2021-06-12`; years beyond 9999 as ISO 8601 writes them (`+010000-01-01`). */
export function formatDay(local: LocalDay): string {
  const text = new Date(local * day).toISOString();
  return text.slice(0, text.indexOf('T'));
}

/** Reads `2021-06-12`; null when the text is anything else or no such date exists. */
export function parseDay(text: string): LocalDay | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return null;
  const at = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(at) || formatDay(at / day) !== text ? null : at / day;
}

/** The calendar year of a date. */
export function yearOf(local: LocalDay): number {
  return new Date(local * day).getUTCFullYear();
}

/** The date of 1 January. */
export function firstDayOf(year: number): LocalDay {
  const date = new Date(0);
  return date.setUTCFullYear(year, 0, 1) / day;
}

const two = (n: number): string => String(n).padStart(2, '0');

/** `+0800`; seconds only where a zone had them (local mean times, before about 1930). */
function formatOffset(offset: number): string {
  const s = Math.abs(offset) / second;
  const tail = s % 60 === 0 ? '' : two(s % 60);
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(s / 3600))}${two(Math.floor(s / 60) % 60)}${tail}`;
}

/** FNV-1a, 64 bit, in hex: notices that settings differ; no protection against an attacker. */
export function digestOf(text: string): string {
  let h = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(text, 'utf8')) h = BigInt.asUintN(64, (h ^ BigInt(byte)) * 0x100000001b3n);
  return h.toString(16).padStart(16, '0');
}
