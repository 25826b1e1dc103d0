import type { Alert } from '../../src/domain/alert.js';
import type { HotlineEvent } from '../../src/domain/events.js';
import { partitionOf } from '../../src/domain/partitioner.js';
import type { LogRecord, Offset } from '../../src/ports/event-log.js';
import type { TicketFacts } from '../../src/verifier/facts.js';
import { untrueAtOnce } from './fault-at-once.js';
import { leftOpen, notRising } from './fault-episodes.js';
import { ackNow, eventOf, isOf, type Known, keyNow, keyOf, knownOf, reopeningsOf } from './fault-known.js';
import { readRecord } from './fault-meaning.js';
import { topics } from './fault-records.js';
import { Violation } from './fault-run.js';
import { type Ends, isOfTimer, publishedAlerts, type Telling } from './fault-told.js';
import type { TaskWorld } from './task-world.js';
import { configuration } from './views.js';

/**
 * What is promised of alerts, whatever happens to processes, requests and the store; tickets as the verifier reads them.
 *
 * Whenever a timer's is put into an outbox: its ticket is open, and due as it says, and nobody has silenced it, in the sum of
 * all records that the task had committed and all that stood in its partition when the horizon was taken. (So none is called
 * overdue whose closing was already in the log.) Where copies came lately, and for as long as the task has patience, of what
 * stood in wrong partitions then, too. And the task has read nothing of its contact that came after the horizon: of that it
 * may not have read all. What is told at once holds after a record of its batch.
 *
 * In the end: of each ticket that is left open the last reminder was published (or its overdue alert, if somebody took
 * note of one); of each that was closed late, or stands open again, that; only what was put into an outbox was published,
 * and unless the store fell back all of it; one id is one alert and one alert one id; the timers of one due told more each
 * time, and what they told of a ticket that is no longer so has ended. Not promised once the store fell back: that what only
 * a lost commit knew is told, or ended, and that a settled alert repeats under its id (its record decides).
 */
