import type { Alert, Severity } from '../../domain/alert.js';

/** What a sink is asked to send: one alert, or a digest of several. */
export interface Message {
  /** The alert's id; of a digest, one made of those of its alerts. The same for every repeat. */
  readonly id: string;
  readonly severity: Severity;
  /** One line: what, which unit, how long. */
  readonly title: string;
  /** The rest, in the Markdown that chat robots share (bold, quote, link; no tables), short enough for a phone. */
  readonly markdown: string;
  /** The same without marks. */
  readonly text: string;
  /** A digest has one row an alert; absent: a single alert. */
  readonly table?: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };
  /** Where to look at it, if a dashboard is configured. */
  readonly link?: string;
  readonly alerts: readonly Alert[];
}
