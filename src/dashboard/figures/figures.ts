import { parseCounterName } from '../../domain/counter-name.js';
import type { Indicator, Snapshot } from '../api/types.js';
import { place } from './asked.js';

type LabelSet = Readonly<Record<string, string>>;

/** Finds counters and indicators of a snapshot by measure and labels. */
export class Figures {
  readonly snapshot: Snapshot;
  readonly #counters = new Map<string, number>();
  readonly #values = new Map<string, [string, number][]>();
  readonly #indicators = new Map<string, Indicator>();

  constructor(snapshot: Pick<Snapshot, 'counters' | 'indicators'>) {
    this.snapshot = snapshot as Snapshot;
    place(this.snapshot);
    for (const [name, n] of Object.entries(snapshot.counters)) {
      const { measure, labels } = parseCounterName(name);
      this.#counters.set(keyOf(measure, labels), n);
      const [pair, ...more] = Object.entries(labels);
      if (pair !== undefined && more.length === 0) this.#add(`${measure}/${pair[0]}`, [pair[1], n]);
    }
    for (const indicator of snapshot.indicators) {
      this.#indicators.set(keyOf(indicator.id + (indicator.against ?? ''), indicator.labels), indicator as Indicator);
    }
  }

  /**
   * Counters that are not there are 0, but of the due index: it may be left out beyond the calendar. Where opening figures
   * are counted in, what they do not tell is unknown.
   */
  count(measure: string, labels: LabelSet = {}): number | null {
    const unknown = measure === 'open_due_within_1wd' || this.snapshot.baselineMonths !== undefined;
    return this.#counters.get(keyOf(measure, labels)) ?? (unknown ? null : 0);
  }

  indicator(id: string, labels: LabelSet = {}): Indicator | null {
    return this.#indicators.get(keyOf(id, labels)) ?? null;
  }

  /** 环比 or 同比 of a counter; null: not published of it. */
  change(measure: string, labels: LabelSet, against: 'previous' | 'lastYear'): Indicator | null {
    return this.#indicators.get(keyOf(`change${against}`, { of: measure, ...labels })) ?? null;
  }

  /** Values of a label on a measure with their counts; largest first, then by code. */
  values(measure: string, label: string): readonly (readonly [string, number])[] {
    const list = this.#values.get(`${measure}/${label}`) ?? [];
    return list.toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  }

  #add(key: string, pair: [string, number]): void {
    const list = this.#values.get(key);
    if (list === undefined) this.#values.set(key, [pair]);
    else list.push(pair);
  }
}

const keyOf = (name: string, labels: LabelSet): string =>
  `${name}|${JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)))}`;

const known = new WeakMap<object, Figures>();

/** The index of a snapshot, made once. */
export function figuresOf(snapshot: Pick<Snapshot, 'counters' | 'indicators'>): Figures {
  let figures = known.get(snapshot);
  if (figures === undefined) {
    figures = new Figures(snapshot);
    known.set(snapshot, figures);
  }
  return figures;
}
