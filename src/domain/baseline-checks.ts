import { OpeningMonth } from './baseline.js';
import { counterName, parseCounterName } from './counter-name.js';
import { natures } from './events.js';

/** Sums that hold in every month (kpi.md section 4): whole = all parts. Checked when all of them are given. */
const sums: readonly (readonly [whole: string, parts: readonly string[]])[] = [
  ['answered', ['direct', 'contacts_with_ticket']],
  ['closed', ['closed_on_time', 'closed_late', 'closed_due_unknown']],
];

/** The first can never be more than the second. */
const bounds: readonly (readonly [string, string])[] = [
  ['answered', 'contacts'],
  ['abandoned', 'contacts'],
  ['direct', 'answered'],
  ['contacts_with_ticket', 'answered'],
  ['waited', 'answered'],
  ['waited_within_15s', 'waited'],
  ['closed', 'tickets'],
  ['closed_on_time', 'closed'],
  ['closed_late', 'closed'],
  ['replied', 'closed'],
  ['rated', 'closed'],
  ['satisfied', 'rated'],
  ['orphan_tickets', 'tickets'],
  ['extended', 'tickets'],
  ['reopened', 'tickets'],
  ['repeated', 'tickets'],
  ['flow_closed_late', 'flow_closed'],
];

/** Labels whose values are all known: given in full, they make the total. */
const closed: Readonly<Record<string, readonly string[]>> = {
  nature: natures,
  urgency: ['normal', 'urgent', 'critical'],
};

/** What of a month's totals contradicts itself, each with its difference; empty: nothing does. */
export function contradictions(counters: ReadonlyMap<string, number>): string[] {
  return [...brokenSums(counters), ...brokenBounds(counters), ...brokenLabels(counters)];
}

function brokenSums(counters: ReadonlyMap<string, number>): string[] {
  return sums.flatMap(([whole, parts]) => {
    const total = counters.get(whole);
    if (total === undefined) return [];
    const given = parts.flatMap((part) => counters.get(part) ?? []);
    const sum = given.reduce((a, b) => a + b, 0);
    // Not all given: they must not be more than the whole.
    const holds = given.length === parts.length ? sum === total : sum <= total;
    return holds ? [] : [`${whole} ${total} ≠ ${parts.join(' + ')} ${sum} (difference ${total - sum})`];
  });
}

function brokenBounds(counters: ReadonlyMap<string, number>): string[] {
  return bounds.flatMap(([less, more]) => {
    const [a, b] = [counters.get(less), counters.get(more)];
    return a === undefined || b === undefined || a <= b ? [] : [`${less} ${a} > ${more} ${b} (difference ${a - b})`];
  });
}

function brokenLabels(counters: ReadonlyMap<string, number>): string[] {
  const month = new OpeningMonth('', counters);
  const out: string[] = [];
  const seen = new Set<string>();
  for (const [name, n] of counters) {
    const { measure, labels } = parseCounterName(name);
    const [label] = Object.keys(labels);
    const total = counters.get(measure);
    if (label === undefined || total === undefined) continue;
    // A contact can have several topics: each alone is at most all of them.
    if (n > total) out.push(`${name} ${n} > ${measure} ${total} (difference ${n - total})`);
    if (label === 'topic' || seen.has(`${measure}{${label}}`)) continue;
    seen.add(`${measure}{${label}}`);
    const sum = month.sumOver(measure, label) ?? 0;
    const all = closed[label]?.every((value) => counters.has(counterName(measure, { [label]: value }))) === true;
    if (sum > total || (all && sum < total))
      out.push(`sum of ${measure}{${label}} ${sum} ≠ ${measure} ${total} (difference ${sum - total})`);
  }
  return out;
}
