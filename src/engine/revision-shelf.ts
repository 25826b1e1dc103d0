import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { sorted } from '../domain/identities.js';
import {
  type RevisionChanges,
  type RevisionTickets,
  revisionChangesSchema,
  revisionTicketsSchema,
} from '../domain/revision-schema.js';
import { type Snapshot, snapshotSchema } from '../domain/snapshot-schema.js';
import type { LogRecord } from '../ports/event-log.js';
import type { RevisionRecord } from './control-records.js';
import { decisionHeader, decisionOf, parseRevisionKey, type RevisionPart, revisionKey } from './revision-record.js';

type Revision = Omit<RevisionRecord, 'digest'>;
type Parsed<T> = { safeParse(value: unknown): { readonly data?: T | undefined } };

/** So many records are kept as they are read: what was asked for is likely to be asked for again. */
const mostParsed = 12;

/**
 * The records of revisions in the topic of snapshots, of every decision that is known. A month that is closed slowly has a
 * revision an hour, of a quarter of a megabyte each, and they are seldom asked for: so they are kept packed, to a twentieth.
 * Which decision counts, the control topic says.
 */
export class RevisionShelf {
  /** Key → decision → packed value. */
  readonly #values = new Map<string, Map<string, Uint8Array>>();
  /** Key → the decision of its last record: all that compaction keeps. */
  readonly #last = new Map<string, string>();
  /** By packed value; what was asked for last comes last. */
  readonly #parsed = new Map<Uint8Array, unknown>();

  /** @returns false: the record is of no revision. */
  take({ key, value, headers }: Pick<LogRecord, 'key' | 'value' | 'headers'>): boolean {
    const name = Buffer.from(key ?? []).toString('utf8');
    if (parseRevisionKey(name) === null) return false;
    const decision = headers[decisionHeader];
    if (value === null || decision === undefined) return true;
    this.#values.set(name, (this.#values.get(name) ?? new Map<string, Uint8Array>()).set(decision, packed(value)));
    this.#last.set(name, decision);
    return true;
  }

  clear(): void {
    this.#values.clear();
    this.#last.clear();
    this.#parsed.clear();
  }

  /** What it keeps, in bytes of memory. */
  get bytes(): number {
    const all = [...this.#values.values()].flatMap((decisions) => [...decisions.values()]);
    return all.reduce((sum, value) => sum + value.buffer.byteLength, 0);
  }

  /** Keys of a revision whose last record in the topic is another decision's, with the value that belongs there. */
  overwritten(revision: Revision): (readonly [key: string, value: Uint8Array])[] {
    const decision = decisionOf(revision);
    const keys = [undefined, 'units', 'late', 'changes'] as const;
    return keys.flatMap((part) => {
      const key = revisionKey(revision.month, revision.revision, part);
      const value = this.#values.get(key)?.get(decision);
      return value === undefined || this.#last.get(key) === decision ? [] : [[key, inflateRawSync(value)] as const];
    });
  }

  /** The figures without those of single units; null: not in the topic. */
  figures(revision: Revision): Snapshot | null {
    return this.#read(revision, undefined, snapshotSchema);
  }

  /** The figures of single units; null: none, or the log had no room for them. */
  units(revision: Revision): Snapshot | null {
    return this.#read(revision, 'units', snapshotSchema);
  }

  /** Figures and unit figures as one. */
  whole(revision: Revision): Snapshot | null {
    const [figures, units] = [this.figures(revision), this.units(revision)];
    if (figures === null || units === null) return figures;
    return {
      ...figures,
      counters: sorted(new Map([...Object.entries(figures.counters), ...Object.entries(units.counters)])),
      indicators: [...figures.indicators, ...units.indicators],
      identities: [...figures.identities, ...units.identities],
    };
  }

  changes(revision: Revision): RevisionChanges | null {
    return this.#read(revision, 'changes', revisionChangesSchema);
  }

  tickets(revision: Revision): RevisionTickets | null {
    return this.#read(revision, 'late', revisionTicketsSchema);
  }

  #read<T>(revision: Revision, part: RevisionPart | undefined, schema: Parsed<T>): T | null {
    const value = this.#values.get(revisionKey(revision.month, revision.revision, part))?.get(decisionOf(revision));
    if (value === undefined) return null;
    const isKnown = this.#parsed.has(value);
    const parsed = isKnown ? (this.#parsed.get(value) as T | null) : parsedBy(schema, inflateRawSync(value));
    this.#parsed.delete(value);
    this.#parsed.set(value, parsed);
    if (this.#parsed.size > mostParsed) this.#parsed.delete(this.#parsed.keys().next().value!);
    return parsed;
  }
}

/** A copy: what comes from the log, or from zlib, may be a small part of a large buffer. */
const packed = (value: Uint8Array): Uint8Array => new Uint8Array(deflateRawSync(value, { level: 1 }));

function parsedBy<T>(schema: Parsed<T>, value: Uint8Array): T | null {
  try {
    const event: { readonly data?: unknown } | null = JSON.parse(Buffer.from(value).toString('utf8'));
    return schema.safeParse(event?.data).data ?? null;
  } catch {
    return null;
  }
}
