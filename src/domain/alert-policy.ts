import { type Alert, type AlertKind, type AlertTicket, type ConditionKind, conditionKinds } from './alert.js';
import type { Nature, Urgency } from './deadlines.js';
import { type EscalationStep, type LocalTime, type ReminderRules, type Rung, rungsOf } from './escalation.js';
import type { Instant } from './instant.js';
import { heldUntil, type QuietHours } from './quiet-hours.js';

/** Which tickets a kind is about. Every list that is there must allow the ticket. */
export interface TicketFilter {
  readonly natures?: readonly Nature[];
  readonly urgencies?: readonly Urgency[];
  /** Codes of units, or `unassigned`. */
  readonly units?: readonly string[];
  readonly exceptUnits?: readonly string[];
}

/** What decides at sending time what is said, to whom and when. No secret is in it; none of it is part of the state. */
export interface AlertPolicy {
  /** Of a condition: whether it is watched. */
  readonly kinds: Readonly<Record<AlertKind, boolean | TicketFilter>>;
  readonly escalation: readonly EscalationStep[];
  readonly conditionsGoTo: Readonly<Record<ConditionKind, readonly Rung[]>>;
  /** That a month which was final has another revision. */
  readonly revisionsGoTo: readonly Rung[];
  readonly reminders: ReminderRules;
  readonly quietHours: QuietHours | null;
  readonly digest: { readonly above: number; readonly gatherSeconds: number };
  /** Every name of every unit → its code: events may carry any of them. */
  readonly unitCodes: ReadonlyMap<string, string>;
}

/** Addresses of a sink that sends mail. Codes of units as keys. */
export interface MailBook {
  readonly to: readonly string[];
  readonly units: ReadonlyMap<string, readonly string[]>;
  readonly supervisors: ReadonlyMap<string, readonly string[]>;
}

/** What one sink takes. */
export interface Route {
  /** Patterns of audiences: `matches`. */
  readonly for: readonly string[];
  /** null: every kind. */
  readonly kinds: readonly AlertKind[] | null;
  /** null: a sink with one address, such as a robot. */
  readonly mail: MailBook | null;
}

/** What becomes of an alert at one sink, at one instant. */
export interface Decision {
  readonly wanted: boolean;
  /** Addresses of a mail sink; empty: the sink's own. */
  readonly to: readonly string[];
  /** Not to be sent before. null: at once. */
  readonly heldUntil: Instant | null;
}

export function decide(policy: AlertPolicy, route: Route, alert: Alert, at: Instant, local: LocalTime): Decision {
  const audiences = audiencesOf(policy, alert, local);
  const taken = route.kinds === null || route.kinds.includes(alert.kind);
  if (!taken || !wants(policy, alert) || !matches(route.for, audiences)) {
    return { wanted: false, to: [], heldUntil: null };
  }
  const to = recipientsOf(route, audiences);
  return { wanted: true, to, heldUntil: heldUntil(policy.quietHours, at, local.zone, alert.severity) };
}

/** Whether anybody is told of this alert at all. */
export function wants(policy: AlertPolicy, alert: Alert): boolean {
  const rule = policy.kinds[alert.kind];
  // Who heard that a condition opened also hears that it ended, although it is not watched any more.
  if (alert.ticket === undefined) return rule !== false || alert.state === 'resolved';
  if (typeof rule === 'boolean') return rule;
  const { nature, urgency, unit } = alert.ticket;
  const code = unitCode(policy, unit.code);
  return (
    (rule.natures?.includes(nature) ?? true) &&
    (rule.urgencies?.includes(urgency) ?? true) &&
    (rule.units?.includes(code) ?? true) &&
    !(rule.exceptUnits?.includes(code) ?? false)
  );
}

/**
 * Whom an alert concerns: `unit:CODE`, `supervisor:CODE`, `duty`, `leader`; of a ticket by the escalation ladder, of a
 * condition as it is configured. What nobody has been given yet concerns the duty desk: it has to be dispatched.
 */
export function audiencesOf(policy: AlertPolicy, alert: Alert, local: LocalTime): readonly string[] {
  const unit = alert.ticket?.unit.code ?? alert.condition?.labels['unit'];
  const code = unit === undefined || unit === unassigned ? null : unitCode(policy, unit);
  const audiences = rungsFor(policy, alert, local).map((rung) => audienceOf(rung, code));
  return [...new Set(audiences)];
}

/** The code of tickets that are not dispatched (kpi.md section 2). */
export const unassigned = 'unassigned';

const unitCode = (policy: AlertPolicy, name: string): string => policy.unitCodes.get(name) ?? name;

function rungsFor(policy: AlertPolicy, alert: Alert, local: LocalTime): readonly Rung[] {
  if (hasTicket(alert)) return rungsOf(policy.escalation, alert, policy.reminders, local);
  return isConditionKind(alert.kind) ? policy.conditionsGoTo[alert.kind] : policy.revisionsGoTo;
}

const hasTicket = (alert: Alert): alert is Alert & { readonly ticket: AlertTicket } => alert.ticket !== undefined;

const isConditionKind = (kind: AlertKind): kind is ConditionKind =>
  (conditionKinds as readonly AlertKind[]).includes(kind);

function audienceOf(rung: Rung, unit: string | null): string {
  if (rung === 'duty' || rung === 'leader') return rung;
  return unit === null ? 'duty' : `${rung}:${unit}`;
}

/**
 * Whether patterns cover one of the audiences: `all` covers everything, even what concerns nobody; `units` and
 * `supervisor` those of every unit; any other pattern only itself.
 */
export function matches(patterns: readonly string[], audiences: readonly string[]): boolean {
  return patterns.includes('all') || audiences.some((audience) => patterns.some((p) => covers(p, audience)));
}

function covers(pattern: string, audience: string): boolean {
  if (pattern === 'all' || pattern === audience) return true;
  if (pattern === 'units') return audience.startsWith('unit:');
  return pattern === 'supervisor' && audience.startsWith('supervisor:');
}

/**
 * The addresses of a mail sink, each once: those of the unit or supervisor where the book has them, else its `to`.
 *
 * @returns empty for a sink with one address of its own.
 */
export function recipientsOf(route: Route, audiences: readonly string[]): readonly string[] {
  const book = route.mail;
  if (book === null) return [];
  const covered = audiences.filter((audience) => matches(route.for, [audience]));
  const addresses = covered.flatMap((audience) => addressesOf(book, audience));
  return addresses.length === 0 ? book.to : [...new Set(addresses)];
}

function addressesOf(book: MailBook, audience: string): readonly string[] {
  const colon = audience.indexOf(':');
  if (colon < 0) return book.to;
  const entries = audience.startsWith('unit:') ? book.units : book.supervisors;
  return entries.get(audience.slice(colon + 1)) ?? book.to;
}
