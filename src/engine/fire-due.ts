import type { Alert } from '../domain/alert.js';
import { type Case, emptyCase } from '../domain/case.js';
import { decodeCase, encodeCase } from '../domain/case-codec.js';
import type { ViewContext } from '../domain/contribution.js';
import { PulseError } from '../domain/errors.js';
import type { Instant } from '../domain/instant.js';
import { fireTimers } from '../domain/ticket-alerts.js';
import { nextTimer } from '../domain/timers.js';
import { outboxEntry } from './alert-record.js';
import type { Merged } from './micro-batch.js';
import { counted, type Progress, toldSoFar, writeProgress } from './partition-state.js';

export interface FiredCases extends Merged {
  /** Cases that cannot be read: they lose their timer, so that they hold up no other. */
  readonly unreadable: readonly string[];
}

/** What firing does to the state: each case goes on to its next timer, what is to be told goes into the outbox. */
export function fireDue(
  ids: readonly string[],
  states: readonly (Uint8Array | null)[],
  at: Instant,
  before: Progress,
  context: ViewContext,
): FiredCases {
  const cases: [string, Uint8Array][] = [];
  const timers: [string, Instant | null][] = [];
  const told: Alert[] = [];
  const unreadable: string[] = [];
  for (const [i, id] of ids.entries()) {
    const known = caseOf(id, states[i] ?? null);
    if (known === null) {
      unreadable.push(id);
      timers.push([id, null]);
      continue;
    }
    const { after, alerts } = fireTimers(id, known, at, context);
    if (after !== known) cases.push([id, encodeCase(after)]);
    timers.push([id, nextTimer(after, context)]);
    told.push(...alerts);
  }
  return { ...merged(cases, timers, told, before), unreadable };
}

function caseOf(id: string, bytes: Uint8Array | null): Case | null {
  try {
    return bytes === null ? emptyCase : decodeCase(id, bytes);
  } catch (error) {
    if (error instanceof PulseError) return null;
    throw error;
  }
}

/** A commit of alerts that no case asked for: those about the hotline as a whole. */
export const tell = (alerts: readonly Alert[], before: Progress): Merged => merged([], [], alerts, before);

function merged(
  cases: readonly (readonly [string, Uint8Array])[],
  timers: readonly (readonly [string, Instant | null])[],
  alerts: readonly Alert[],
  before: Progress,
): Merged {
  const outbox = alerts.map((alert, i) => outboxEntry(alert, toldSoFar(before) + i));
  const progress = counted(before, { alerts: alerts.length });
  const meta = writeProgress(progress, []);
  return { commit: { cases, timers, outbox, counters: new Map(), dropBuckets: [], meta }, progress };
}
