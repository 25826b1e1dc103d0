import type { Snapshot } from '../../domain/snapshot-schema.js';
import { dayTable } from './day-table.js';
import { dimensionTables } from './dimension-tables.js';
import { type LateTickets, overdueTable } from './overdue-table.js';
import { summaryTable } from './summary-table.js';
import type { CodeNames, Language, Table } from './table.js';
import { unitTable } from './unit-table.js';

/** What tables are made of; a part that is left out has no table. */
export interface TableParts {
  readonly snapshot: Snapshot;
  /** Unit figures of the same period. */
  readonly units?: Snapshot;
  /** Its days, in order. */
  readonly days?: readonly Snapshot[];
  readonly late?: LateTickets;
}

/** All tables that can be made of these parts. Names of codes are those of the language; English ones are the codes. */
export function tablesOf(parts: TableParts, names: CodeNames, language: Language): Table[] {
  const { snapshot, units, days, late } = parts;
  return [
    summaryTable(snapshot),
    ...(snapshot.period.kind === 'live' ? [] : dimensionTables(snapshot, names, language)),
    ...(units ? [unitTable(units, names, language)] : []),
    ...(days ? [dayTable(days)] : []),
    ...(late ? [overdueTable(late, names, language, snapshot.period.timeZone)] : []),
  ];
}
