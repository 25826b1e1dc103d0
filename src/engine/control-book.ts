import type { Baselines } from '../domain/baseline.js';
import type { Gap } from '../domain/snapshot-schema.js';
import {
  type AcceptedGap,
  type BaselineRecord,
  baselineRecord,
  gapRecord,
  type RevisionRecord,
  type RevisionWord,
  revisionWord,
  type SignatureRecord,
  signatureRecord,
  type TokenRecord,
  tokenRecord,
} from './control-records.js';

/** What the control topic says apart from generations: of each key the last record, of a revision the first. */
export class ControlBook {
  readonly #gaps = new Map<string, AcceptedGap>();
  readonly #tokens = new Map<string, TokenRecord>();
  readonly #revisions = new Map<string, RevisionRecord>();
  readonly #signatures = new Map<string, SignatureRecord>();
  readonly #baselines = new Map<string, BaselineRecord>();
  /** Month → counters of the baselines that hold. */
  #standing: Baselines = new Map();

  /** @throws ZodError when the value has not the form of its kind of key. Keys of other kinds are passed over. */
  take(key: string, value: unknown): void {
    switch (key.slice(0, key.indexOf(':'))) {
      case 'gap':
        this.#gaps.set(key, gapRecord.parse(value));
        break;
      case 'token':
        this.#tokens.set(key, tokenRecord.parse(value));
        break;
      case 'revision':
        this.#takeRevision(key, revisionWord.parse(value));
        break;
      case 'sign':
        this.#signatures.set(key, signatureRecord.parse(value));
        break;
      case 'baseline':
        this.#takeBaseline(key, baselineRecord.parse(value));
        break;
    }
  }

  /** What was decided first holds: a late word of a processor that lost its state decides nothing (revision-book.ts). */
  #takeRevision(key: string, { holds, ...revision }: RevisionWord): void {
    if (holds === true || !this.#revisions.has(key)) this.#revisions.set(key, revision);
  }

  gap(key: string): AcceptedGap | undefined {
    return this.#gaps.get(key);
  }

  /** Accepted gaps of a generation, as snapshots name them. */
  gaps(generation: number): Gap[] {
    return [...this.#gaps.values()]
      .filter((g) => g.generation === generation)
      .map((g) => ({
        topic: g.topic,
        partition: g.partition,
        from: g.stored,
        to: g.resumeAt,
        by: g.by,
        reason: g.reason,
      }));
  }

  /** Those that were revoked too; in the order of their making. */
  tokens(): TokenRecord[] {
    return [...this.#tokens.values()].sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt));
  }

  token(id: string): TokenRecord | undefined {
    return this.#tokens.get(`token:${id}`);
  }

  /** Decided revisions, of one month or of all, by month and number. */
  revisions(month?: string): RevisionRecord[] {
    return [...this.#revisions.values()]
      .filter((r) => month === undefined || r.month === month)
      .sort((a, b) => (a.month === b.month ? a.revision - b.revision : a.month < b.month ? -1 : 1));
  }

  /** In the order of signing. */
  signatures(month?: string, revision?: number): SignatureRecord[] {
    return [...this.#signatures.values()]
      .filter((s) => (month === undefined || s.month === month) && (revision === undefined || s.revision === revision))
      .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  }

  /** Those that were removed too; by month. */
  baselineRecords(): BaselineRecord[] {
    return [...this.#baselines.values()].sort((a, b) => (a.month < b.month ? -1 : 1));
  }

  /** Opening figures that hold: month → counter → count. The same map until a record changes them. */
  baselines(): Baselines {
    return this.#standing;
  }

  #takeBaseline(key: string, baseline: BaselineRecord): void {
    this.#baselines.set(key, baseline);
    const standing = new Map(this.#standing);
    if (baseline.removedAt === undefined) standing.set(baseline.month, new Map(Object.entries(baseline.counters)));
    else standing.delete(baseline.month);
    this.#standing = standing;
  }
}
