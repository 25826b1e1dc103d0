import { byBytes } from '../domain/texts.js';
import type { RowRange, StateStore } from '../ports/state-store.js';

/** A row of an index, and the partition that holds it. */
export interface FoundRow {
  readonly partition: number;
  readonly row: string;
}

type RowStore = Pick<StateStore, 'rows'>;
/** Its `limit`: so many rows a read. */
type Piece = RowRange & { readonly index: string };

/** Rows of one partition, read step by step as they are taken. */
export async function* rowsOfPartition(store: RowStore, partition: number, piece: Piece): AsyncGenerator<FoundRow> {
  for (let after = piece.after; ; ) {
    const { rows } = await store.rows(partition, piece.index, { ...piece, after });
    for (const row of rows) yield { partition, row };
    if (rows.length < piece.limit) return;
    after = rows.at(-1)!;
  }
}

/** Rows of all partitions in one order, that of their bytes. */
export async function* mergedRows(store: RowStore, partitions: number, piece: Piece): AsyncGenerator<FoundRow> {
  const streams = Array.from({ length: partitions }, (_, p) => rowsOfPartition(store, p, piece));
  const heads = await Promise.all(streams.map((stream) => stream.next()));
  for (;;) {
    let first: FoundRow | null = null;
    for (const head of heads) {
      if (!head.done && (first === null || byBytes(head.value.row, first.row) < 0)) first = head.value;
    }
    if (first === null) return;
    yield first;
    heads[first.partition] = await streams[first.partition]!.next();
  }
}
