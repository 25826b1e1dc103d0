import { setImmediate as turn } from 'node:timers/promises';
import {
  type Alert,
  type AlertKind,
  alertId,
  alertType,
  type Severity,
  ticketSubject,
} from '../../../src/domain/alert.js';
import { formatInstant, type Instant } from '../../../src/domain/instant.js';
import { zoneOf } from '../../../src/domain/zone.js';
import type { Clock } from '../../../src/ports/clock.js';
import type { OutgoingRecord } from '../../../src/ports/event-log.js';
import { type Delivery, readDeliveryRecord, type SinkPosition } from '../../../src/reporters/notify/deliveries.js';
import type { Message } from '../../../src/reporters/notify/message.js';
import type { Sender, Sent } from '../../../src/reporters/notify/sender.js';
import type { RunnerDeps, Sink } from '../../../src/reporters/notify/sink.js';
import { SinkRunner } from '../../../src/reporters/notify/sink-runner.js';
import { MemoryLog } from '../../support/memory-log.js';

export const zone = zoneOf('Asia/Shanghai');
/** 10:00 on the wall. */
export const morning = Date.UTC(2021, 5, 15, 2);
export const topics = { alerts: 'test.alerts', deliveries: 'test.deliveries' };
export const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000];

/** Moved by hand. Sleepers wake in the order of their instants. */
export class HandClock implements Clock {
  #now: Instant;
  readonly #sleepers = new Set<{ until: Instant; wake: () => void }>();

  constructor(now: Instant) {
    this.#now = now;
  }

  now(): Instant {
    return this.#now;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const sleeper = { until: this.#now + ms, wake: () => wake() };
      const wake = (): void => {
        this.#sleepers.delete(sleeper);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', wake);
    });
  }

  /** Everything that becomes due on the way happens at its instant, with all that follows from it. */
  async advance(ms: number): Promise<void> {
    const goal = this.#now + ms;
    for (;;) {
      await turn();
      const [next] = [...this.#sleepers].sort((a, b) => a.until - b.until);
      if (next === undefined || next.until > goal) break;
      this.#now = Math.max(this.#now, next.until);
      next.wake();
    }
    this.#now = goal;
    await turn();
  }
}

export interface Told {
  readonly at: Instant;
  readonly message: Message;
  readonly to: readonly string[];
}

/** Keeps the contract of a sender; answers as it is told. */
export class FakeSender implements Sender {
  readonly perMinute: number | null;
  readonly tried: Told[] = [];
  readonly taken: Told[] = [];
  answer: (message: Message) => Sent | Promise<Sent> = () => ({ kind: 'delivered' });
  readonly #clock: Clock;

  constructor(clock: Clock, perMinute: number | null = null) {
    this.#clock = clock;
    this.perMinute = perMinute;
  }

