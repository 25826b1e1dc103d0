import { expect } from '@jest/globals';
import type { Commit, StateStore } from '../../src/ports/state-store.js';

export interface OpenStore {
  readonly store: StateStore;
  /** Releases all that `open` and `reopen` took, state included. */
  close(): Promise<void>;
  /** The same state through another client. */
  reopen(): Promise<StateStore>;
}

/** What each test has: a store without state, and the ways to more. */
export interface Context {
  store: StateStore;
  reopen(): Promise<StateStore>;
  open(): Promise<OpenStore>;
}

/** A commit of partition 0 without content, on an empty store, unless told otherwise. */
export function commitOf(over: Partial<Commit>): Commit {
  const nothing = { cases: [], counters: new Map(), dropBuckets: [], meta: new Map() };
  return { partition: 0, expectHead: null, newHead: 'h1', ...nothing, ...over };
}

export function deltas(of: Record<string, Record<string, number>>): Commit['counters'] {
  return new Map(Object.entries(of).map(([bucket, entries]) => [bucket, new Map(Object.entries(entries))]));
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const plain = (value: Uint8Array | null | undefined): number[] | null => (value ? [...value] : null);
/** Ids that a store could take for something else. */
export const oddIds: readonly string[] = [
  '来电-汉滨区',
  'a b:c*?[x]{y}',
  'quote\'"\\',
  '\u0000',
  'a\u0000',
  'a\u0000b',
  ' ',
  ' a',
  'a ',
  '\r\n',
  '😀é',
  '\uffff',
  '__proto__',
  'head',
  '+inf',
  '-1',
  '(1',
  'x'.repeat(255),
  'x'.repeat(256),
  '安'.repeat(256),
  '😀'.repeat(128),
];

/** Later than any timer. */
export const END = Number.MAX_SAFE_INTEGER;

/** A commit with one case, one counter, one text, one timer, one entry of the outbox and one row of an index. */
export const full = (over: Partial<Commit>): Commit =>
  commitOf({
    cases: [['c1', bytes(over.newHead ?? 'h1')]],
    counters: deltas({ 'month:2021-06': { contacts: 1 } }),
    meta: new Map([['offset:calls', over.newHead ?? 'h1']]),
    timers: [[`case of ${over.newHead ?? 'h1'}`, 1]],
    outbox: [[`alert of ${over.newHead ?? 'h1'}`, bytes(over.newHead ?? 'h1')]],
    rows: [['open', `row of ${over.newHead ?? 'h1'}`, true]],
    ...over,
  });

/** Everything the store knows of one partition, for comparing before and after. */
export async function everything(store: StateStore, partition = 0): Promise<unknown> {
  const { cases, ...state } = await store.load(partition, ['c1', 'c2']);
  const { changed } = await store.changedSince(partition, 0);
  const { buckets } = await store.read(partition, [...changed].sort());
  const { caseIds } = await store.dueTimers(partition, END, 1000);
  const waiting = await outboxOf(store, partition);
  const { rows } = await store.rows(partition, 'open', { after: '', before: null, limit: 1000 });
  return { ...state, cases: cases.map(plain), changed: [...changed].sort(), buckets, caseIds, waiting, rows };
}

/** The outbox by id. */
export async function outboxOf(store: StateStore, partition = 0): Promise<Map<string, number[] | null>> {
  const { entries } = await store.outbox(partition, 10_000);
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  expect(new Set(entries.map(([id]) => id)).size).toBe(entries.length);
  return new Map(sorted.map(([id, record]) => [id, plain(record)]));
}
