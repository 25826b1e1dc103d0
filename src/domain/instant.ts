/** Milliseconds since 1970-01-01T00:00:00Z, an integer. Every instant in domain/ is one of these. */
export type Instant = number;

const shape = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

/**
 * Reads an RFC 3339 date-time with any offset. Fractions beyond the millisecond are cut, not rounded (kpi.md section 1).
 * A leap second (`:60`) is the first instant of the next minute, as POSIX time has it.
 *
 * @returns null when the text is no RFC 3339 date-time, or names a day or hour that does not exist.
 */
export function parseInstant(text: string): Instant | null {
  const m = shape.exec(text);
  if (m === null) return null;
  const [year, month, day, hour, minute, second] = [+m[1]!, +m[2]!, +m[3]!, +m[4]!, +m[5]!, +m[6]!];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  if (hour > 23 || minute > 59 || second > 60) return null;
  const offset = m[8] === undefined ? 0 : (m[8] === '-' ? -1 : 1) * (+m[9]! * 60 + +m[10]!);
  if (m[8] !== undefined && (+m[9]! > 23 || +m[10]! > 59)) return null;
  const millis = m[7] === undefined ? 0 : +m[7].slice(0, 3).padEnd(3, '0');
  return epochDay(year, month, day) * 86_400_000 + (hour * 60 + minute - offset) * 60_000 + second * 1000 + millis;
}

/** RFC 3339 in UTC with milliseconds: the one form in which instants are printed into JSON. */
export function formatInstant(at: Instant): string {
  return new Date(at).toISOString();
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days from 1970-01-01 to a proleptic Gregorian date; Date.UTC would read the years 0–99 as 1900–1999. */
function epochDay(year: number, month: number, day: number): number {
  const d = new Date(0);
  d.setUTCFullYear(year, month - 1, day);
  return d.getTime() / 86_400_000;
}
