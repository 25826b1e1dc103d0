import { decodeCase } from '../domain/case-codec.js';
import type { CaseItem } from '../domain/case-page.js';
import { CaseShare, type Scope } from '../domain/case-share.js';
import type { ViewContext } from '../domain/contribution.js';
import { PulseError } from '../domain/errors.js';
import type { FigureParts } from '../domain/figure-parts.js';
import type { Instant } from '../domain/instant.js';
import type { StateStore } from '../ports/state-store.js';

export interface CaseReaderOptions {
  readonly store: Pick<StateStore, 'cases'>;
  readonly partitions: number;
  readonly context: ViewContext;
}

export interface CaseQuestion {
  readonly parts: FigureParts;
  /** By the instant that the list is as of. */
  readonly scope: (asOf: Instant) => Scope;
  /** When open tickets are compared with their due times; on later pages the cursor's holds. */
  readonly asOf: Instant;
  /** `next` of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
  /** A page ends when so many cases were looked at, found or not: it must not hold whoever waits for it. */
  readonly looks: number;
}

export interface FoundCases {
  readonly asOf: Instant;
  readonly looked: number;
  readonly next: string | null;
  readonly cases: readonly CaseItem[];
}

/** Cases a read of the store. */
const STEP = 1000;

interface Place {
  readonly asOf: Instant;
  readonly partition: number;
  /** The last case that was looked at; empty: none of this partition. */
  readonly after: string;
}

/**
 * The cases behind a figure: every case of the state is looked at, partition by partition, and asked what it adds. No index is
 * behind it, so any figure can be asked for; it costs a read of the whole state, in steps. Each case that does not change
 * meanwhile is met once; there is no one cut of all pages.
 */
export class CaseReader {
  readonly #options: CaseReaderOptions;

  constructor(options: CaseReaderOptions) {
    this.#options = options;
  }

  /** @throws PulseError PULSE_USAGE for an `after` that is no cursor. */
  async page({ parts, scope, asOf, after, limit, looks }: CaseQuestion): Promise<FoundCases> {
    const { partitions, context } = this.#options;
    const from = after === undefined ? { asOf, partition: 0, after: '' } : readCursor(after, partitions);
    const share = new CaseShare(parts, scope(from.asOf), from.asOf, context);
    const cases: CaseItem[] = [];
    let looked = 0;
    let at: Place = from;
    for await (const { place, bytes } of this.#from(from, Math.min(STEP, looks))) {
      if (cases.length >= limit || looked >= looks) return { asOf: from.asOf, looked, next: cursorOf(at), cases };
      looked++;
      at = place;
      const item = share.of(place.after, decodeCase(place.after, bytes));
      if (item !== null) cases.push(item);
    }
    return { asOf: from.asOf, looked, next: null, cases };
  }

  async *#from(from: Place, step: number): AsyncGenerator<{ place: Place; bytes: Uint8Array }> {
    const { store, partitions } = this.#options;
    for (let partition = from.partition; partition < partitions; partition++) {
      for (let after = partition === from.partition ? from.after : ''; ; ) {
        const { cases } = await store.cases(partition, after, step);
        for (const [id, bytes] of cases) yield { place: { asOf: from.asOf, partition, after: id }, bytes };
        if (cases.length < step) break;
        after = cases.at(-1)![0];
      }
    }
  }
}

const cursorOf = ({ asOf, partition, after }: Place): string =>
  Buffer.from(JSON.stringify([asOf, partition, after])).toString('base64url');

function readCursor(cursor: string, partitions: number): Place {
  try {
    const read: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    const [asOf, partition, after] = read as [unknown, unknown, unknown];
    const isPlace =
      Number.isSafeInteger(asOf) && Number.isInteger(partition) && typeof after === 'string' && after.length <= 1024;
    const place = { asOf: asOf as number, partition: partition as number, after: String(after) };
    if (isPlace && place.partition >= 0 && place.partition < partitions && cursorOf(place) === cursor) return place;
  } catch {
    // No JSON in it: said below.
  }
  throw new PulseError('PULSE_USAGE', 'after is no cursor: give `next` of the page before', {
    details: { field: 'after' },
  });
}
