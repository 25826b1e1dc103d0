import { byBytes } from '../domain/texts.js';
import { dayText } from './local-days.js';
import { counterName, type Labels, readCounterName } from './names.js';
import type { Span } from './period.js';
import type { PeriodFigures } from './rates.js';
import type { NaiveDescent } from './types.js';

/** How codes of a later and an earlier period are matched. */
export interface Matching {
  /** The one that took the code's place by the end of the later period. */
  heir(label: string, code: string): string;
  /** All codes that only together mean the same in both periods; null: no split concerns the code. */
  group(label: string, code: string): { name: string; codes: string[] } | null;
}

/** null: no code has changed its meaning. `other`: the earlier period. */
export function matching(current: Span, other: Span, descents: readonly NaiveDescent[]): Matching | null {
  const last = dayText(current.end - 1);
  const known = descents.filter(({ from }) => from === null || from <= last);
  const splits = known.filter(
    ({ splitFrom, from }) => splitFrom !== null && from !== null && from > dayText(other.first),
  );
  if (splits.length === 0 && known.every(({ succeeds }) => succeeds.length === 0)) return null;
  const heir = (label: string, code: string): string => {
    const next = known.find((d) => d.label === label && d.succeeds.includes(code));
    return next === undefined ? code : heir(label, next.code);
  };
  const group = (label: string, code: string) => {
    const codes = new Set([code]);
    for (let before = 0; before < codes.size; ) {
      before = codes.size;
      for (const d of known) {
        if (d.label !== label) continue;
        const tied = [d.code, ...d.succeeds, ...(splits.includes(d) ? [d.splitFrom ?? ''] : [])];
        if (tied.length > 1 && tied.some((each) => codes.has(each))) for (const each of tied) codes.add(each);
      }
    }
    const concerned = splits.filter((d) => d.label === label && codes.has(d.code));
    if (concerned.length === 0) return null;
    const parents = concerned.map((d) => d.splitFrom ?? '').sort(byBytes);
    const name = parents.find((parent) => concerned.every((d) => d.code !== parent)) ?? parents[0] ?? code;
    return { name, codes: [...codes].sort(byBytes) };
  };
  return { heir, group };
}

/** The figures with other codes: counters that come to have one name are added up. */
export function recoded(figures: PeriodFigures, code: (label: string, code: string) => string, all: () => Labels[]) {
  const translate = (name: string): string => {
    const { measure, labels } = readCounterName(name);
    return counterName(measure, Object.fromEntries(Object.entries(labels).map(([l, c]) => [l, code(l, c)])));
  };
  const added = (counters: ReadonlyMap<string, number>) => {
    const sums = new Map<string, number>();
    for (const [name, n] of counters) sums.set(translate(name), (sums.get(translate(name)) ?? 0) + n);
    return sums;
  };
  /** Every name that would have been counted under this one has to be known. */
  const tells = (name: string): boolean => {
    const { measure, labels } = readCounterName(name);
    const sources = all()
      .flatMap((renamed) => Object.entries(renamed))
      .filter(([l, c]) => labels[l] !== undefined && code(l, c) === labels[l])
      .map(([l, c]) => counterName(measure, { ...labels, [l]: c }));
    return [name, ...sources].every((source) => figures.tells(source));
  };
  return { ...figures, counters: added(figures.counters), open: added(figures.open), tells };
}

/** Every code that any descent names. */
export const allCodes = (descents: readonly NaiveDescent[]): Labels[] =>
  descents.flatMap((d) =>
    [d.code, ...d.succeeds, ...(d.splitFrom === null ? [] : [d.splitFrom])].map((code) => ({ [d.label]: code })),
  );
