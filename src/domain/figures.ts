import { unitGroupOf } from './contribution.js';
import type { Labels } from './counter-name.js';
import { counterName, parseCounterName } from './counter-name.js';
import type { Instant } from './instant.js';
import { type OpenRow, parseOpenRow } from './open-row.js';

/** Counter name → integer. */
export type Counts = ReadonlyMap<string, number>;

/** The counters of one period, and what the due index says of its open tickets. */
export interface Figures {
  /** Period key, such as `month:2021-06`. */
  readonly key: string;
  readonly counters: Counts;
  /** `open`, `open_overdue`, … of kpi.md section 3, also `{unit}`, `{unit_kind}`, `{unit_group}`. */
  readonly open: Counts;
  /** Unit counters are there: the period is made of whole months. */
  readonly hasUnits: boolean;
  /** Whether the figures tell of a counter, 0 included; absent: of every counter. */
  readonly knows?: (name: string) => boolean;
  /** Opening figures are counted in. */
  readonly baseline?: boolean;
}

/** Counters without labels that every snapshot shows, 0 included. */
export const headline = [
  'contacts', 'answered', 'direct', 'contacts_with_ticket', 'unanswered_with_ticket', 'abandoned', 'waited', 'waited_within_15s',
  'wait_seconds', 'tickets', 'orphan_tickets', 'closed', 'closed_on_time', 'closed_late', 'closed_due_unknown',
  'first_closed_on_time', 'flow_closed', 'flow_closed_late', 'reply_working_days', 'replied', 'rated', 'satisfied', 'extended',
  'reopened', 'repeated',
] as const; // biome-ignore format: a list

export const openMeasures = [
  'open',
  'open_overdue',
  'open_due_unknown',
  'open_not_due',
  'open_due_within_1wd',
] as const;

/** Sum of several buckets. */
export function sum(buckets: Iterable<Counts>): Map<string, number> {
  const out = new Map<string, number>();
  for (const bucket of buckets) for (const [name, n] of bucket) out.set(name, (out.get(name) ?? 0) + n);
  return out;
}

/** When the due index is read. */
export interface OpenAt {
  readonly asOf: Instant;
  /** 24:00 of the next working day; null: beyond the calendar, then `open_due_within_1wd` is left out. */
  readonly soon: Instant | null;
}

/** What the rows of the due index say at an instant: overdue = due < asOf. A held ticket is not overdue. */
export function openCounts(rows: Counts, at: OpenAt): Map<string, number> {
  const out = new Map<string, number>();
  for (const [text, n] of rows) {
    const row = parseOpenRow(text);
    for (const labels of labelSets(row)) {
      for (const measure of measuresOf(row, at)) {
        const name = counterName(measure, labels);
        out.set(name, (out.get(name) ?? 0) + n);
      }
    }
  }
  return out;
}

function labelSets(row: { kind: string; unit?: string }): Labels[] {
  // Rows with a unit stand beside the headline rows: each set is counted from one of them only.
  if (row.unit !== undefined) return [{ unit: row.unit }];
  return [{}, { unit_kind: row.kind }, { unit_group: unitGroupOf(row.kind) }];
}

/** What an open ticket counts as: the one place that says what is overdue and what is due soon. */
export function measuresOf(
  { due, held }: Pick<OpenRow, 'due' | 'held'>,
  at: OpenAt,
): readonly (typeof openMeasures)[number][] {
  if (due === 'unknown') return ['open', 'open_due_unknown'];
  if (due < at.asOf) return ['open', held ? 'open_not_due' : 'open_overdue'];
  return at.soon !== null && due <= at.soon
    ? ['open', 'open_not_due', 'open_due_within_1wd']
    : ['open', 'open_not_due'];
}

/** Values of a label on a measure that has just this one label. */
export function labelValues(counts: Counts, measure: string, label: string): Set<string> {
  const out = new Set<string>();
  const prefix = `${measure}{${label}=`;
  for (const name of counts.keys()) {
    if (name.startsWith(prefix) && !name.includes(',')) out.add(parseCounterName(name).labels[label]!);
  }
  return out;
}
