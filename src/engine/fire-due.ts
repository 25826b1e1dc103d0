import type { Alert } from '../domain/alert.js';
import { emptyCase } from '../domain/case.js';
import { decodeCase, encodeCase } from '../domain/case-codec.js';
import type { ViewContext } from '../domain/contribution.js';
import type { Instant } from '../domain/instant.js';
import { fireTimers } from '../domain/ticket-alerts.js';
import { nextTimer } from '../domain/timers.js';
import { outboxEntry } from './alert-record.js';
import type { Merged } from './micro-batch.js';
import { counted, type Progress, writeProgress } from './partition-state.js';

/** What firing does to the state: each case goes on to its next timer, what is to be told goes into the outbox. */
export function fireDue(
  ids: readonly string[],
  states: readonly (Uint8Array | null)[],
  at: Instant,
  before: Progress,
  context: ViewContext,
): Merged {
  const cases: [string, Uint8Array][] = [];
  const timers: [string, Instant | null][] = [];
  const outbox: (readonly [string, Uint8Array])[] = [];
  for (const [i, id] of ids.entries()) {
    const bytes = states[i];
    const known = bytes ? decodeCase(id, bytes) : emptyCase;
    const { after, alerts } = fireTimers(id, known, at, context);
    if (after !== known) cases.push([id, encodeCase(after)]);
    timers.push([id, nextTimer(after, context)]);
    for (const alert of alerts) outbox.push(outboxEntry(alert));
  }
  return merged({ cases, timers, outbox }, before);
}

/** A commit of alerts that no case asked for: those about the hotline as a whole. */
export function tell(alerts: readonly Alert[], before: Progress): Merged {
  return merged({ cases: [], timers: [], outbox: alerts.map(outboxEntry) }, before);
}

function merged(moved: Pick<Merged['commit'], 'cases' | 'timers' | 'outbox'>, before: Progress): Merged {
  const progress = counted(before, { alerts: moved.outbox?.length ?? 0 });
  const commit = { ...moved, counters: new Map(), dropBuckets: [], meta: writeProgress(progress, []) };
  return { commit, progress };
}
