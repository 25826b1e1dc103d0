import { PulseError } from '../domain/errors.js';
import type { EventLog, Offset } from '../ports/event-log.js';
import type { Fingerprint, Progress } from './partition-state.js';

/**
 * Where an operator allowed a partition to read on although the log does not have what the state expects; null: not
 * allowed. Asked with the stored offset, so that an old permission does not cover a new loss.
 */
export type ResumePoints = (topic: string, partition: number, stored: Offset) => Offset | null;

export interface OffsetCheck {
  readonly refused: PulseError | null;
  /** Next offset of every input topic. */
  readonly offsets: ReadonlyMap<string, Offset>;
  /** Last records that the log still has: each is read again and compared. */
  readonly last: ReadonlyMap<string, Fingerprint>;
  /** Topics that read on elsewhere than where the state stopped, because an operator allowed it. */
  readonly resumed: ReadonlyMap<string, Offset>;
}

/**
 * Compares the stored offsets of a partition with the log's start and end, at every seek: kafkajs would silently reset
 * an offset outside them to the end, and skip what lies between (design.md section 4).
 */
export async function checkOffsets(
  partition: number,
  progress: Progress,
  inputs: readonly string[],
  log: EventLog,
  resume: ResumePoints,
): Promise<OffsetCheck> {
  const offsets = new Map<string, Offset>();
  const last = new Map<string, Fingerprint>();
  const all = await Promise.all(inputs.map((topic) => log.bounds(topic)));
  const missing: string[] = [];
  const resumed = new Map<string, Offset>();
  for (const [i, topic] of inputs.entries()) {
    const bounds = all[i]![partition];
    const stored = progress.offsets.get(topic) ?? 0n;
    if (bounds === undefined) {
      missing.push(`${topic} has no partition ${partition}`);
      continue;
    }
    const inside = stored >= bounds.start && stored <= bounds.end;
    const allowed = inside ? stored : resume(topic, partition, stored);
    const at = allowed !== null && allowed >= bounds.start && allowed <= bounds.end ? allowed : null;
    if (at === null) {
      missing.push(describe(topic, stored, bounds.start, bounds.end));
      continue;
    }
    offsets.set(topic, at);
    if (at !== stored) resumed.set(topic, at);
    const known = progress.last.get(topic);
    if (at === stored && known !== undefined && known.offset >= bounds.start && known.offset < at)
      last.set(topic, known);
  }
  return { refused: missing.length === 0 ? null : outside(partition, missing), offsets, last, resumed };
}

function describe(topic: string, stored: Offset, start: Offset, end: Offset): string {
  return stored < start
    ? `${topic}: offsets ${stored} to ${start - 1n} are gone (the state has read up to ${stored}, the log begins at ${start})`
    : `${topic}: the state has read up to ${stored}, but the log ends at ${end}: it was truncated or made anew`;
}

function outside(partition: number, missing: string[]): PulseError {
  return new PulseError(
    'PULSE_OFFSETS',
    `partition ${partition} is parked, because the log does not hold what the state expects. ${missing.join('; ')}. Restore the log, or accept the loss with "pulse gaps accept"; until then its figures stand still`,
    { details: { partition, missing, problem: 'outside' } },
  );
}