  async send(message: Message, to: readonly string[]): Promise<Sent> {
    const told = { at: this.#clock.now(), message, to };
    this.tried.push(told);
    const sent = await this.answer(message);
    if (sent.kind === 'delivered') this.taken.push(told);
    return sent;
  }

  async close(): Promise<void> {}

  /** Ids of the alerts that were taken, message by message. */
  get ids(): string[][] {
    return this.taken.map(({ message }) => message.alerts.map((a) => a.id));
  }
}

let made = 0;
export interface AlertParts {
  readonly kind?: AlertKind;
  readonly unit?: string;
  readonly severity?: Severity;
  readonly at?: Instant;
  /** Absent: `at`. */
  readonly firedAt?: Instant;
  readonly digestOnly?: boolean;
}

/** An alert about a ticket of its own. */
export function ticketAlert(parts: AlertParts = {}): Alert {
  const { kind = 'ticket-overdue', unit = '汉滨区', severity = 'warning', at = morning, digestOnly = false } = parts;
  const firedAt = formatInstant(parts.firedAt ?? at);
  const contactId = `c${++made}`;
  return {
    id: alertId(kind, [contactId]),
    subject: ticketSubject(contactId, 't'),
    ...{ kind, state: 'open', severity, at: formatInstant(at), firedAt, digestOnly },
    ticket: {
      ...{ contactId, ticketId: 't', unit: { code: unit, kind: 'county' as const }, nature: 'help' as const },
      ...{ urgency: 'normal' as const, createdAt: formatInstant(at - day), dueAt: formatInstant(at), reopenings: 0 },
    },
  };
}

/** A later alert about the same ticket. */
export function laterOf(alert: Alert, kind: AlertKind, changes: Partial<Alert> = {}): Alert {
  return { ...ticketAlert({ kind }), subject: alert.subject, ticket: alert.ticket!, ...changes };
}

/** An alert about the hotline: it goes at once and alone. */
export function conditionAlert(at: Instant = morning): Alert {
  const id = alertId('stream-stalled', [++made]);
  const condition = { labels: {}, since: formatInstant(at), value: null, threshold: null, unit: null };
  const known = { kind: 'stream-stalled', state: 'open', severity: 'warning', digestOnly: false } as const;
  return { id, subject: 'stream-stalled', ...known, at: formatInstant(at), firedAt: formatInstant(at), condition };
}

export function alertRecord(alert: Alert, timestamp: Instant, partition = 0): OutgoingRecord {
  const event = { specversion: '1.0', id: alert.id, source: 'urn:test', type: alertType, time: alert.at, data: alert };
  return { topic: topics.alerts, partition, key: alert.id, value: JSON.stringify(event), timestamp };
}

/** A message that says nothing but which alerts it carries. */
export const plainly = {
  one: (alert: Alert): Message => messageOf([alert], alert.id),
  digest: (alerts: readonly Alert[]): Message => ({ ...messageOf(alerts, 'digest'), table: { head: [], rows: [] } }),
};

function messageOf(alerts: readonly Alert[], id: string): Message {
  return { id, severity: alerts[0]!.severity, title: id, markdown: id, text: id, alerts };
}

export function sinkOf(name: string, sender: Sender, changes: Partial<Sink> = {}): Sink {
  return {
    ...{ name, sender, compose: plainly, digest: { above: 5, gatherMs: minute }, handOverMs: 20 * second },
    decide: () => ({ wanted: true, to: [], heldUntil: null }),
    ...{ supersede: true, maxAgeMs: 72 * hour, parkAfterMs: 72 * hour },
    ...changes,
  };
}

export interface LogLine {
  readonly level: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** One sink on a log in memory, at 10:00, with everything that it says and writes at hand. */
export class Bench {
  readonly clock = new HandClock(morning);
  readonly log = new MemoryLog([topics.alerts], 2, { [topics.deliveries]: 1 });
  readonly lines: LogLine[] = [];
  readonly fatal: Error[] = [];
  readonly #runners: SinkRunner[] = [];

  get deps(): RunnerDeps {
    const say = (level: string) => (fields: object, message: string) =>
      void this.lines.push({ level, fields: { ...fields }, message });
    const logger = { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') };
    return { log: this.log, clock: this.clock, logger, zone, topics, random: () => 0.5 };
  }

  sender(perMinute: number | null = null): FakeSender {
    return new FakeSender(this.clock, perMinute);
  }

  /** Resolves when it runs and has nothing more to do. */
  async run(sink: Sink, deps: Partial<RunnerDeps> = {}, confirm = async (): Promise<void> => {}): Promise<SinkRunner> {
    const runner = new SinkRunner(sink, { ...this.deps, ...deps }, confirm, (error) => this.fatal.push(error));
    this.#runners.push(runner);
    runner.start();
    await this.clock.advance(0);
    return runner;
  }

  async publish(...alerts: readonly Alert[]): Promise<void> {
    await this.publishOnly(...alerts);
    await this.clock.advance(0);
  }

  /** The same, but nobody gets a turn. */
  publishOnly(...alerts: readonly Alert[]): Promise<void> {
    return this.log.publish(alerts.map((alert) => alertRecord(alert, this.clock.now())));
  }

  deliveries(): Delivery[] {
    return this.#read().flatMap((read) => (read !== null && 'delivery' in read ? [read.delivery] : []));
  }

  positions(): SinkPosition[] {
    return this.#read().flatMap((read) => (read !== null && 'position' in read ? [read.position] : []));
  }

  #read() {
    const end = this.log.end(topics.deliveries, 0);
    return this.log.records(topics.deliveries, 0, 0n, end).map(readDeliveryRecord);
  }

  async close(): Promise<void> {
    await Promise.all(this.#runners.map((runner) => runner.stop()));
  }
}
