const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;
export type DurationUnit = (typeof units)[number][0];

/** The two largest units that are next to each other, cut: 26 h 59 min = 1 day 2 hours. Empty: under a minute. */
export function durationParts(ms: number): [DurationUnit, number][] {
  const parts: [DurationUnit, number][] = [];
  let rest = Math.max(0, ms);
  for (const [unit, length] of units) {
    const n = Math.floor(rest / length);
    rest -= n * length;
    if (n > 0) parts.push([unit, n]);
    // A day and 5 minutes is a day: the minutes say nothing beside it.
    if (parts.length === 2 || (parts[0]?.[0] === 'day' && unit === 'hour')) break;
  }
  return parts;
}
