import { counterName } from '../domain/counter-name.js';
import type { Snapshot } from '../domain/snapshot-schema.js';
import type { Labels } from './claim.js';
import type { Reference } from './reference.js';

type Indicator = Snapshot['indicators'][number];

/** Our published figures, of as many periods as were given, as what a report is compared with. */
export function snapshotReference(snapshots: readonly Snapshot[]): Reference {
  const byPeriod = new Map(snapshots.map((s) => [s.period.id, s]));
  const find = (period: string, id: string, labels: Labels, against?: string): Indicator | null =>
    byPeriod
      .get(period)
      ?.indicators.find((i) => i.id === id && sameLabels(i.labels, labels) && i.against === against) ?? null;
  return {
    count: (period, measure, labels) => {
      const snapshot = byPeriod.get(period);
      const n = snapshot?.counters[counterName(measure, labels)];
      // A labelled counter that is not there may be one that we do not keep, or a name that we read wrongly.
      return n === undefined ? null : BigInt(n);
    },
    rate: (period, id, labels) => {
      const i = find(period, id, labels);
      return i === null || i.denominator === null
        ? null
        : { numerator: BigInt(i.numerator), denominator: BigInt(i.denominator) };
    },
    change: (period, labels, against) => {
      const i = find(period, 'change', labels, against);
      return i === null || i.denominator === null
        ? null
        : { numerator: BigInt(i.numerator), denominator: BigInt(i.denominator) };
    },
    rateChange: (period, id, labels, against) => {
      const then = find(period, id, labels)?.[against];
      return then == null ? null : { points: then.changePoints, percent: then.changePercent };
    },
  };
}

const sameLabels = (a: Labels, b: Labels): boolean =>
  Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([k, v]) => b[k] === v);
