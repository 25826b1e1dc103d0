import type { Alert, AlertKind } from '../../domain/alert.js';
import type { CasePage } from '../../domain/case-page.js';
import type { Labels } from '../../domain/counter-name.js';
import type { Language } from '../../domain/definitions.js';
import type { HotlineEvent } from '../../domain/events.js';
import type { Explanation } from '../../domain/explanation-schema.js';
import type { Instant } from '../../domain/instant.js';
import type { RevisionDiff } from '../../domain/revision-diff.js';
import type { RevisionList } from '../../domain/revision-list.js';
import type { Snapshot } from '../../domain/snapshot-schema.js';
import type { TicketPage, TicketQuery } from '../../domain/ticket-page.js';
import type { Found, Row } from '../alerts/board.js';

/**
 * What the server needs of the rest of the program; `src/commands/http-server.ts` wires it. Whatever is wrong is a
 * PulseError: PULSE_USAGE when the question is wrong, retryable when the log or the store does not answer.
 */

export const roles = ['ingest', 'read', 'operate'] as const;
/** ingest: send events. read: see figures, tickets, alerts. operate: read, and take note of alerts. */
export type Role = (typeof roles)[number];

export interface EventIntake {
  /** Resolves when the log has acknowledged all of them durably. */
  publish(events: readonly { readonly event: HotlineEvent; readonly json: string }[]): Promise<void>;
  /** The contacts under which a ticketId is known, in all partitions. */
  contactsOf(ticketId: string): Promise<readonly string[]>;
}

export interface PublishedSnapshot {
  readonly snapshot: Snapshot;
  /** Digest of content and asOf, fit for an ETag. */
  readonly version: string;
}

/** What a list of periods tells of one of them. */
export interface PeriodHead {
  readonly key: string;
  readonly state: Snapshot['state'];
  /** First and last local day; null: the live windows. */
  readonly from: string | null;
  readonly to: string | null;
  readonly asOf: string;
}

export interface SeriesWish {
  readonly grain: 'hour' | 'day';
  readonly from: string;
  readonly to: string;
  /** Counter names. */
  readonly measures: readonly string[];
}
/** `at`: the hour with its offset (`2021-06-12T08:00+08:00`), or the day. */
export type SeriesPoint = { readonly at: string } & Readonly<Record<string, number | string>>;

export interface FigureSource {
  /** What stands in the snapshots topic; keys are `live`, `month:2021-06`, `month:2021-06/units`, `month:2021-06@r1`. */
  latest(key: string): PublishedSnapshot | null;
  keys(): readonly string[];
  periods(): readonly PeriodHead[];
  /**
   * Any period, unit figures included, from the state as it is.
   *
   * @param at at which instant open tickets are compared with their due times; null: now.
   * @throws PulseError PULSE_USAGE for a text that is no period.
   */
  compute(period: string, at: Instant | null): Promise<Snapshot>;
  /** Counters of every hour or day between two local days (included) that has begun, in order. @throws PulseError PULSE_USAGE */
  series(wish: SeriesWish): Promise<readonly SeriesPoint[]>;
  /** @returns a function that ends it. */
  onUpdate(listener: (key: string, published: PublishedSnapshot) => void): () => void;
}

export type { TicketItem, TicketPage, TicketQuery } from '../../domain/ticket-page.js';

export interface RevisionSource {
  list(month: string): RevisionList;
  /** @throws PulseError PULSE_USAGE when there is no such revision, or the first is not before the second. */
  diff(month: string, from: number, to: number): RevisionDiff;
}

export interface TicketSource {
  list(query: TicketQuery): Promise<TicketPage>;
}

/** A figure as it is asked for: code or name, labels in braces or apart. */
export interface FigureWish {
  readonly period: string;
  readonly figure: string;
  readonly labels: Labels;
  readonly against: 'previous' | 'lastYear' | undefined;
  /** null: now. */
  readonly at: Instant | null;
}

export interface ExplanationSource {
  /** @throws PulseError PULSE_USAGE for what is no period or no figure of it, with the nearest ones. */
  explain(wish: FigureWish, language: Language): Promise<Explanation>;
  /** One page of the cases behind a figure. @throws PulseError as `explain`, and for an `after` that is no cursor. */
  cases(wish: FigureWish & { readonly after?: string | undefined; readonly limit: number }): Promise<CasePage>;
}

/** Somebody takes note of an alert. `until`: of a snooze, as people write it (an instant, 30m, 2h, 1d). */
export interface TakenNote {
  readonly alertId: string;
  readonly by: string;
  readonly note?: string | undefined;
  readonly until?: string | undefined;
}

/** As it was put on record. */
export interface NoteOnRecord {
  readonly alertId: string;
  readonly action: 'ack' | 'snooze';
  readonly by: string;
  readonly at: string;
  readonly until?: string | undefined;
}

export interface AlertQuery {
  readonly open: boolean;
  readonly unit?: string | undefined;
  readonly kind?: AlertKind | undefined;
}

export interface AlertSource {
  /** Newest first, one a subject. */
  rows(query: AlertQuery): readonly Row[];
  byId(prefix: string): Found;
  /** Every alert that is published from now on, once. */
  onAlert(listener: (alert: Alert) => void): () => void;
  onNote(listener: (note: NoteOnRecord) => void): () => void;
  /** Resolves when it is in the log. @throws PulseError PULSE_USAGE when `until` is no end of a snooze. */
  acknowledge(alert: Alert, said: TakenNote): Promise<NoteOnRecord>;
}

export interface Readiness {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, { readonly ok: boolean; readonly detail?: string | undefined }>>;
}

export interface Health {
  live(): boolean;
  ready(): Promise<Readiness>;
}

export interface TokenStore {
  /** null: no such token, or it was revoked. @throws PulseError, retryable: whether there is one cannot be told now. */
  verify(token: string): Promise<{ readonly id: string; readonly role: Role } | null>;
  /** Of one that was verified: it was not revoked since. */
  stands(id: string): boolean;
}

/** 中文 names of codes, as the catalogue has them; a code that is missing is its own name. */
export interface CatalogueLabels {
  readonly language: 'zh';
  /** Kind of label (channel, category, nature, …) → code → name. */
  readonly labels: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly units: Readonly<Record<string, { readonly name: string; readonly kind: string }>>;
  /** Indicator → what it should reach, in %, as decimal text; none: nothing is asked of it. */
  readonly norms?: Readonly<Record<string, string>> | undefined;
}

/** Everything under /v1. */
export interface ApiSources {
  readonly intake: EventIntake;
  readonly figures: FigureSource;
  readonly revisions: RevisionSource;
  readonly tickets: TicketSource;
  readonly explanations: ExplanationSource;
  readonly alerts: AlertSource;
  readonly tokens: TokenStore;
  readonly catalogue: CatalogueLabels;
}
