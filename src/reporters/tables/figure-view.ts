import { counterName, type Labels, parseCounterName } from '../../domain/counter-name.js';
import { percent } from '../../domain/rational.js';
import type { Snapshot } from '../../domain/snapshot-schema.js';
import { byBytes } from '../../domain/texts.js';

type Indicator = Snapshot['indicators'][number];

/** Look-up in the figures of a snapshot, or of one of its windows. */
export class FigureView {
  readonly #counters: Readonly<Record<string, number>>;
  readonly #indicators = new Map<string, Indicator>();
  /** Opening figures are in it: what they do not give is unknown. */
  readonly #withOpening: boolean;

  constructor({
    counters,
    indicators,
    baselineMonths = [],
  }: Pick<Snapshot, 'counters' | 'indicators'> & Partial<Pick<Snapshot, 'baselineMonths'>>) {
    this.#counters = counters;
    this.#withOpening = baselineMonths.length > 0;
    for (const i of indicators) this.#indicators.set(keyOf(i.id, i.labels, i.against), i);
  }

  /** 0 when it is not there: counters that are 0 are left out of a snapshot. */
  count(measure: string, labels: Labels = {}): number {
    return this.#counters[counterName(measure, labels)] ?? 0;
  }

  /** The same; null: not given by the opening figures that are in it. */
  known(measure: string, labels: Labels = {}): number | null {
    return this.#withOpening && !this.has(measure, labels) ? null : this.count(measure, labels);
  }

  has(measure: string, labels: Labels = {}): boolean {
    return counterName(measure, labels) in this.#counters;
  }

  indicator(id: string, labels: Labels = {}): Indicator | null {
    return this.#indicators.get(keyOf(id, labels)) ?? null;
  }

  /** Decimal text; null: unknown. */
  rate(id: string, labels: Labels = {}): string | null {
    return this.indicator(id, labels)?.value ?? null;
  }

  /** Growth of a counter in %, and what it was. */
  change(
    of: string,
    labels: Labels,
    against: 'previous' | 'lastYear',
  ): { value: string | null; before: number | null } {
    const i = this.#indicators.get(keyOf('change', { of, ...labels }, against));
    return { value: i?.value ?? null, before: i?.denominator ?? null };
  }

  /** Values of a label on a measure, by count, largest first, then by code. */
  codes(measure: string, label: string): string[] {
    const found = Object.keys(this.#counters).flatMap((name) => {
      if (!name.startsWith(`${measure}{${label}=`)) return [];
      const { labels } = parseCounterName(name);
      return Object.keys(labels).length === 1 ? [labels[label]!] : [];
    });
    const n = (code: string): number => this.count(measure, { [label]: code });
    return found.sort((a, b) => n(b) - n(a) || byBytes(a, b));
  }
}

/** n of base in %, as decimal text; null on an empty base, or when one of them is unknown. */
export function shareOf(n: number | null, base: number | null): string | null {
  return n === null || base === null ? null : percent({ numerator: BigInt(n), denominator: BigInt(base) });
}

function keyOf(id: string, labels: Labels, against: string | undefined = id === 'change' ? 'previous' : undefined) {
  return `${counterName(id, labels)} ${against ?? ''}`;
}
