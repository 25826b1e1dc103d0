import type { Baselines } from '../domain/baseline.js';
import type { DeadlineRules, Term } from '../domain/deadlines.js';
import { formatDay } from '../domain/zone.js';
import type { Configuration } from '../settings/configuration.js';
import type { NaiveContext, NaiveRule, NaiveTerm } from '../verifier/types.js';

/** The configuration as plain data, for the second path. */
export function naiveContext(c: Configuration, asOf: number, baselines: Baselines = new Map()): NaiveContext {
  return {
    timeZone: c.settings.timeZone,
    asOf,
    rules: plainRules(c.views.rules),
    officialYears: c.calendarData.years,
    offDays: c.calendarData.off.map(formatDay),
    makeUpDays: c.calendarData.working.map(formatDay),
    unitKinds: c.views.unitKinds,
    baselines,
    descents: c.catalogue.lineage
      .descents()
      .map(({ from, ...rest }) => ({ ...rest, from: from === null ? null : formatDay(from) })),
  };
}

/** Urgency → nature → term, turned to nature → urgency → term. */
function plainRules(rules: DeadlineRules): NaiveRule[] {
  return rules.map((rule) => {
    const terms: Record<string, Record<string, NaiveTerm>> = {};
    for (const [urgency, natures] of Object.entries(rule.terms)) {
      for (const [nature, term] of Object.entries(natures)) {
        terms[nature] ??= {};
        terms[nature][urgency] = plainTerm(term);
      }
    }
    return { validFrom: rule.validFrom === null ? null : formatDay(rule.validFrom), terms };
  });
}

function plainTerm(term: Term): NaiveTerm {
  return 'clockMs' in term ? { clockHours: term.clockMs / 3_600_000 } : term;
}
