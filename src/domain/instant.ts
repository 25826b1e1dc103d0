/** Milliseconds since 1970-01-01T00:00:00Z, an integer. Every instant in domain/ is one of these. */
export type Instant = number;

/**
 * Reads an RFC 3339 date-time with any offset. Fractions beyond the millisecond are cut, not rounded (kpi.md section 1).
 * A leap second (`:60`) is the first instant of the next minute, as POSIX time has it. By hand, not by a regular
 * expression: several are read an event, and the profile showed them.
 *
 * @returns null when the text is no RFC 3339 date-time, or names a day or hour that does not exist.
 */
export function parseInstant(text: string): Instant | null {
  if (!hasShape(text)) return null;
  const [year, month, day] = [digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2)];
  const [hour, minute, second] = [digits(text, 11, 2), digits(text, 14, 2), digits(text, 17, 2)];
  if (!(year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month))) return null;
  if (!(hour <= 23 && minute <= 59 && second <= 60)) return null;
  let end = 19;
  let millis = 0;
  if (text.charCodeAt(end) === 46 /* . */) {
    const first = ++end;
    while (isDigit(text.charCodeAt(end))) end++;
    if (end === first) return null;
    for (let i = 0, unit = 100; i < 3 && first + i < end; i++, unit /= 10) millis += digits(text, first + i, 1) * unit;
  }
  const offset = offsetMinutes(text, end);
  if (offset === null) return null;
  return epochDay(year, month, day) * 86_400_000 + (hour * 60 + minute - offset) * 60_000 + second * 1000 + millis;
}

/** The separators of `YYYY-MM-DDTHH:MM:SS` stand where they must. */
function hasShape(t: string): boolean {
  const separator = t.charCodeAt(10);
  return (
    t.charCodeAt(4) === 45 && t.charCodeAt(7) === 45 && t.charCodeAt(13) === 58 && t.charCodeAt(16) === 58 &&
    (separator === 84 || separator === 116 || separator === 32)
  ); // biome-ignore format: two lines
}

/** Minutes east of UTC of what stands at `at` (`Z`, or `±HH:MM`, and nothing after it); null: it is neither. */
function offsetMinutes(text: string, at: number): number | null {
  const sign = text.charCodeAt(at);
  if (sign === 90 || sign === 122) return text.length === at + 1 ? 0 : null;
  if ((sign !== 43 && sign !== 45) || text.length !== at + 6 || text.charCodeAt(at + 3) !== 58) return null;
  const [hours, minutes] = [digits(text, at + 1, 2), digits(text, at + 4, 2)];
  if (!(hours <= 23 && minutes <= 59)) return null;
  return (sign === 45 ? -1 : 1) * (hours * 60 + minutes);
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** NaN when one of them is no digit; every comparison with that is false. */
function digits(text: string, from: number, count: number): number {
  let n = 0;
  for (let i = from; i < from + count; i++) {
    const code = text.charCodeAt(i);
    n = isDigit(code) ? n * 10 + code - 48 : Number.NaN;
  }
  return n;
}

/** RFC 3339 in UTC with milliseconds: the one form in which instants are printed into JSON. */
export function formatInstant(at: Instant): string {
  return new Date(at).toISOString();
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days from 1970-01-01 to a date of the proleptic Gregorian calendar (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms"). */
function epochDay(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const ofEra = y - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
}
