import { type LocalDay, parseDay } from '../../domain/zone.js';

/** What a date cell says, before anybody knows which instant that is. */
export interface WallTime {
  readonly day: LocalDay;
  /** Milliseconds after the day's 00:00 on the wall, up to 24:00 inclusive; null: a bare date. */
  readonly millis: number | null;
  /** Milliseconds east of UTC, when the text names its own offset. */
  readonly offset?: number;
}

/** A compiled pattern. */
export interface DatePattern {
  /** False: the pattern reads bare dates only. */
  readonly hasTime: boolean;
  /** null: the text does not fit the pattern from end to end, or names a day or time that does not exist. */
  read(text: string): WallTime | null;
}

/** Letters of the pattern → capture group. Several letters in a row are one token. */
const tokens: Readonly<Record<string, { readonly name: string; readonly regex: string; readonly varies?: true }>> = {
  yyyy: { name: 'year', regex: '\\d{4}' },
  MM: { name: 'month', regex: '\\d{2}' },
  M: { name: 'month', regex: '\\d{1,2}', varies: true },
  dd: { name: 'day', regex: '\\d{2}' },
  d: { name: 'day', regex: '\\d{1,2}', varies: true },
  HH: { name: 'hour24', regex: '\\d{2}' },
  H: { name: 'hour24', regex: '\\d{1,2}', varies: true },
  hh: { name: 'hour12', regex: '\\d{2}' },
  h: { name: 'hour12', regex: '\\d{1,2}', varies: true },
  mm: { name: 'minute', regex: '\\d{2}' },
  m: { name: 'minute', regex: '\\d{1,2}', varies: true },
  ss: { name: 'second', regex: '\\d{2}' },
  s: { name: 'second', regex: '\\d{1,2}', varies: true },
  SSS: { name: 'fraction', regex: '\\d{1,9}', varies: true },
  a: { name: 'half', regex: '[Aa][Mm]|[Pp][Mm]|上午|下午' },
  XXX: { name: 'offset', regex: 'Z|[+-]\\d{2}:\\d{2}' },
};
const piece = /'([^']+)'|([A-Za-z])\2*|[^A-Za-z]/gu;

const compiled = new Map<string, DatePattern>();

/**
 * Compiles a pattern such as `MM/dd/yyyy hh:mm:ss a`, `yyyy-MM-dd HH:mm`, `yyyy/M/d` or `yyyy年M月d日`.
 *
 * Letters are those of Java's DateTimeFormatter, and only these: yyyy M MM d dd H HH h hh m mm s ss SSS (a fraction of
 * 1–9 digits, cut to milliseconds) a (AM, PM, 上午, 下午) XXX (`+08:00` or `Z`). Every other character, and text in single
 * quotes, stands for itself. There is no two-digit year and no leniency: 31 June and 13 PM do not exist; 24:00 does.
 *
 * @throws Error in words, for the author of the mapping; the schema turns it into an issue.
 */
export function datePattern(pattern: string): DatePattern {
  let result = compiled.get(pattern);
  if (result === undefined) {
    result = compile(pattern);
    compiled.set(pattern, result);
  }
  return result;
}

function compile(pattern: string): DatePattern {
  const names = new Set<string>();
  let source = '';
  let last: { varies: boolean } | null = null;
  for (const [whole, quoted] of pattern.matchAll(piece)) {
    const token = quoted === undefined && Object.hasOwn(tokens, whole) ? tokens[whole] : undefined;
    if (token === undefined) {
      if (quoted === undefined && /[A-Za-z]/.test(whole))
        throw new Error(`"${whole}" in "${pattern}" is not a date letter`);
      source += quoteRegex(quoted ?? whole);
      last = null;
      continue;
    }
    const digits = token.name !== 'half' && token.name !== 'offset';
    // "yyyyMd" could read 2021111 in two ways.
    if (digits && last !== null && (last.varies || token.varies === true)) {
      throw new Error(`"${pattern}": give both numbers around "${whole}" a fixed width, or put something between them`);
    }
    if (names.has(token.name)) throw new Error(`"${pattern}" names the ${token.name} twice`);
    names.add(token.name);
    source += `(?<${token.name}>${token.regex})`;
    last = digits ? { varies: token.varies === true } : null;
  }
  check(pattern, names);
  const regex = new RegExp(`^${source}$`, 'u');
  return { hasTime: names.has('hour24') || names.has('hour12'), read: (text) => readGroups(regex.exec(text)?.groups) };
}

function check(pattern: string, names: ReadonlySet<string>): void {
  const needs = (name: string, other: string) => {
    if (names.has(name) && !names.has(other)) throw new Error(`"${pattern}" has a ${name} but no ${other}`);
  };
  for (const name of ['year', 'month', 'day']) {
    if (!names.has(name)) throw new Error(`"${pattern}" lacks the ${name}`);
  }
  needs('hour12', 'half');
  needs('half', 'hour12');
  if (names.has('hour24') && names.has('hour12')) throw new Error(`"${pattern}" names the hour twice`);
  needs('fraction', 'second');
  needs('second', 'minute');
  if (names.has('minute') && !names.has('hour12')) needs('minute', 'hour24');
  if (names.has('offset') && !names.has('hour12')) needs('offset', 'hour24');
}

function readGroups(groups: Readonly<Record<string, string | undefined>> | undefined): WallTime | null {
  if (groups === undefined) return null;
  const two = (text: string | undefined) => String(text).padStart(2, '0');
  const day = parseDay(`${groups['year']}-${two(groups['month'])}-${two(groups['day'])}`);
  if (day === null) return null;
  const hour = hourOf(groups);
  if (hour === undefined) return { day, millis: null };
  const minute = Number(groups['minute'] ?? 0);
  const second = Number(groups['second'] ?? 0);
  if (hour === null || minute > 59 || second > 59) return null;
  const millis =
    (hour * 60 + minute) * 60_000 + second * 1000 + Number((groups['fraction'] ?? '').slice(0, 3).padEnd(3, '0'));
  if (millis > 86_400_000) return null;
  if (groups['offset'] === undefined) return { day, millis };
  const offset = offsetOf(groups['offset']);
  return offset === null ? null : { day, millis, offset };
}

/** 0–24; undefined: the pattern has no hour; null: there is no such hour. 24 is fine only as 24:00, as its caller sees. */
function hourOf(groups: Readonly<Record<string, string | undefined>>): number | null | undefined {
  if (groups['hour24'] !== undefined) return Number(groups['hour24']) <= 24 ? Number(groups['hour24']) : null;
  if (groups['hour12'] === undefined) return undefined;
  const hour = Number(groups['hour12']);
  if (hour < 1 || hour > 12) return null;
  const afternoon = /^(?:pm|下午)$/i.test(groups['half'] ?? '');
  return (hour % 12) + (afternoon ? 12 : 0);
}

function offsetOf(text: string): number | null {
  if (text === 'Z') return 0;
  const [hours, minutes] = [Number(text.slice(1, 3)), Number(text.slice(4))];
  if (hours > 23 || minutes > 59) return null;
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

const quoteRegex = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
