/**
 * May and June 2021 of the printed report, played through 12 July with the clock in hand: who is told what, when. June has six
 * tickets that were closed late, May four; these and no others are ever called overdue, in whatever order their events come.
 * Every alert is compared with a second path (alerts-naive.ts).
 */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Alert } from '../../src/domain/alert.js';
import { parseEvent } from '../../src/domain/events.js';
import { Random } from '../../src/feeders/simulator/random.js';
import { simulate } from '../../src/feeders/simulator/simulate.js';
import { world as rules, twoMonths } from '../feeders/simulator/support.js';
import { kindOf, onWall } from '../support/alert-texts.js';
import { AlertWorld, type Arrival } from '../support/alert-world.js';
import { at } from '../support/deadlines.js';
import { QuickStore } from '../support/quick-store.js';
import { configuration } from '../support/views.js';
import { naiveAlerts } from './alerts-naive.js';

/** Unit, nature and summary of each, as printed. */
const printedCases: readonly [unit: string, nature: string, summary: string][] = JSON.parse(
  readFileSync(new URL('ankang-2021-06.json', import.meta.url), 'utf8'),
).printedElsewhere.overdueCases;
const minute = 60_000;
const start = at('05-01 00:00');
const end = at('07-13 00:00');
const day = 1440 * minute;

/** Every so many minutes, and at 00:10, when the grace of most tickets ends: what comes in its last minute must count. */
function looksEvery(minutes: number): number[] {
  const looks: number[] = [];
  for (let at = start + minute; at <= end; at += minute) {
    const ofDay = ((at - start) % day) / minute;
    if (ofDay % minutes === 0 || ofDay === 10) looks.push(at);
  }
  return looks;
}

interface Played {
  readonly looks: readonly number[];
  readonly arrivals: readonly Arrival[];
  readonly alerts: readonly Alert[];
  readonly aged: number;
}

/** The events of tickets; calls tell nothing here, and are left out. */
function ticketEvents(seed: number): Arrival[] {
  const events = [...simulate(twoMonths, { seed, ...rules })].filter(({ type }) => type !== 'hotline.call-received.v1');
  return events.map((event) => ({ at: Date.parse(event.time), event }));
}

async function play(arrivals: readonly Arrival[], looks: readonly number[]): Promise<Played> {
  const world = await AlertWorld.open({ start, store: (clock) => new QuickStore(clock) });
  world.expect(arrivals);
  for (const look of looks) await world.advanceTo(look);
  const played = { looks, arrivals, alerts: world.alerts(), aged: await world.tally('alerts-aged') };
  await world.stop();
  return played;
}

function sameOnBothPaths({ looks, arrivals, alerts, aged }: Played): void {
  const parsed = arrivals.map((arrival) => ({ at: arrival.at, event: parseEvent(arrival.event) }));
  const naive = naiveAlerts(parsed, looks);
  const wanted = naive.alerts.map((alert) =>
    [alert.ticketId, alert.kind, onWall(alert.at), onWall(alert.firedAt), alert.unit].join(' '),
  );
  const told = alerts.map((alert) =>
    [alert.ticket!.ticketId, kindOf(alert), onWall(alert.at), onWall(alert.firedAt), alert.ticket!.unit.code].join(' '),
  );
  expect(told.sort()).toEqual(wanted.sort());
  expect(aged).toBe(naive.aged);
  expect(new Set(alerts.map(({ id }) => id)).size).toBe(alerts.length);
}

const overdue = (alerts: readonly Alert[]): Alert[] => alerts.filter(({ kind }) => kind === 'ticket-overdue');
const unitsOf = (alerts: readonly Alert[]): string[] =>
  alerts.map((alert) => configuration.catalogue.unitName(alert.ticket!.unit.code)).sort();
const createdIn = (alerts: readonly Alert[], month: string): Alert[] =>
  alerts.filter(({ ticket }) => onWall(ticket!.createdAt).startsWith(month));

const seeds = [2, 3];

