import { naiveContext } from '../../src/commands/naive-context.js';
import type { Alert } from '../../src/domain/alert.js';
import type { AlertAcked, HotlineEvent } from '../../src/domain/events.js';
import type { Offset } from '../../src/ports/event-log.js';
import { readHistory, type TicketFacts } from '../../src/verifier/facts.js';
import { readRecord } from './fault-meaning.js';
import { topics } from './fault-records.js';
import { Violation } from './fault-run.js';
import { type Ends, isOfTimer, publishedAlerts, type Telling } from './fault-told.js';
import type { TaskWorld } from './task-world.js';
import { configuration } from './views.js';

/**
 * What is promised of alerts, whatever happens to processes, requests and the store; tickets as the verifier reads them.
 *
 * Whenever one is put into an outbox: its ticket is open, and due as it says, in the sum of all records that the task had
 * committed and all that stood in its partition when the horizon was taken. (So none is called overdue whose closing was
 * already in the log.) And the task has read nothing of its contact that came after the horizon: of that it may not have
 * read all.
 *
 * In the end: of each ticket that is left open the last reminder was published (or its overdue alert, if somebody took
 * note of one); of each that was closed late, or stands open again, that; only what was put into an outbox was published,
 * and unless the store fell back all of it; one id is one alert and one alert one id. Not promised once the store fell
 * back: that what only a lost commit knew is told, and that a settled alert repeats under its id (its record decides).
 */
export class AlertWatch {
  readonly #world: TaskWorld;
  readonly #partitions: number;
  readonly #isStrict: boolean;
  #seen = 0;

  /** @param isStrict false: only what is not true, or lost, is wrong; not that it might have been. */
  constructor(world: TaskWorld, partitions: number, isStrict = true) {
    this.#world = world;
    this.#isStrict = isStrict;
    this.#partitions = partitions;
  }

