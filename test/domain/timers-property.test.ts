import { deepStrictEqual } from 'node:assert/strict';
import { describe, test } from '@jest/globals';
import fc from 'fast-check';
import { alertId } from '../../src/domain/alert.js';
import { type Case, emptyCase } from '../../src/domain/case.js';
import { dueOf } from '../../src/domain/deadlines.js';
import type { TicketClosed, TicketCreated } from '../../src/domain/events.js';
import { formatInstant } from '../../src/domain/instant.js';
import { fireTimers } from '../../src/domain/ticket-alerts.js';
import { nextTimer } from '../../src/domain/timers.js';
import { context } from '../support/counts.js';
import { at } from '../support/deadlines.js';
import { seed } from '../support/seed.js';
import { then } from './timer-support.js';
import { naiveTimers } from './timers-naive.js';

/**
 * Random lives of a ticket (holds, extensions, given dues, reopenings, other units, acknowledgements, snoozes), looked at now
 * and then: each look tells what the naive list of timers says, of it the most advanced, each once.
 */

const minute = 60_000;
const base = fc
  .constantFrom('02-03', '04-20', '04-29', '06-09', '06-28', '09-16', '09-29')
  .map((d) => at(`${d} 00:00`));
const days = (from: number, to: number) => fc.integer({ min: from * 1440, max: to * 1440 });
const maybe = <T>(arb: fc.Arbitrary<T>, freq = 3) => fc.option(arb, { nil: undefined, freq });
/** Often 24:00 of a day. */
const dueIn = fc.oneof(days(-1, 20), fc.integer({ min: 0, max: 20 }).map((day) => day * 1440)); // biome-ignore format: one line

const ticketLife = fc.record({
  created: days(0, 4),
  nature: fc.constantFrom('help', 'help', 'consultation'),
  urgency: maybe(fc.constantFrom('normal', 'urgent', 'critical')),
  unit: maybe(fc.constantFrom('hanbin', 'town')),
  dueAt: maybe(dueIn),
  extension: maybe(fc.tuple(days(0, 10), dueIn), 2),
  holds: fc.array(fc.tuple(days(-1, 12), maybe(days(0, 5), 5)), { maxLength: 3 }),
});
const closingLife = fc.record({
  reopenings: fc.array(fc.tuple(days(1, 15), maybe(dueIn)), { maxLength: 2 }),
  firstClosed: maybe(days(1, 12)),
  closed: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
});
const stage = fc.record({
  ticket: maybe(ticketLife, 1),
  closing: maybe(closingLife, 1),
  /** Which of the naive timers somebody takes note of, and until when; null: of the cycle. */
  ack: maybe(fc.tuple(fc.nat(13), maybe(days(0, 25))), 1),
  looks: fc.array(days(0, 35), { maxLength: 4 }),
});
const life = fc.tuple(base, ticketLife, fc.array(stage, { minLength: 1, maxLength: 4 }));

type Ticket = typeof ticketLife extends fc.Arbitrary<infer T> ? T : never;
type Closing = typeof closingLife extends fc.Arbitrary<infer T> ? T : never;
const text = (from: number, minutes: number): string => new Date(from + minutes * minute).toISOString();

function withTicket(c: Case, from: number, t: Ticket): Case {
  const [approved, newDue] = t.extension ?? [];
  return then(c, 'ticket', {
    createdAt: text(from, t.created),
    nature: t.nature,
    urgency: t.urgency,
    unit: t.unit && { code: t.unit },
    dueAt: t.dueAt === undefined ? undefined : text(from, t.dueAt),
    extensions: approved === undefined ? [] : [{ approvedAt: text(from, approved), newDueAt: text(from, newDue ?? 0) }],
    holds: t.holds.map(([a, length]) => ({
      from: text(from, a),
      to: length === undefined ? undefined : text(from, a + length),
    })),
  });
}
function withClosing(c: Case, from: number, closing: Closing): Case {
  return then(c, 'closing', {
    closedAt: closing.closed ? text(from, 20_000) : null,
    firstClosedAt: closing.firstClosed === undefined ? undefined : text(from, closing.firstClosed),
    reopenings: closing.reopenings.map(([a, due]) => ({
      at: text(from, a),
      dueAt: due === undefined ? undefined : text(from, due),
    })),
  });
}

