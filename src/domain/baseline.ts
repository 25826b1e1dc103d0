import { counterName, type Labels, parseCounterName } from './counter-name.js';

/** Opening figures: month (`2021-05`) → counter → count, of months before the system. */
export type Baselines = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** Labels of which one contact or ticket may carry several: their counters may sum to more, or less, than the total. */
const sets = new Set(['topic']);

/**
 * The signed totals of one month before the system. What they do not give is unknown, not 0, unless what they give
 * leaves no room for it.
 */
export class OpeningMonth {
  /** `2021-05` */
  readonly month: string;
  readonly counters: ReadonlyMap<string, number>;
  /** `tickets{nature}` → sum over the values given. */
  readonly #sums = new Map<string, number>();

  constructor(month: string, counters: ReadonlyMap<string, number>) {
    this.month = month;
    this.counters = counters;
    for (const [name, n] of counters) {
      const { measure, labels } = parseCounterName(name);
      const key = family(measure, labels);
      if (key !== null) this.#sums.set(key, (this.#sums.get(key) ?? 0) + n);
    }
  }

  /** The counter is given, or follows from what is given. */
  knows(name: string): boolean {
    if (this.counters.has(name)) return true;
    const { measure, labels } = parseCounterName(name);
    if ('unit' in labels) return false;
    if (measure === 'open' || measure.startsWith('open_')) return this.#allClosed();
    const key = family(measure, labels);
    if (key === null) return false;
    const total = this.counters.get(measure);
    return total === 0 || (total !== undefined && !sets.has(Object.keys(labels)[0]!) && this.#sums.get(key) === total);
  }

  /** The values given of a label sum to the measure's total. */
  isComplete(measure: string, label: string): boolean {
    const total = this.counters.get(measure);
    return total !== undefined && (this.#sums.get(`${measure}{${label}}`) ?? 0) === total;
  }

  /** Sum over the values given of a label; null: none is given. */
  sumOver(measure: string, label: string): number | null {
    return this.#sums.get(`${measure}{${label}}`) ?? null;
  }

  /** Then no ticket of the month is open; else nobody knows which of them still are. */
  #allClosed(): boolean {
    const tickets = this.counters.get('tickets');
    return tickets !== undefined && this.counters.get('closed') === tickets;
  }
}

/** `tickets{nature}` for a counter with one label; null for any other. */
function family(measure: string, labels: Labels): string | null {
  const names = Object.keys(labels);
  return names.length === 1 ? `${measure}{${names[0]!}}` : null;
}

/** The name in the form that all counters have: labels in order, values escaped. */
export function canonicalName(name: string): string {
  const { measure, labels } = parseCounterName(name);
  return counterName(measure, labels);
}
