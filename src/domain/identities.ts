import { parseCounterName } from './counter-name.js';
import type { Counts, Figures } from './figures.js';
import { byBytes } from './texts.js';

export interface Identity {
  readonly id: string;
  readonly holds: boolean;
  /** left − right; 0 when it holds. */
  readonly difference: number;
}

/**
 * Equations that hold in every period (kpi.md section 4). One that does not is an error of the program, and is shown. One
 * that opening figures leave open is left out.
 */
export function identities(f: Figures, hasUnits: boolean): Identity[] {
  const n = (name: string): number => (isKnown(f, name) ? (f.counters.get(name) ?? 0) : Number.NaN);
  // An unlikely value of a label is known only where those that are given leave nothing for it.
  const total = (measure: string, label: string): number =>
    isKnown(f, `${measure}{${label}=?}`) ? sumOver(f.counters, measure, label) : Number.NaN;
  const open = isKnown(f, 'open') ? (f.open.get('open') ?? 0) : Number.NaN;
  const list: [string, number][] = [
    ['answered = direct + contacts_with_ticket', n('answered') - n('direct') - n('contacts_with_ticket')],
    ['sum of contacts{channel} = contacts', total('contacts', 'channel') - n('contacts')],
    ['sum of tickets{nature} = tickets', total('tickets', 'nature') - n('tickets')],
    ['sum of tickets{unit_kind} = tickets', total('tickets', 'unit_kind') - n('tickets')],
    [
      'closed = closed_on_time + closed_late + closed_due_unknown',
      n('closed') - n('closed_on_time') - n('closed_late') - n('closed_due_unknown'),
    ],
    ['tickets = closed + open', n('tickets') - n('closed') - open],
    ['sum of closed{unit_kind} = closed', total('closed', 'unit_kind') - n('closed')],
  ];
  if (hasUnits) list.push(['sum of tickets{unit} = tickets', total('tickets', 'unit') - n('tickets')]);
  return list
    .filter(([, difference]) => !Number.isNaN(difference))
    .map(([id, difference]) => ({ id, holds: difference === 0, difference }));
}

const isKnown = (f: Figures, name: string): boolean => f.knows?.(name) !== false;

/** Sum of a measure over all values of one label (counters with that label alone). */
function sumOver(counts: Counts, measure: string, label: string): number {
  let total = 0;
  for (const [name, n] of counts) {
    if (!name.startsWith(`${measure}{${label}=`)) continue;
    if (Object.keys(parseCounterName(name).labels).length === 1) total += n;
  }
  return total;
}

/** Counters as a JSON object with its names in byte order. */
export function sorted(counts: Counts): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a], [b]) => byBytes(a, b)));
}