  /** What was told since the last look. */
  look(): void {
    const { told } = this.#world.store;
    const wrong = told.slice(this.#seen).flatMap((telling) => this.#untrue(telling));
    this.#seen = told.length;
    if (wrong.length > 0) throw new Violation(this.#world, wrong);
  }

  #untrue({ partition, offsets, alerts }: Telling): string[] {
    return alerts.filter(isOfTimer).flatMap((alert) => {
      const firedAt = Date.parse(alert.firedAt);
      const ends = this.#world.horizons.get(firedAt);
      if (ends === undefined) return [`${alert.kind} was fired at ${alert.firedAt}, when nobody took a horizon`];
      const upTo = new Map<string, Offset>();
      for (const [topic, list] of ends) upTo.set(topic, larger(offsets.get(topic) ?? 0n, list[partition]!));
      const known = this.#knownOf(partition, upTo);
      if (this.#isStrict && this.#contactsIn(partition, ends, offsets).has(alert.ticket!.contactId))
        return [
          `${alert.kind} of ${alert.subject} fired at ${alert.firedAt}: half known, of records after the horizon`,
        ];
      const ticket = known.tickets.find((t) => isOf(t, alert));
      const why = untrueOf(alert, ticket, firedAt);
      return why === null ? [] : [`${alert.kind} of ${alert.subject} fired at ${alert.firedAt}: ${why}`];
    });
  }

  /** Contacts of which the task has committed records that the horizon does not cover. */
  #contactsIn(partition: number, ends: Ends, offsets: ReadonlyMap<string, Offset>): Set<string> {
    const found = new Set<string>();
    for (const [topic, list] of ends) {
      for (const record of this.#world.log.records(topic, partition, list[partition]!, offsets.get(topic) ?? 0n)) {
        const read = readRecord(record, partition, this.#partitions);
        if (read.kind === 'event') found.add(read.event.data.contactId);
      }
    }
    return found;
  }

  #knownOf(partition: number, upTo: ReadonlyMap<string, Offset>): Known {
    const events: HotlineEvent[] = [];
    const latest = new Map<string, number>();
    const acks = new Map<string, AlertAcked>();
    const ends = new Map<string, number>();
    for (const [topic, end] of upTo) {
      for (const record of this.#world.log.records(topic, partition, 0n, end)) {
        const read = readRecord(record, partition, this.#partitions);
        if (read.kind !== 'event') continue;
        const { event } = read;
        const { contactId } = event.data;
        latest.set(contactId, Math.max(latest.get(contactId) ?? 0, record.timestamp));
        if (event.type === 'hotline.ticket-closed.v1' && !event.data.deleted) {
          const key = `${contactId} ${event.data.ticketId}`;
          const instants = [event.data.closedAt ?? Infinity, ...event.data.reopenings.map((r) => r.at)];
          ends.set(key, Math.min(ends.get(key) ?? Infinity, ...instants));
        }
        // The steps make acknowledgements in the order of their times, and retract none.
        if (event.type !== 'hotline.alert-acked.v1') events.push(event);
        else if (!event.data.deleted) acks.set(`${contactId} ${event.data.ticketId}`, event.data);
      }
    }
    return { tickets: readHistory(events, naive).tickets, latest, acks, ends };
  }

  /** One owner is left, everything is read, and the clock is beyond all timers. */
  atEnd(fellBack: boolean): void {
    const { log, store } = this.#world;
    const published = publishedAlerts(log);
    const ids = new Set(published.map(({ id }) => id));
    const everTold = new Set(store.told.flatMap(({ alerts }) => alerts.map(({ id }) => id)));
    const wrong = [
      ...[...ids].filter((id) => !everTold.has(id)).map((id) => `${id} was published, and never committed`),
      ...[...everTold]
        .filter((id) => !fellBack && !ids.has(id))
        .map((id) => `${id} was committed, and never published`),
      ...mixedUp(published),
    ];
    for (let p = 0; p < this.#partitions; p++) {
      if (store.state(p).outbox.size > 0) wrong.push(`the outbox of partition ${p} is not empty`);
      const ends = new Map(topics.inputs.map((topic) => [topic, log.end(topic, p)]));
      wrong.push(...missing(this.#knownOf(p, ends), published));
    }
    if (wrong.length > 0) throw new Violation(this.#world, wrong);
  }
}

interface Known {
  readonly tickets: readonly TicketFacts[];
  /** Contact → the latest timestamp of its records. */
  readonly latest: ReadonlyMap<string, number>;
  /** The earliest closing or reopening that any version told of a ticket: what was too old when it came is not told later. */
  readonly ends: ReadonlyMap<string, number>;
  /** The last one of each ticket. */
  readonly acks: ReadonlyMap<string, AlertAcked>;
}

const naive = naiveContext(configuration, 0);
const { timers } = configuration.views;
const larger = (a: Offset, b: Offset): Offset => (a > b ? a : b);
const isOf = ({ data }: TicketFacts, { ticket }: Alert): boolean =>
  data.contactId === ticket?.contactId && data.ticketId === ticket.ticketId;
const reopeningsOf = ({ closing }: TicketFacts): number => closing?.reopenings.length ?? 0;

/** What an alert is about: the ticket, its due, reopening and unit. */
const keyOf = ({ ticket: t }: Alert): string =>
  JSON.stringify([t?.contactId, t?.ticketId, t?.dueAt, t?.reopenings, t?.unit.code]);
const keyNow = (t: TicketFacts): string =>
  JSON.stringify([
    t.data.contactId,
    t.data.ticketId,
    t.due.at === null ? null : new Date(t.due.at).toISOString(),
    reopeningsOf(t),
    t.unit,
  ]);

/** null: it is true. */
function untrueOf(alert: Alert, ticket: TicketFacts | undefined, firedAt: number): string | null {
  if (ticket === undefined) return 'there is no such ticket';
  const { due, closedAt } = ticket;
  if (closedAt !== null) return `it was closed at ${new Date(closedAt).toISOString()}`;
  if (due.at === null || due.held) return 'it has no due, or is on hold';
  if (keyNow(ticket) !== keyOf(alert)) return `it is ${keyNow(ticket)}, not ${keyOf(alert)}`;
  if (Date.parse(alert.at) > firedAt) return `it becomes true at ${alert.at}`;
  const isOverdue = alert.kind === 'ticket-overdue' || alert.kind === 'ticket-still-overdue';
  return isOverdue && due.at + timers.graceMs > firedAt ? 'its grace is not over' : null;
}

/** Ids that mean two alerts, and alerts of two ids. */
function mixedUp(published: readonly Alert[]): string[] {
  const wrong: string[] = [];
  const [meanings, names] = [new Map<string, string>(), new Map<string, string>()];
  for (const alert of published) {
    if (alert.kind === 'ticket-settled') continue;
    const meaning = meaningOf(alert);
    if ((meanings.get(alert.id) ?? meaning) !== meaning) wrong.push(`${alert.id} is ${meaning}, and another one`);
    if ((names.get(meaning) ?? alert.id) !== alert.id) wrong.push(`${meaning} has two ids`);
    meanings.set(alert.id, meaning);
    names.set(meaning, alert.id);
  }
  return wrong;
}

/** What is told at once is the same whichever unit has the ticket, and a reopening whatever its due. */
function meaningOf({ kind, ticket: t, ...alert }: Alert): string {
  if (kind === 'ticket-reopened') return `${kind} ${t?.contactId} ${t?.ticketId} ${t?.reopenings}`;
  if (kind === 'ticket-closed-late') return `${kind} ${t?.contactId} ${t?.ticketId} ${t?.dueAt} ${t?.reopenings}`;
  return `${kind} ${keyOf({ kind, ticket: t, ...alert })} ${t?.percent ?? t?.day ?? ''}`;
}

function missing({ tickets, latest, acks, ends }: Known, published: readonly Alert[]): string[] {
  return tickets.flatMap((ticket) => {
    const { contactId, ticketId } = ticket.data;
    const isThere = (kind: string, of: (alert: Alert) => boolean = () => true): boolean =>
      published.some((alert) => alert.kind === `ticket-${kind}` && isOf(ticket, alert) && of(alert));
    const lack = (kind: string): string[] => [`${kind} of ${keyNow(ticket)} was never published`];
    const mayBeOld = (at: number): boolean => latest.get(contactId)! - at > timers.maxAgeMs;
    const { due, closedAt } = ticket;
    const wasOld = mayBeOld(ends.get(`${contactId} ${ticketId}`) ?? Infinity);
    const isNow = (alert: Alert): boolean => keyOf(alert) === keyNow(ticket);
    const reopening = lastOf(ticket);
    const out: string[] = [];
    if (closedAt !== null) {
      const isLate = due.at !== null && closedAt > due.at && !wasOld;
      const of = ({ ticket: t }: Alert) => Date.parse(t!.dueAt!) === due.at && t!.reopenings === reopeningsOf(ticket);
      return isLate && !isThere('closed-late', of) ? lack('closed-late') : [];
    }
    const again = (alert: Alert) => alert.ticket!.reopenings === reopeningsOf(ticket);
    if (ticket.closing !== null && reopening !== null && !wasOld && !isThere('reopened', again))
      out.push(...lack('reopened'));
    if (due.at === null || due.held || mayBeOld(due.at)) return out;
    const ack = acks.get(`${contactId} ${ticketId}`);
    const isHeard = ack?.action === 'ack' && published.some((alert) => alert.id === ack.alertId && isNow(alert));
    if (isHeard) {
      if (!isThere('overdue', isNow) && !isThere('still-overdue', isNow)) out.push(...lack('overdue'));
    } else if (!isThere('still-overdue', (alert) => isNow(alert) && alert.ticket!.day === timers.maxReminders))
      out.push(...lack('the last reminder'));
    return out;
  });
}

function lastOf({ closing }: TicketFacts): number | null {
  const all = closing?.reopenings.map(({ at }) => at) ?? [];
  return all.length === 0 ? null : Math.max(...all);
}
