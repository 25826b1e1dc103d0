/**
 * Risk: a processor that dies while timers fire takes alerts with it, or its heir calls overdue what was closed in time,
 * or tells the same under another id. Flow: 5,000 tickets fall due within half a minute while a fifth of them are being
 * closed. Of three processors one, sometimes two, are killed (SIGKILL) again and again, each time shortly after timers have
 * begun to fire once more, and started anew at once. In the end the topic has every alert that the rules ask for, and a
 * consumer that drops known ids has each exactly once.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Alert } from '../../src/domain/alert.js';
import { readProgress } from '../../src/engine/partition-state.js';
import { readAll } from '../contracts/event-log.support.js';
import {
  configure,
  type SaidAlert,
  SaidAlerts,
  saidIn,
  untilQuiet,
  withoutRepeats,
} from '../support/alert-scenario.js';
import { closingEvent, markIn, marksOf, ruleMs, type TestTicket, ticketEvent } from '../support/alert-tickets.js';
import type { PulseProcess } from '../support/pulse-process.js';
import { Scenario } from '../support/scenario.js';
import { seed } from '../support/seed.js';
import { redisUrl } from '../support/services.js';
import { sleep } from '../support/services-process.js';

const none = { enabled: false };
const conditions = {
  ...{ connectionRate: none, abandonmentRate: none, answeredIn15sRate: none, unitBacklog: none, identity: none },
  ...{ calendar: none, streamStalled: none, streamLagging: none, deadLetters: none },
};

let hotline: Scenario;
beforeAll(async () => {
  hotline = await Scenario.open({ redisUrl: redisUrl() });
  const kafka = { maxBytesPerPartition: 65_536, sessionTimeoutMs: 3000 };
  const settings = {
    ...{ log: { kafka }, store: { redis: { commitTimeoutMs: 900 } } },
    processing: { maxRecords: 200, timersMs: 100 },
  };
  configure(hotline, settings, { graceMinutes: 0, conditions });
});
afterAll(() => hotline.close());

const count = 5000;

/** Numbers in [0, 1) that follow from a seed (mulberry32). */
function randomOf(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Due from 6 to 36 s after `now`; the first thousand are two of one contact each. */
function ticketsFrom(now: number, random: () => number): TestTicket[] {
  return Array.from({ length: count }, (_, n) => {
    const dueAt = now + 6000 + Math.floor(random() * 30_000);
    const chance = random();
    const urgency = chance < 0.7 ? 'normal' : chance < 0.85 ? 'critical' : 'urgent';
    const given = urgency === 'normal' || random() < 0.5;
    const createdAt = given ? now - 1000 - Math.floor(random() * 60_000) : dueAt - ruleMs[urgency as 'urgent'];
    const contactId = `C${n < 1000 ? n >> 1 : n}`;
    return { contactId, ticketId: `T${n}`, unit: `U${n % 7}`, urgency, createdAt, dueAt, given };
  });
}

/**
 * Closes each ticket shortly before its due, often while nobody reads its partition: whoever takes it over finds the timer
 * due and the closing unread. Resolves to the instants at which the log had the closings.
 */
async function close(tickets: readonly TestTicket[], random: () => number): Promise<Map<string, number>> {
  const planned = tickets.map((t) => ({ t, at: t.dueAt - 100 - random() * 2500 })).sort((a, b) => a.at - b.at);
  const inTheLog = new Map<string, number>();
  for (let i = 0; i < planned.length; ) {
    const now = Date.now();
    const ready = planned.slice(i).filter(({ at }) => at <= now);
    await hotline.publish(ready.map(({ t }) => closingEvent(t, Math.min(now, t.dueAt))));
    for (const { t } of ready) inTheLog.set(t.ticketId, Date.now());
    i += ready.length;
    if (ready.length === 0) await sleep(planned[i]!.at - now);
  }
  return inTheLog;
}

/** Kills one or two of the crew, each time soon after new alerts were seen, until none is left to come. Resolves to how often. */
async function killWhileFiring(crew: PulseProcess[], said: SaidAlerts, left: () => number, random: () => number) {
  const kills = { times: 0, processes: 0 };
  const what = (): string => `timers fire again; ${left()} tickets are not told as overdue`;
  while (left() > 0) {
    const seen = said.records.length;
    await hotline.until(what, () => left() === 0 || said.records.length > seen, 120_000, 5);
    await sleep(random() ** 2 * 1000); // a moment, not a wait: now and then in the middle of a burst
    if (left() === 0) break;
    const victims = random() < 0.25 ? [0, 1] : [0];
    const first = Math.floor(random() * crew.length);
    const places = victims.map((n) => (first + n) % crew.length);
    await Promise.all(places.map((place) => crew[place]!.kill()));
    for (const place of places) crew[place] = hotline.start();
    kills.times += 1;
    kills.processes += places.length;
  }
  return kills;
}

test(`killed while 5,000 timers fire: every alert arrives, and none twice under two ids (seed ${seed})`, async () => {
  const random = randomOf(seed);
  const said = await SaidAlerts.follow(hotline);
  const crew = [hotline.start(), hotline.start(), hotline.start()];
  await hotline.until('all have partitions', () => crew.every((process) => process.partitions.length > 0));
  const tickets = ticketsFrom(Date.now(), random);
  await hotline.publish(tickets.map(ticketEvent));
  const toClose = tickets.filter(() => random() < 0.2);
  const closing = close(toClose, random);
  const open = new Set(tickets.filter((t) => !toClose.includes(t)).map((t) => t.ticketId));
  const waitedFor = new Set(open);
  let looked = 0;
  const left = (): number => {
    for (; looked < said.records.length; looked++) {
      const { kind, ticket } = said.records[looked]!.alert;
      if (kind === 'ticket-overdue') waitedFor.delete(ticket!.ticketId);
    }
    return waitedFor.size;
  };
  const kills = await killWhileFiring(crew, said, left, random);
  expect(kills.times).toBeGreaterThan(3);
  const inTheLog = await closing;
  await untilQuiet(hotline, Math.max(...tickets.map((t) => t.dueAt)));

  const all = (await readAll(hotline.log, hotline.topics.alerts)).flat().map(saidIn);
  expectSameRepeats(all);
  const unique = [...withoutRepeats(all).values()];
  // Closings that the log had only after the due: both answers are right.
  const late = new Set(toClose.filter((t) => inTheLog.get(t.ticketId)! >= t.dueAt).map((t) => t.ticketId));
  expect(late.size).toBeLessThan(toClose.length / 2);
  const told = unique.filter(({ kind, ticket }) => kind === 'ticket-overdue' && !late.has(ticket!.ticketId));
  expect(told.map(({ ticket }) => ticket!.ticketId).sort()).toEqual([...open].sort());
  expectByTheRules(tickets, unique, new Set(inTheLog.keys()), late);
  // Each was committed once: what is in the topic is neither more nor less than what the partitions have counted.
  const counted = (await hotline.states()).map((state) => readProgress(state).tallies.get('alerts') ?? 0);
  expect(counted.reduce((a, b) => a + b)).toBe(unique.length);
}, 240_000);

/** The store never falls back here, so a repeat comes from the outbox: to the byte what it was before. */
function expectSameRepeats(all: readonly SaidAlert[]): void {
  const first = new Map<string, string>();
  for (const { alert, text } of all) if (!first.has(alert.id)) first.set(alert.id, text);
  const different = all.filter(({ alert, text }) => text !== first.get(alert.id));
  expect(different).toEqual([]);
}

/** Every alert of a timer is the most advanced one of the instant at which it fired, and says what the ticket is. */
function expectByTheRules(
  tickets: readonly TestTicket[],
  unique: readonly Alert[],
  closed: ReadonlySet<string>,
  late: ReadonlySet<string>,
): void {
  const byTicket = new Map<string | undefined, Alert[]>(tickets.map((t) => [t.ticketId, []]));
  for (const alert of unique) byTicket.get(alert.ticket?.ticketId)!.push(alert);
  const wrong: unknown[] = [];
  let near = 0;
  for (const t of tickets) {
    const alerts = byTicket.get(t.ticketId)!;
    const timers = alerts.filter((alert) => markIn(alert) >= 0);
    near += timers.filter(({ kind }) => kind === 'ticket-near-due').length;
    const kinds = new Set(timers.map(markIn));
    const others = alerts.filter((alert) => markIn(alert) < 0).map(({ kind }) => kind);
    // What was told of a ticket and then closed in time is said to be settled: once, and of no other ticket.
    const settled = closed.has(t.ticketId) && timers.length > 0 ? ['ticket-settled'] : [];
    const right =
      timers.every((alert) => isRight(t, alert)) &&
      kinds.size === timers.length &&
      (late.has(t.ticketId) || others.join() === settled.join());
    if (!right) wrong.push({ t, alerts });
  }
  expect(wrong).toEqual([]);
  expect(near).toBeGreaterThan(count / 10);
}

function isRight(t: TestTicket, alert: Alert): boolean {
  const marks = marksOf(t);
  const n = markIn(alert);
  const [at, firedAt] = [Date.parse(alert.at), Date.parse(alert.firedAt)];
  const { ticket } = alert;
  const said = [ticket?.contactId, ticket?.unit.code, ticket?.urgency, ticket?.dueAt, alert.state, alert.severity];
  const severity = n < 2 ? 'info' : t.urgency === 'normal' ? 'warning' : 'critical';
  const wanted = [t.contactId, t.unit, t.urgency, new Date(t.dueAt).toISOString(), 'open', severity];
  const isMostAdvanced = firedAt >= at && firedAt < (marks[n + 1] ?? Number.POSITIVE_INFINITY);
  return at === marks[n] && isMostAdvanced && said.join('|') === wanted.join('|');
}
