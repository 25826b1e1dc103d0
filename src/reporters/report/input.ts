import type { Snapshot } from '../../domain/snapshot-schema.js';
import type { TicketItem } from '../../domain/ticket-page.js';
import type { CodeNames } from '../tables/table.js';
import type { ReportSettings } from './settings.js';

/** Somebody answers for a revision with their name. */
export interface Signature {
  readonly by: string;
  readonly note: string;
  /** RFC 3339. */
  readonly at: string;
}

/** Counts of one local day. */
export interface DayCounts {
  /** `2021-06-12` */
  readonly day: string;
  readonly contacts: number;
  readonly answered: number;
  readonly tickets: number;
  readonly flowClosed: number;
}

/** Tickets of the period that are, or were, too late. */
export interface LateCases {
  readonly tickets: readonly TicketItem[];
  /** Tickets of the whole list: more than are here when it was cut. */
  readonly total: number;
}

/** Everything that a report is a function of: no clock, no chance, no look at anything else. */
export interface ReportInput {
  /** Of the period, unit figures included where it has them. */
  readonly snapshot: Snapshot;
  /** Larger periods that end with this one: 上半年 in June, 下半年 and the year in December. */
  readonly cumulative: readonly Snapshot[];
  /** Said of larger periods that could not be made, in words. */
  readonly cumulativeMissing: readonly string[];
  readonly late: LateCases;
  /** In order; null: nobody kept them, so there is no chart of the days. */
  readonly days: readonly DayCounts[] | null;
  /** Names as they were valid in the period. */
  readonly names: CodeNames;
  readonly settings: ReportSettings;
  /** null: the title that the settings make. */
  readonly title: string | null;
  /** Of the revision that is reported; null: figures of the moment, which nobody can sign. */
  readonly signatures: readonly Signature[] | null;
  /** Version of the program. */
  readonly program: string;
}
