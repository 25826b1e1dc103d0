import { contradictions } from '../../domain/baseline-checks.js';
import { openingCounter } from '../../domain/baseline-names.js';
import { PulseError } from '../../domain/errors.js';
import { type Catalogue, type CatalogueKind, catalogueKinds } from '../../settings/catalogue.js';
import type { Line } from './read-file.js';

/** Months in order, each with its counters in the names that the figures use. */
export type Months = ReadonlyMap<string, ReadonlyMap<string, number>>;

/**
 * Totals as they were written → counters of months.
 *
 * @throws PulseError PULSE_INPUT that lists every month that is none, every counter that is none or comes twice, and every
 *   contradiction with its difference.
 */
export function monthsOf(lines: readonly Line[], catalogue: Catalogue): Months {
  const months = new Map<string, Map<string, number>>();
  const problems: string[] = [];
  const codes = codesOf(catalogue);
  for (const { month, counter, value, place } of [...lines].sort((a, b) => (a.month < b.month ? -1 : 1))) {
    const found = openingCounter(counter, (label, name) => codes.get(label)?.get(name));
    if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) problems.push(`${place}: ${month} is no month: write 2021-05`);
    else if ('problem' in found) problems.push(`${place}: ${found.problem}`);
    else {
      const counters = months.get(month) ?? new Map<string, number>();
      if (counters.has(found.counter)) problems.push(`${place}: ${found.counter} of ${month} is given twice`);
      months.set(month, counters.set(found.counter, value));
    }
  }
  for (const [month, counters] of months)
    for (const contradiction of contradictions(counters)) problems.push(`${month}: ${contradiction}`);
  if (lines.length === 0) problems.push('the file holds no figures');
  if (problems.length > 0)
    throw new PulseError('PULSE_INPUT', `${problems.join('\n')}\nnothing was imported`, { details: { problems } });
  return months;
}

/** Label → 中文 name of a value → its code. */
function codesOf(catalogue: Catalogue): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const kinds: readonly CatalogueKind[] = catalogueKinds.filter((kind) => kind !== 'unit');
  const named = kinds.map(
    (kind) => [kind, new Map([...catalogue.labels(kind)].map(([code, name]) => [name, code]))] as const,
  );
  const groups = new Map([
    ['县区', 'county'],
    ['部门', 'department'],
  ]);
  return new Map<string, ReadonlyMap<string, string>>([...named, ['unit_group', groups]]);
}
