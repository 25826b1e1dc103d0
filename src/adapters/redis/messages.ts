import { PulseError } from '../../domain/errors.js';
import type { Instant } from '../../domain/instant.js';
import type { Commit, PartitionState } from '../../ports/state-store.js';
import { caseHashOf, META_PREFIX, type PartitionKeys } from './keys.js';
import type { ScriptArgument } from './scripts.js';

export interface ScriptCall {
  readonly keys: readonly string[];
  readonly args: readonly ScriptArgument[];
}

/**
 * KEYS and ARGV of commit.lua.
 *
 * @throws PulseError PULSE_STORE when a delta or an instant is no safe integer, or a head is empty.
 */
export function commitCall(keys: PartitionKeys, commit: Commit): ScriptCall {
  const { expectHead, newHead, meta, counters, dropBuckets, cases, outbox = [] } = commit;
  if (newHead === '' || expectHead === '') throw new PulseError('PULSE_STORE', 'a head must not be empty');
  const hashes = groupByHash(cases, ([id]) => id);
  const { set, removed } = timerChanges(commit.timers ?? []);
  const indexes = rowChanges(commit.rows ?? []);
  const sizes = [meta.size, counters.size, dropBuckets.length, hashes.size, set.size, removed.length, outbox.length];
  const args: ScriptArgument[] = [expectHead ?? '', newHead, ...[...sizes, indexes.size].map(String)];
  for (const [name, text] of meta) args.push(META_PREFIX + name, text);
  for (const [bucket, deltas] of counters) {
    args.push(bucket, String(deltas.size));
    for (const [name, delta] of deltas) args.push(name, deltaText(bucket, name, delta));
  }
  for (const bucket of dropBuckets) args.push(bucket);
  for (const group of hashes.values()) {
    args.push(String(group.length));
    for (const [, [id, state]] of group) args.push(id, asBuffer(state));
  }
  for (const [id, at] of set) args.push(wholeText('a timer', at), id);
  for (const id of removed) args.push(id);
  for (const [id, record] of outbox) args.push(id, asBuffer(record));
  for (const rows of indexes.values()) pushRows(args, rows);
  return {
    keys: [
      keys.meta,
      keys.changed,
      keys.timers,
      keys.outbox,
      ...[...counters.keys()].map(keys.bucket),
      ...dropBuckets.map(keys.bucket),
      ...[...hashes.keys()].map(keys.cases),
      ...[...indexes.keys()].map(keys.rows),
    ],
    args,
  };
}

/** Which rows a commit leaves in which index. */
function rowChanges(rows: NonNullable<Commit['rows']>): Map<string, Map<string, boolean>> {
  const indexes = new Map<string, Map<string, boolean>>();
  for (const [index, row, present] of rows) {
    const known = indexes.get(index) ?? new Map<string, boolean>();
    indexes.set(index, known.set(row, present));
  }
  return indexes;
}

/** One index: how many rows come and go, those that come with their score, those that go. */
function pushRows(args: ScriptArgument[], rows: ReadonlyMap<string, boolean>): void {
  const [added, removed]: [string[], string[]] = [[], []];
  for (const [row, present] of rows) (present ? added : removed).push(row);
  args.push(String(added.length), String(removed.length));
  for (const row of added) args.push('0', row);
  for (const row of removed) args.push(row);
}

/** A safe integer as the scripts read it. @throws PulseError PULSE_STORE for any other number. */
export function wholeText(what: string, value: number): string {
  if (Number.isSafeInteger(value)) return String(value);
  throw new PulseError('PULSE_STORE', `${what} is no safe integer`, { details: { value: String(value) } });
}

/** Which timers a commit leaves: the last word on a case counts. */
function timerChanges(timers: NonNullable<Commit['timers']>): { set: Map<string, Instant>; removed: string[] } {
  const set = new Map<string, Instant>();
  const removed: string[] = [];
  for (const [id, at] of new Map(timers)) {
    if (at === null) removed.push(id);
    else set.set(id, at);
  }
  return { set, removed };
}

/** KEYS and ARGV of load.lua, and how to bring its answer back into the order of the ids. */
export function loadCall(keys: PartitionKeys, caseIds: readonly string[]): ScriptCall & { order: readonly number[] } {
  const hashes = groupByHash(caseIds, (id) => id);
  const args: string[] = [];
  const order: number[] = [];
  for (const group of hashes.values()) {
    args.push(String(group.length));
    for (const [position, id] of group) {
      args.push(id);
      order.push(position);
    }
  }
  return { keys: [keys.meta, ...[...hashes.keys()].map(keys.cases)], args, order };
}

/** Head, sequence and texts from the flat field list of the meta hash. */
export function partitionState(flat: readonly (string | Buffer)[]): PartitionState {
  const fields = pairs(flat);
  const meta = new Map<string, string>();
  for (const [field, text] of fields)
    if (field.startsWith(META_PREFIX)) meta.set(field.slice(META_PREFIX.length), text);
  return { head: fields.get('head') ?? null, sequence: Number(fields.get('seq') ?? 0), meta };
}

/** A bucket's counters. @throws PulseError PULSE_STORE when one has grown beyond what a number holds exactly. */
export function counterMap(bucket: string, flat: readonly string[]): ReadonlyMap<string, number> {
  const out = new Map<string, number>();
  for (const [name, text] of pairs(flat)) {
    const value = Number(text);
    if (!Number.isSafeInteger(value)) {
      throw new PulseError('PULSE_STORE', 'a counter is no safe integer', { details: { bucket, name, text } });
    }
    out.set(name, value);
  }
  return out;
}

/** Items by case hash, each with its position in the list that came. */
function groupByHash<T>(items: readonly T[], idOf: (item: T) => string): Map<number, [position: number, item: T][]> {
  const hashes = new Map<number, [number, T][]>();
  for (const [position, item] of items.entries()) {
    const hash = caseHashOf(idOf(item));
    const group = hashes.get(hash);
    if (group === undefined) hashes.set(hash, [[position, item]]);
    else group.push([position, item]);
  }
  return hashes;
}

function deltaText(bucket: string, name: string, delta: number): string {
  if (Number.isSafeInteger(delta)) return String(delta);
  throw new PulseError('PULSE_STORE', 'a delta is no safe integer', {
    details: { bucket, name, delta: String(delta) },
  });
}

/** The same bytes, as the client wants them. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function pairs(flat: readonly (string | Buffer)[]): Map<string, string> {
  const out = new Map<string, string>();
  for (let i = 0; i + 1 < flat.length; i += 2) out.set(String(flat[i]), String(flat[i + 1]));
  return out;
}