describe('as it happened', () => {
  let played: Played;
  beforeAll(async () => {
    played = await play(ticketEvents(1), looksEvery(15));
  }, 300_000);

  test('overdue are the six tickets of June that the report names, by unit, and the four of May', () => {
    const alerts = overdue(played.alerts);
    expect(alerts).toHaveLength(10);
    expect(unitsOf(createdIn(alerts, '06-'))).toEqual(printedCases.map(([unit]) => unit).sort());
    const late = twoMonths.months[0]!.late.map(({ unit }) => configuration.catalogue.unitName(unit));
    expect(unitsOf(createdIn(alerts, '05-'))).toEqual(late.sort());
    const summaries = createdIn(alerts, '06-').map(({ ticket }) => ticket!.summary);
    expect(summaries.sort()).toEqual(printedCases.map(([, , summary]) => summary).sort());
  });

  test('each kind once a ticket and due, and nothing twice', () => {
    // Of a ticket that is given more time the old due is settled, and then the new one.
    const said = played.alerts
      .filter(({ kind }) => kind !== 'ticket-settled')
      .map((a) => `${a.ticket!.ticketId} ${kindOf(a)} ${a.ticket!.dueAt} ${a.ticket!.reopenings}`);
    expect(new Set(said).size).toBe(said.length);
  });

  test('of a ticket that was closed late: overdue, a reminder a working day, closed late; in this order', () => {
    for (const { ticket } of overdue(played.alerts)) {
      const kinds = played.alerts.filter((a) => a.ticket!.ticketId === ticket!.ticketId).map(kindOf);
      const after = kinds.slice(kinds.indexOf('overdue') + 1);
      expect(after.at(-1)).toBe('closed-late');
      expect(after.slice(0, -1)).toEqual(after.slice(0, -1).map((_, i) => `still-overdue ${i + 1}`));
      expect(after.length).toBeLessThanOrEqual(4);
    }
  });

  test('nothing is history, nothing is for a digest, everything that was opened has ended', () => {
    expect(played.aged).toBe(0);
    expect(played.alerts.filter((alert) => alert.digestOnly)).toEqual([]);
    const last = new Map(played.alerts.map((alert) => [alert.subject, alert]));
    expect([...last.values()].filter(({ state }) => state === 'open')).toEqual([]);
    expect(last.size).toBeGreaterThan(1000);
  });

  test('the second path says the same of all of them', () => {
    sameOnBothPaths(played);
  });
});

/** June: late by up to the grace, a tenth twice, one ticket in twenty known only after it was closed. */
function disturbed(seed: number): Arrival[] {
  const random = new Random(seed, 'alerts');
  const events = ticketEvents(seed).filter(({ event }) => String(ticketOf(event)).startsWith('T202106'));
  const closedAt = new Map(events.map(({ event, at: time }) => [ticketOf(event), time]));
  const out: Arrival[] = [];
  for (const { event, at: time } of events) {
    // An extension that comes so late would be no extension yet when the ticket is judged.
    const isFirst = event.type === 'hotline.ticket-created.v1' && !('extensions' in event.data);
    const isBehind = isFirst && random.chance(0.05);
    const comes = isBehind ? closedAt.get(ticketOf(event))! + 10 * minute : time;
    // The producer's own second is part of the ten minutes.
    const arrives = comes + random.below(10 * minute - 1000);
    out.push({ event, at: arrives });
    if (random.chance(0.1)) out.push({ event, at: arrives + random.below(3 * 1440 * minute) });
  }
  return out;
}

const ticketOf = (event: Arrival['event']): unknown => (event.data as Record<string, unknown>)['ticketId'];

describe.each(seeds)('in any order, seed %i', (seed) => {
  let played: Played;
  beforeAll(async () => {
    played = await play(disturbed(seed), looksEvery(60));
  }, 300_000);

  test('it was: closings come before their tickets, and many things come twice', () => {
    const first = new Map<unknown, string>();
    for (const { event } of [...played.arrivals].sort((a, b) => a.at - b.at))
      if (!first.has(ticketOf(event))) first.set(ticketOf(event), event.type);
    const closedFirst = [...first.values()].filter((type) => type === 'hotline.ticket-closed.v1');
    expect(closedFirst.length).toBeGreaterThan(200);
    const distinct = new Set(played.arrivals.map(({ event }) => event)).size;
    expect(played.arrivals.length / distinct).toBeGreaterThan(1.08);
  });

  test('no ticket that was closed in time is ever called overdue', () => {
    const late = new Set(
      played.alerts.filter(({ kind }) => kind === 'ticket-closed-late').map(({ ticket }) => ticket!.ticketId),
    );
    expect(late.size).toBe(6);
    expect(overdue(played.alerts).filter(({ ticket }) => !late.has(ticket!.ticketId))).toEqual([]);
    expect(overdue(played.alerts).length).toBeGreaterThanOrEqual(4);
  });

  test('the second path says the same of all of them', () => {
    sameOnBothPaths(played);
  });
});
