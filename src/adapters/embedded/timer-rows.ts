import { PulseError } from '../../domain/errors.js';
import type { Instant } from '../../domain/instant.js';
import type { Commit, OutboxRead } from '../../ports/state-store.js';
import type { Rows } from './environment.js';
import {
  after,
  asBuffer,
  idOfOutboxKey,
  idOfTimerOrderKey,
  instantBytes,
  outboxKey,
  timerKey,
  timerOrderKey,
} from './state-keys.js';

/** A case's timer after a commit, its rows made. */
export interface PlannedTimer {
  readonly key: Uint8Array;
  readonly id: string;
  /** Null: it has none any more. */
  readonly at: Uint8Array | null;
}

const nothing = new Uint8Array(0);

/** @throws PulseError PULSE_STORE for an instant that is no safe integer, or an id that is too long. */
export function planTimers(partition: number, timers: NonNullable<Commit['timers']>): PlannedTimer[] {
  return timers.map(([id, instant]) => {
    const at = instant === null ? null : instantBytes(instant);
    timerOrderKey(partition, at ?? instantBytes(0), id); // refuses an id that is too long, before anything is written
    return { key: timerKey(partition, id), id, at };
  });
}

/** To be called in a write transaction, in the order of the commit: the last word on a case counts. */
export function putTimer(rows: Rows, partition: number, { key, id, at }: PlannedTimer): void {
  const before = rows.get(key);
  if (before !== undefined) void rows.remove(timerOrderKey(partition, before, id));
  if (at !== null) {
    void rows.put(key, at);
    void rows.put(timerOrderKey(partition, at, id), nothing);
  } else if (before !== undefined) void rows.remove(key);
}

/** Cases whose timer is at or before `upTo`, earliest first. */
export function timersUpTo(rows: Rows, partition: number, upTo: Instant, limit: number): string[] {
  const past = after(timerOrderKey(partition, instantBytes(upTo), ''));
  const range = { start: timerOrderKey(partition, nothing, ''), end: past, limit: checkedLimit(limit) };
  return [...rows.getKeys(range)].map(idOfTimerOrderKey);
}

export function outboxEntries(rows: Rows, partition: number, limit: number): OutboxRead['entries'] {
  const start = outboxKey(partition, '');
  const found = rows.getRange({ start, end: after(start), limit: checkedLimit(limit) });
  return [...found].map(({ key, value }) => [idOfOutboxKey(key), asBuffer(value)] as const);
}

/** @throws PulseError PULSE_STORE for a limit that is no safe integer. */
export function checkedLimit(limit: number): number {
  if (Number.isSafeInteger(limit)) return Math.max(0, limit);
  throw new PulseError('PULSE_STORE', 'a limit is no safe integer', { details: { limit: String(limit) } });
}
