import { counterName, type Labels } from '../../domain/counter-name.js';
import type { Snapshot } from '../../domain/snapshot-schema.js';

/** Opening figures (期初): signed totals of months before the system. Whatever is made with one says so. */

/** A comparison, or a change, that one was used for. */
export const isOpening = (made: { readonly baseline?: boolean | undefined } | undefined): boolean =>
  made?.baseline === true;

/** The change of a counter was made with one. */
export function isOpeningChange({ indicators }: Snapshot, of: string, labels: Labels, against: string): boolean {
  const name = counterName('change', { of, ...labels });
  return isOpening(
    indicators.find((i) => i.id === 'change' && i.against === against && counterName(i.id, i.labels) === name),
  );
}

/** Months whose figures in this snapshot are opening figures. */
export const openingMonths = (s: Snapshot): readonly string[] => s.baselineMonths ?? [];