export class AlertWatch {
  readonly #world: TaskWorld;
  readonly #partitions: number;
  readonly #isStrict: boolean;
  readonly #known = new Map<string, Known>();
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
    const from = this.#seen;
    this.#seen = told.length;
    const wrong = told.slice(from).flatMap((telling, i) => {
      const earlier = told.slice(0, from + i).flatMap(({ alerts }) => alerts);
      return [...this.#untrueTimers(telling), ...this.#untrueAtOnce(telling, earlier)];
    });
    if (wrong.length > 0) throw new Violation(this.#world, wrong);
  }

  #untrueTimers(telling: Telling): string[] {
    const { partition, offsets } = telling;
    return telling.alerts.filter(isOfTimer).flatMap((alert) => {
      const firedAt = Date.parse(alert.firedAt);
      const ends = this.#world.horizons.get(firedAt);
      if (ends === undefined) return [`${alert.kind} was fired at ${alert.firedAt}, when nobody took a horizon`];
      const upTo = new Map<string, Offset>();
      for (const [topic, list] of ends) upTo.set(topic, larger(offsets.get(topic) ?? 0n, list[partition]!));
      if (this.#isStrict && this.#contactsIn(partition, ends, offsets).has(alert.ticket!.contactId))
        return [
          `${alert.kind} of ${alert.subject} fired at ${alert.firedAt}: half known, of records after the horizon`,
        ];
      const copies = this.#isStrict ? this.#copiesOf(telling, ends, firedAt) : [];
      const known = this.#knownOf(partition, upTo, copies);
      const why = untrueOf(alert, known, firedAt, publishedAlerts(this.#world.log));
      return why === null ? [] : [`${alert.kind} of ${alert.subject} fired at ${alert.firedAt}: ${why}`];
    });
  }

  #untrueAtOnce({ partition, from, offsets, alerts }: Telling, earlier: readonly Alert[]): string[] {
    const atOnce = alerts.filter((alert) => !isOfTimer(alert));
    const after = atOnce.length === 0 ? [] : this.#afterEach(partition, from, offsets);
    return atOnce.flatMap((alert, i) => {
      const why = untrueAtOnce(alert, after, [...earlier, ...alerts.slice(0, i)]);
      return why === null ? [] : [`${alert.kind} of ${alert.subject}, ${alert.state}, at ${alert.at}: ${why}`];
    });
  }

  /** What was known after each record of a batch. */
  #afterEach(partition: number, from: ReadonlyMap<string, Offset>, to: ReadonlyMap<string, Offset>): Known[] {
    const { log } = this.#world;
    return [...to].flatMap(([topic, end]) =>
      log
        .records(topic, partition, from.get(topic) ?? 0n, end)
        .map(({ offset }) => this.#knownOf(partition, new Map([...from, [topic, offset + 1n]]))),
    );
  }

  /** Records below an offset do not change, so the same offsets mean the same all the time. */
  #knownOf(partition: number, upTo: ReadonlyMap<string, Offset>, copies: readonly HotlineEvent[] = []): Known {
    const { log } = this.#world;
    if (copies.length > 0) return knownOf(log, partition, this.#partitions, upTo, copies);
    const key = `${partition} ${topics.inputs.map((topic) => upTo.get(topic) ?? 0n).join(' ')}`;
    const known = this.#known.get(key) ?? knownOf(log, partition, this.#partitions, upTo);
    this.#known.set(key, known);
    return known;
  }

  /** Contacts of which the task has committed records that the horizon does not cover. */
  #contactsIn(partition: number, ends: Ends, offsets: ReadonlyMap<string, Offset>): Set<string> {
    const found = new Set<string>();
    for (const [topic, list] of ends) {
      for (const record of this.#world.log.records(topic, partition, list[partition]!, offsets.get(topic) ?? 0n)) {
        const event = eventOf(record, partition, this.#partitions);
        if (event !== null) found.add(event.data.contactId);
      }
    }
    return found;
  }

  /** What stood in wrong partitions at the horizon, as far as the task promises to wait for its copies. */
  #copiesOf({ partition, copyAt }: Telling, ends: Ends, firedAt: number): HotlineEvent[] {
    if (copyAt === null || firedAt - copyAt > lately || this.#world.now() - firedAt > patience) return [];
    const others = [...Array(this.#partitions).keys()].filter((p) => p !== partition);
    const ofOthers = others.flatMap((p) =>
      [...ends].flatMap(([topic, list]) =>
        this.#world.log.records(topic, p, 0n, list[p]!).flatMap((record) => this.#misplaced(record, p)),
      ),
    );
    return ofOthers.filter(({ data }) => partitionOf(data.contactId, this.#partitions) === partition);
  }

  #misplaced(record: LogRecord, partition: number): HotlineEvent[] {
    const read = readRecord(record, partition, this.#partitions);
    return read.kind === 'rerouted' ? [read.event] : [];
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
      const known = this.#knownOf(p, ends);
      wrong.push(...missing(known, published));
      if (fellBack || !this.#isStrict) continue;
      const told = store.told.filter(({ partition }) => partition === p).flatMap(({ alerts }) => alerts);
      wrong.push(...notRising(told), ...leftOpen(told, known));
    }
    if (wrong.length > 0) throw new Violation(this.#world, wrong);
  }
}

const { timers } = configuration.views;
/** As long as src/engine/timer-duty.ts waits for what lies in wrong partitions, and after so late a copy. */
const [patience, lately] = [15 * 60_000, 30 * 86_400_000];
const larger = (a: Offset, b: Offset): Offset => (a > b ? a : b);

/** null: it is true. */
function untrueOf(alert: Alert, known: Known, firedAt: number, published: readonly Alert[]): string | null {
  const ticket = known.tickets.find((t) => isOf(t, alert));
  if (ticket === undefined) return 'there is no such ticket';
  const { due, closedAt } = ticket;
  if (closedAt !== null) return `it was closed at ${new Date(closedAt).toISOString()}`;
  if (due.at === null || due.held) return 'it has no due, or is on hold';
  if (keyNow(ticket) !== keyOf(alert)) return `it is ${keyNow(ticket)}, not ${keyOf(alert)}`;
  if (Date.parse(alert.at) > firedAt) return `it becomes true at ${alert.at}`;
  const ack = alert.kind === 'ticket-overdue' ? null : ackNow(ticket, known, published);
  if (ack !== null && (ack.action === 'ack' || (ack.until ?? 0) > firedAt)) return `somebody said ${ack.action}`;
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

function missing(known: Known, published: readonly Alert[]): string[] {
  const { tickets, latest, ends } = known;
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
    if (ackNow(ticket, known, published)?.action === 'ack') {
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
