import type { HotlineEvent } from '../domain/events.js';
import type { Instant } from '../domain/instant.js';
import { monthsOf, tells } from './baseline.js';
import { countersBetween, openBetween } from './count.js';
import { type NaiveHistory, readHistory } from './facts.js';
import { identitiesOf } from './identities.js';
import { type Compared, indicatorsOf } from './indicators.js';
import { readCounterName } from './names.js';
import { cut, readPeriod, type Span } from './period.js';
import type { PeriodFigures } from './rates.js';
import type { NaiveContext, NaiveFigures } from './types.js';

/**
 * The naive second path to every figure of a period: all events in memory, plain loops over kpi.md, no code shared with the
 * path that it checks (versions, days, due times, rounding and names are its own).
 *
 * @param period any of kpi.md section 4 but `live`
 * @throws PulseError PULSE_USAGE for a period that is none, PULSE_CONFIG for a context that cannot be used
 */
export function recompute(events: Iterable<HotlineEvent>, period: string, context: NaiveContext): NaiveFigures {
  return figuresOf(readHistory(events, context), period, context.asOf);
}

/** The same for a history that was read before, so that several periods cost one reading. */
export function figuresOf(history: NaiveHistory, period: string, asOf: Instant): NaiveFigures {
  const today = history.days.dayOf(asOf);
  const { current, previous, lastYear } = readPeriod(period, today);
  const running = today >= current.first && today < current.end;
  const begun = running ? today - current.first + 1 : Infinity;
  const compared = (span: Span | null): Compared | null => {
    if (span === null) return null;
    const figures = spanFigures(history, cut(span, begun), asOf);
    return figures.counters.size === 0 ? null : { period: span.id, figures, span };
  };
  const figures = spanFigures(history, current, asOf);
  const earliest = [previous, lastYear].reduce((a, b) => (a === null || (b !== null && b.first < a.first) ? b : a));
  return {
    counters: new Map([...figures.counters, ...shownOpen(figures.open)].filter(([name]) => figures.tells(name))),
    indicators: indicatorsOf(figures, {
      current,
      previous: compared(previous),
      lastYear: compared(lastYear),
      earliest,
      descents: history.descents,
    }),
    identities: identitiesOf(figures),
  };
}

function spanFigures(history: NaiveHistory, span: Span, asOf: Instant): PeriodFigures {
  const { baselines, descents } = history;
  const months = span.wholeMonths ? monthsOf(span) : [span];
  const opening = span.wholeMonths ? months.filter(({ id }) => baselines.has(id)) : [];
  const withUnits = span.wholeMonths && opening.length === 0;
  const sums = { counters: new Map<string, number>(), open: new Map<string, number>() };
  const add = (to: Map<string, number>, counters: ReadonlyMap<string, number>) => {
    for (const [name, n] of counters) to.set(name, (to.get(name) ?? 0) + n);
  };
  for (const month of opening.length === 0 ? [span] : months) {
    const given = opening.includes(month) ? baselines.get(month.id) : undefined;
    if (given !== undefined) {
      add(sums.counters, given);
      continue;
    }
    const [from, to] = [history.days.startOf(month.first), history.days.startOf(month.end)];
    add(sums.counters, countersBetween(history, from, to, withUnits));
    add(sums.open, openBetween(history, from, to, asOf));
  }
  const told = (name: string) => opening.every((m) => tells(m, baselines.get(m.id) ?? new Map(), name, descents));
  return { ...sums, withUnits, tells: told, baseline: opening.length > 0 };
}

/** By kind and group they only serve as parts of a base; what is published is the total and the units. */
function shownOpen(open: ReadonlyMap<string, number>): [string, number][] {
  return [...open].filter(([name]) => {
    const { labels } = readCounterName(name);
    return labels['unit_kind'] === undefined && labels['unit_group'] === undefined;
  });
}