/** What the naive path says of the ticket as it stands; nothing: it has no timers. */
function naive(c: Case): { cycle: string; timers: { level: number; at: number; fireAt: number; id: string }[] } {
  const t = c.tickets.get('t')!;
  const ticket = t.created!.data as TicketCreated;
  const closing = t.closed?.data as TicketClosed | undefined;
  const due = dueOf(ticket, closing, context);
  const cycle = [due.at, closing?.reopenings.length ?? 0, ticket.unit?.code ?? 'unassigned'] as const;
  if (due.at === null || due.held || (closing && closing.closedAt !== null)) return { cycle: '', timers: [] };
  const all = naiveTimers(ticket, closing, { ...due, at: due.at }, context.timers).map((timer) => {
    const id = alertId(timer.kind, [
      'c',
      't',
      due.at!,
      cycle[1],
      cycle[2],
      ...(timer.n === undefined ? [] : [timer.n]),
    ]);
    return { level: timer.level, at: timer.at, id };
  });
  const ack = t.acked?.data;
  const heard = ack && !ack.deleted && all.some(({ id }) => id === ack.alertId) ? ack : undefined;
  const quiet = heard === undefined ? 0 : heard.action === 'ack' ? Number.POSITIVE_INFINITY : heard.until!;
  const timers = all.map((timer) => ({
    ...timer,
    fireAt: timer.level === 4 ? timer.at + context.timers.graceMs : Math.max(timer.at, quiet),
  }));
  return { cycle: cycle.join(), timers };
}

/** One look at the case, told beside what the naive path expects of it. */
class Model {
  /** Of a cycle that something else was told after, nothing is remembered. */
  #told = { cycle: '', level: 0 };

  /** All looks at a case as it stands, in ascending order; returns the case after them. */
  looks(c: Case, instants: readonly number[]): Case {
    const expected = naive(c);
    return instants.reduce((at, now) => this.#look(at, now, expected), c);
  }

  #look(c: Case, now: number, { cycle, timers }: ReturnType<typeof naive>): Case {
    const told = cycle === this.#told.cycle ? this.#told.level : 0;
    const open = timers.filter(({ level, fireAt }) => level > told && fireAt < Number.POSITIVE_INFINITY);
    const first = open.reduce<number | null>((a, { fireAt }) => (a === null || fireAt < a ? fireAt : a), null);
    deepStrictEqual(nextTimer(c, context), first);
    const due = open.filter(({ fireAt }) => fireAt <= now).sort((a, b) => b.level - a.level)[0];
    const { after, alerts } = fireTimers('c', c, now, context);
    deepStrictEqual(
      alerts.map((alert) => [alert.id, alert.at, alert.firedAt, alert.state]),
      due === undefined ? [] : [[due.id, formatInstant(due.at), formatInstant(now), 'open']],
    );
    if (due === undefined) deepStrictEqual(after === c, true);
    else this.#told = { cycle, level: due.level };
    // Nothing is left to fire at the same instant.
    deepStrictEqual(fireTimers('c', after, now, context), { after, alerts: [] });
    return after;
  }
}

describe(`against one minute at a time (seed ${seed})`, () => {
  test('whatever happens to a ticket, each look tells the most advanced timer that is new', () => {
    fc.assert(
      fc.property(life, ([from, first, stages]) => {
        let c = withTicket(emptyCase, from, first);
        const model = new Model();
        let now = from;
        for (const { ticket, closing, ack, looks } of stages) {
          if (ticket !== undefined) c = withTicket(c, from, ticket);
          if (closing !== undefined) c = withClosing(c, from, closing);
          const timers = ack === undefined ? [] : naive(c).timers;
          if (ack !== undefined && timers.length > 0) {
            const [which, until] = ack;
            const said = { alertId: timers[which % timers.length]!.id, by: 'someone' };
            const snooze = { action: 'snooze', until: text(from, until ?? 0) };
            c = then(c, 'ack', { ...said, ...(until === undefined ? { action: 'ack' } : snooze) });
          }
          const instants = [now, ...looks.map((look) => Math.max(now, from + look * minute))].sort((a, b) => a - b);
          c = model.looks(c, instants);
          now = instants.at(-1) ?? now;
        }
      }),
      { seed, numRuns: 120 },
    );
  });

  test('one look at the end tells what many looks tell last, and they tell each thing once', () => {
    fc.assert(
      fc.property(base, ticketLife, closingLife, fc.array(days(0, 40), { minLength: 1, maxLength: 8 }), (...given) => {
        const [from, ticket, closing, looks] = given;
        const c = withClosing(withTicket(emptyCase, from, ticket), from, closing);
        const instants = looks.sort((a, b) => a - b).map((m) => from + m * minute);
        const ids: string[] = [];
        let many = c;
        for (const now of instants) {
          const { after, alerts } = fireTimers('c', many, now, context);
          ids.push(...alerts.map((alert) => alert.id));
          many = after;
        }
        const one = fireTimers('c', c, instants.at(-1)!, context);
        deepStrictEqual(one.after, many);
        deepStrictEqual(
          one.alerts.map((alert) => alert.id),
          ids.slice(-1),
        );
        deepStrictEqual(new Set(ids).size, ids.length);
      }),
      { seed, numRuns: 300 },
    );
  });
});
