import type { Due } from './deadlines.js';
import type { Instant } from './instant.js';

/**
 * The due index: one row a (due time, unit kind[, unit]) with the number of open tickets that are due then. A row is a
 * counter like any other, so it moves by difference and `open and overdue at asOf` is a sum over rows, without a look
 * at any ticket. Text form: `<due ms | held due ms | unknown>|<kind>[|<unit>]`.
 */
export interface OpenRow {
  readonly due: Instant | 'unknown';
  /** A hold is running: not overdue, however late it is. */
  readonly held: boolean;
  readonly kind: string;
  /** Absent in the headline rows. */
  readonly unit?: string;
}

export function openRow(due: Due, kind: string, unit?: string): string {
  const at = due.at === null ? 'unknown' : due.held ? `held ${due.at}` : String(due.at);
  return unit === undefined ? `${at}|${kind}` : `${at}|${kind}|${unit}`;
}

export function parseOpenRow(row: string): OpenRow {
  const [at, kind, ...unit] = row.split('|') as [string, string, ...string[]];
  const held = at.startsWith('held ');
  const due = at === 'unknown' ? at : Number(held ? at.slice(5) : at);
  // A unit code may itself contain a bar.
  return { due, held, kind, ...(unit.length > 0 && { unit: unit.join('|') }) };
}
