import type { Alert } from '../../src/domain/alert.js';
import { readAlert, readOutboxEntry } from '../../src/engine/alert-record.js';
import { readProgress } from '../../src/engine/partition-state.js';
import type { EventLog, Offset, OutgoingRecord } from '../../src/ports/event-log.js';
import type { CommitOutcome } from '../../src/ports/state-store.js';
import type { Line } from './fault-line.js';
import { topics } from './fault-records.js';
import type { MemoryLog } from './memory-log.js';
import { type Believing, MemoryStore } from './memory-store.js';
import { wire } from './wire.js';

/**
 * What is broken on purpose, to show that the schedules find it: timers that fire wherever the task stands; an outbox that
 * forgets as many entries as were published, whichever they are.
 */
export type Broken = 'no-horizon' | 'settle-by-count';

/** Input topic → the end of each partition. */
export type Ends = ReadonlyMap<string, readonly Offset[]>;

const endsOfTopic = (log: MemoryLog, topic: string): readonly Offset[] =>
  log.partitions(topic).map((p) => log.end(topic, p));

export const endsNow = (log: MemoryLog, inputs: readonly string[]): Map<string, readonly Offset[]> =>
  new Map(inputs.map((topic) => [topic, endsOfTopic(log, topic)]));

/** A log whose ends are asked for over a line; `ends` follows what it answered last. */
export function slowBounds(log: MemoryLog, line: Line, ends: Map<string, readonly Offset[]>): EventLog {
  const bounds = (topic: string) =>
    line.send('load', () => {
      ends.set(topic, endsOfTopic(log, topic));
      return log.bounds(topic);
    });
  return { bounds } as EventLog;
}

/** One commit that had something to tell. */
export interface Telling {
  readonly partition: number;
  /** The partition's offsets before and after it. */
  readonly from: ReadonlyMap<string, Offset>;
  readonly offsets: ReadonlyMap<string, Offset>;
  /** When a re-routed copy was last read, in stream time; null: never. */
  readonly copyAt: number | null;
  readonly alerts: readonly Alert[];
}

/** Remembers what was ever put into an outbox, also by commits that it lost. */
export class AppliedStore extends MemoryStore {
  readonly told: Telling[] = [];
  settlesByCount = false;

  override commit(c: Believing): Promise<CommitOutcome> {
    const { partition, outbox = [] } = c;
    const before = this.state(partition);
    const outcome = super.commit(c);
    const after = this.state(partition);
    if (after !== before && outbox.length > 0) {
      const alerts = outbox.map(([, bytes]) => isRead(readOutboxEntry(bytes)?.alert));
      const { offsets, copyAt } = readProgress(after);
      this.told.push({ partition, from: readProgress(before).offsets, offsets, copyAt, alerts });
    }
    return outcome;
  }

  override settle(partition: number, ids: readonly string[]): Promise<void> {
    if (!this.settlesByCount) return super.settle(partition, ids);
    return super.settle(partition, [...this.state(partition).outbox.keys()].slice(0, ids.length));
  }
}

/** The alerts topic, repeats included. */
export const publishedAlerts = (log: MemoryLog): Alert[] =>
  log
    .partitions(topics.alerts)
    .flatMap((p) =>
      log.records(topics.alerts, p, 0n, log.end(topics.alerts, p)).map((r) => isRead(readAlert(r.value!))),
    );

function isRead(alert: Alert | null | undefined): Alert {
  if (!alert) throw new Error('an alert is not readable');
  return alert;
}

const ofTimers: readonly string[] = ['ticket-near-due', 'ticket-due-soon', 'ticket-overdue', 'ticket-still-overdue'];
export const isOfTimer = ({ kind }: Alert): boolean => ofTimers.includes(kind);

/** Somebody takes note of one that was published; null: there is none. `minutes`: a snooze. */
export function ackRecord(log: MemoryLog, pick: number, now: number, minutes: number | null): OutgoingRecord | null {
  const alerts = publishedAlerts(log).filter(isOfTimer);
  const alert = alerts[pick % alerts.length];
  if (alert?.ticket === undefined) return null;
  const { contactId, ticketId } = alert.ticket;
  const said =
    minutes === null ? { action: 'ack' } : { action: 'snooze', until: new Date(now + minutes * 60_000).toISOString() };
  const event = wire('ack', { alertId: alert.id, contactId, ticketId, ...said }, { time: new Date(now).toISOString() });
  const topic = topics.inputOf['hotline.alert-acked.v1'];
  return { topic, key: contactId, value: JSON.stringify(event), timestamp: now };
}
