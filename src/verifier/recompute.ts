import type { HotlineEvent } from '../domain/events.js';
import type { Instant } from '../domain/instant.js';
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
    return figures.counters.size === 0 ? null : { period: span.id, figures };
  };
  const figures = spanFigures(history, current, asOf);
  return {
    counters: new Map([...figures.counters, ...shownOpen(figures.open)]),
    indicators: indicatorsOf(figures, { previous: compared(previous), lastYear: compared(lastYear) }),
    identities: identitiesOf(figures),
  };
}

function spanFigures(history: NaiveHistory, span: Span, asOf: Instant): PeriodFigures {
  const from = history.days.startOf(span.first);
  const to = history.days.startOf(span.end);
  return {
    counters: countersBetween(history, from, to, span.wholeMonths),
    open: openBetween(history, from, to, asOf),
    withUnits: span.wholeMonths,
  };
}

/** By kind and group they only serve as parts of a base; what is published is the total and the units. */
function shownOpen(open: ReadonlyMap<string, number>): [string, number][] {
  return [...open].filter(([name]) => {
    const { labels } = readCounterName(name);
    return labels['unit_kind'] === undefined && labels['unit_group'] === undefined;
  });
}
