import type { Alert } from '../../domain/alert.js';

export type { Alert } from '../../domain/alert.js';
export type { Indicator } from '../../domain/indicators.js';
export type { LiveWindow, Snapshot } from '../../domain/snapshot-schema.js';

/** Answers of the API, as far as the pages read them. Instants are RFC 3339. */

export const ticketStates = ['overdue', 'due-soon', 'open', 'closed-late'] as const;
export type TicketState = (typeof ticketStates)[number];

/** GET /v1/tickets */
export interface TicketPage {
  readonly asOf: string;
  readonly total: number;
  /** Cursor of the next page; null: this is the last. */
  readonly next: string | null;
  readonly tickets: readonly TicketItem[];
}

export interface TicketItem {
  readonly contactId: string;
  readonly ticketId: string;
  readonly unit: { readonly code: string; readonly name?: string | undefined; readonly kind: string };
  readonly nature: string;
  readonly urgency: string;
  readonly category?: string | undefined;
  readonly region?: string | undefined;
  readonly createdAt: string;
  /** null: unknown. */
  readonly dueAt: string | null;
  /** A hold is running: not overdue, however late it is. */
  readonly held: boolean;
  readonly closedAt: string | null;
  readonly reopenings: number;
  /** Milliseconds; positive: overdue or closed late by so much. */
  readonly lateMs: number | null;
  readonly confidential?: true | undefined;
  readonly summary?: string | undefined;
}

/** GET /v1/periods */
export interface Periods {
  readonly periods: readonly {
    readonly key: string;
    readonly state: string;
    /** First and last local day; null: the live windows. */
    readonly from: string | null;
    readonly to: string | null;
    readonly asOf: string;
  }[];
}

/** GET /v1/alerts: one row a subject. */
export interface Alerts {
  readonly alerts: readonly AlertRow[];
}

export interface AlertRow {
  readonly subject: string;
  readonly alert: Alert;
  /** The acknowledgement that holds now. */
  readonly standing: {
    readonly action: string;
    readonly by: string;
    readonly at: string | number;
    readonly until?: string | number | undefined;
    readonly note?: string | undefined;
  } | null;
}

/** GET /v1/catalogue: 中文 names of codes, by the counters' label names; a code that is missing is its own name. */
export interface CatalogueLabels {
  readonly labels: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly units: Readonly<Record<string, { readonly name: string; readonly kind: string }>>;
  /** Indicator → what it should reach, in %. */
  readonly norms?: Readonly<Record<string, string>>;
}

/**
 * GET /v1/series?grain=hour|day&from=&to=&measures=a,b: local days, both included; one point an hour or day that has begun,
 * in order. `at`: where it begins, in the hotline's zone; of a day its date.
 */
export interface Series {
  readonly points: readonly ({ readonly at: string } & Readonly<Record<string, number | string>>)[];
}

/** GET /readyz */
export interface Readiness {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, { readonly ok: boolean; readonly detail?: string }>>;
}
