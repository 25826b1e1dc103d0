import type { HotlineEvent, TicketClosed, TicketCreated } from '../../src/domain/events.js';
import { dueOf, type Known, type Timer, timersOf } from './alerts-naive-timers.js';

/** The second path to the alerts of a stream: ticket by ticket, look by look, event by event, in plain loops. */

export interface NaiveArrival {
  readonly at: number;
  readonly event: HotlineEvent;
}

export interface NaiveAlert {
  readonly kind: string;
  readonly ticketId: string;
  readonly unit: string;
  readonly at: number;
  readonly firedAt: number;
}

const maxAge = 72 * 3_600_000;

export interface NaiveStory {
  readonly alerts: readonly NaiveAlert[];
  /** What was too old to be told when it was first seen. */
  readonly aged: number;
}

/** @param looks ascending; what has arrived by a look was read before it, tickets before closings. */
export function naiveAlerts(arrivals: readonly NaiveArrival[], looks: readonly number[]): NaiveStory {
  const byTicket = new Map<string, NaiveArrival[]>();
  for (const arrival of arrivals) {
    const { data } = arrival.event;
    if (!('ticketId' in data) || data.ticketId === undefined) continue;
    const list = byTicket.get(data.ticketId) ?? [];
    byTicket.set(data.ticketId, [...list, arrival]);
  }
  const lives = [...byTicket.values()].map((list) => new TicketLife(list));
  for (const life of lives) life.play(looks);
  return { alerts: lives.flatMap(({ out }) => out), aged: lives.reduce((sum, { aged }) => sum + aged, 0) };
}

/** Told of a ticket that is history: more than any timer. */
const history = 1000;

class TicketLife {
  readonly out: NaiveAlert[] = [];
  aged = 0;
  readonly #arrivals: NaiveArrival[];
  #ticket: TicketCreated | undefined;
  #closing: TicketClosed | undefined;
  #timers: readonly Timer[] = [];
  /** The due and the number of reopenings that the last timer was about, and how far it was. */
  #told: { due: number; reopenings: number; level: number } | null = null;

  constructor(arrivals: readonly NaiveArrival[]) {
    this.#arrivals = [...arrivals].sort((a, b) => a.at - b.at);
  }

  play(looks: readonly number[]): void {
    const first = this.#arrivals[0]!.at;
    for (let i = firstAtOrAfter(looks, first); i < looks.length; i++) {
      const look = looks[i]!;
      const come = this.#arrivals.filter(({ at }) => at <= look && at > (looks[i - 1] ?? 0));
      for (const type of ['hotline.ticket-created.v1', 'hotline.ticket-closed.v1'])
        for (const arrival of come) if (arrival.event.type === type) this.#read(arrival);
      this.#look(look);
      const isDone = this.#timers.length === 0 && this.#arrivals.at(-1)!.at <= look;
      if (isDone) break;
    }
  }

  #read({ event, at: recordTime }: NaiveArrival): void {
    const before = this.#known();
    if (event.data.deleted) throw new Error('the simulator retracts nothing');
    if (event.type === 'hotline.ticket-created.v1' && event.data.rev >= (this.#ticket?.rev ?? 0))
      this.#ticket = event.data;
    if (event.type === 'hotline.ticket-closed.v1' && event.data.rev >= (this.#closing?.rev ?? 0))
      this.#closing = event.data;
    const after = this.#known();
    if (after === null) return;
    this.#timers = isOpen(after) ? timersOf(after) : [];
    this.#tell(before, after, recordTime);
    if (before !== null || !isOpen(after) || recordTime - dueOf(after).due <= maxAge) return;
    this.#told = { due: dueOf(after).due, reopenings: reopened(after), level: history };
    this.aged++;
  }

  #tell(before: Known | null, after: Known, recordTime: number): void {
    const { due } = dueOf(after);
    const closedAt = after.closing?.closedAt ?? null;
    const told = this.#told !== null && this.#told.level < history ? this.#told : null;
    const wasTold = before !== null && isOpen(before) && told !== null && told.reopenings === reopened(before);
    if (closedAt !== null) {
      if (closedAt > due) {
        const isNew = before === null || lateOf(before) !== lateOf(after);
        if (isNew) this.#fact('closed-late', closedAt, recordTime, wasTold);
      } else if (wasTold) this.#say('settled', closedAt, recordTime);
      return;
    }
    // It was given more time: what was told of the old due is over.
    const hasMore = wasTold && told!.due === dueOf(before!).due && told!.due !== due;
    const isAgain = reopened(after) > 0 && !(before && isOpen(before) && reopened(before) === reopened(after));
    if (isAgain) this.#fact('reopened', after.closing!.reopenings.at(-1)!.at, recordTime, hasMore);
    else if (hasMore) this.#say('settled', recordTime, recordTime);
  }

  #fact(kind: string, at: number, recordTime: number, ends: boolean): void {
    if (recordTime - at > maxAge && !ends) this.aged++;
    else this.#say(kind, at, recordTime);
  }

  #look(now: number): void {
    const known = this.#known();
    if (known === null || this.#timers.length === 0) return;
    const due = this.#timers.find(({ level }) => level === 4)!.at;
    const reopenings = known.closing?.reopenings.length ?? 0;
    const isSame = this.#told !== null && this.#told.due === due && this.#told.reopenings === reopenings;
    const level = isSame ? this.#told!.level : 0;
    let fired: Timer | null = null;
    for (const timer of this.#timers) if (timer.level > level && timer.fireAt <= now) fired = timer;
    if (fired === null) return;
    this.#told = { due, reopenings, level: fired.level };
    this.#say(fired.kind, fired.at, now);
  }

  #known(): Known | null {
    return this.#ticket === undefined ? null : { ticket: this.#ticket, closing: this.#closing };
  }

  #say(kind: string, at: number, firedAt: number): void {
    const { ticketId, unit } = this.#ticket!;
    this.out.push({ kind, ticketId, unit: unit!.code, at, firedAt });
  }
}

const reopened = ({ closing }: Known): number => closing?.reopenings.length ?? 0;
/** What makes one late closing another one; null: it is none. */
function lateOf(known: Known): string | null {
  const closedAt = known.closing?.closedAt ?? null;
  const { due } = dueOf(known);
  return closedAt !== null && closedAt > due ? `${due} ${reopened(known)}` : null;
}
const isOpen = ({ closing }: Known): boolean => closing === undefined || closing.closedAt === null;

function firstAtOrAfter(looks: readonly number[], at: number): number {
  let low = 0;
  let high = looks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (looks[middle]! < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
