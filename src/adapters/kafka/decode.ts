import type { LogBatch, LogRecord, Offset } from '../../ports/event-log.js';

/** One partition of a fetch response as kafkajs decodes it. */
export interface FetchedPartition {
  readonly partition: number;
  readonly lastStableOffset?: string;
  readonly abortedTransactions?: readonly AbortedTransaction[] | null;
  readonly messages: readonly FetchedMessage[];
}

export interface AbortedTransaction {
  readonly producerId: string;
  readonly firstOffset: string;
}

export interface FetchedMessage {
  readonly offset: string;
  readonly timestamp: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: Readonly<Record<string, Buffer | string | null | undefined | (Buffer | string | null)[]>>;
  readonly isControlRecord?: boolean;
  readonly batchContext?: {
    readonly firstOffset: string;
    readonly lastOffsetDelta: number;
    readonly producerId: string;
    readonly inTransaction: boolean;
  };
}

/**
 * The committed records of one fetched partition from `fetchedOffset` on. Broker batches are compressed as a whole, so a
 * fetch may bring records from before; control records and records of aborted transactions only move `nextOffset`.
 *
 * @returns null when the fetch brought no record of any kind: the position stays.
 */
export function decodeBatch(topic: string, fetchedOffset: Offset, data: FetchedPartition): LogBatch | null {
  if (data.messages.length === 0) return null;
  const aborted = abortedFilter(data.abortedTransactions ?? []);
  const records: LogRecord[] = [];
  let nextOffset = fetchedOffset;
  for (const message of data.messages) {
    const offset = BigInt(message.offset);
    const end = endOf(message, offset);
    if (end > nextOffset) nextOffset = end;
    const hidden = aborted(message, offset) || message.isControlRecord === true;
    if (!hidden && offset >= fetchedOffset) records.push(recordOf(message, offset));
  }
  return { topic, partition: data.partition, fetchedOffset, nextOffset, records };
}

/** A broker batch keeps its last offset when compaction has removed its last records. */
function endOf({ batchContext }: FetchedMessage, offset: Offset): Offset {
  if (batchContext === undefined) return offset + 1n;
  return BigInt(batchContext.firstOffset) + BigInt(batchContext.lastOffsetDelta) + 1n;
}

/** Says of each message, called in offset order, whether it belongs to an aborted transaction. */
function abortedFilter(transactions: readonly AbortedTransaction[]): (m: FetchedMessage, offset: Offset) => boolean {
  if (transactions.length === 0) return () => false;
  const waiting = transactions
    .map((t) => ({ producerId: t.producerId, first: BigInt(t.firstOffset) }))
    .sort((a, b) => (a.first < b.first ? 1 : -1));
  const open = new Set<string>();
  return ({ batchContext, isControlRecord }, offset) => {
    for (let t = waiting.at(-1); t !== undefined && t.first <= offset; t = waiting.at(-1)) {
      open.add(t.producerId);
      waiting.pop();
    }
    if (batchContext?.inTransaction !== true || !open.has(batchContext.producerId)) return false;
    // The list holds aborted transactions only, so the next marker of this producer is the abort that ends it.
    if (isControlRecord === true) open.delete(batchContext.producerId);
    return true;
  };
}

function recordOf(message: FetchedMessage, offset: Offset): LogRecord {
  const { key, value, timestamp } = message;
  return { offset, timestamp: Number(timestamp), key, value, headers: headersOf(message.headers) };
}

function headersOf(raw: FetchedMessage['headers'] = {}): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [name, value] of Object.entries(raw))
    out[name] = (Array.isArray(value) ? value.at(-1) : value)?.toString() ?? '';
  return out;
}
