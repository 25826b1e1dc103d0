import { countersAtCutOff } from '../domain/finality.js';
import { formatInstant, type Instant } from '../domain/instant.js';
import { changesBetween, digestOfCounts, monthNamed, unexplainedBy } from '../domain/revision.js';
import type { RevisionChanges, RevisionTickets } from '../domain/revision-schema.js';
import { type SnapshotContext, SnapshotPlan } from '../domain/snapshot.js';
import type { Snapshot } from '../domain/snapshot-schema.js';
import type { StateStore } from '../ports/state-store.js';
import type { RevisionRecord } from './control-records.js';
import { causesBetween, isUnchangedSince } from './revision-causes.js';
import type { RevisionShelf } from './revision-shelf.js';
import { lateTickets } from './revision-tickets.js';
import type { StateCut, StateReader } from './state-reader.js';
import { splitUnits } from './unit-table.js';
import { vectorOfOffsets } from './vector.js';
import type { Views } from './views.js';

export interface ContentDeps {
  readonly store: StateStore;
  readonly reader: StateReader;
  readonly views: Views;
  readonly context: SnapshotContext;
  readonly partitions: number;
  readonly shelf: RevisionShelf;
}

export interface RevisionWish {
  readonly month: string;
  readonly cutOff: Instant;
  /** The revision before; null: this is the first. */
  readonly last: RevisionRecord | null;
  readonly decidedAt: Instant;
  readonly rollback: number;
}

/** All that a revision says. */
export interface RevisionContent {
  readonly record: RevisionRecord;
  readonly figures: Snapshot;
  readonly units: Snapshot;
  readonly late: RevisionTickets;
  /** null: the first. */
  readonly changes: RevisionChanges | null;
}

/** Everything moves on while several reads are under way; late changes of one month are rare. */
const tries = 5;

/**
 * What a revision of a month says, from the state as it is: one cut.
 *
 * @param mayDecide judges the cut: whether a revision may be made of it.
 * @returns null: it may not, or the month changes too often at present to be read as one.
 */
export async function revisionContent(
  wish: RevisionWish,
  deps: ContentDeps,
  mayDecide: (state: StateCut, digest: string) => boolean,
): Promise<RevisionContent | null> {
  const month = monthNamed(wish.month)!;
  const { finals: _, ...context } = deps.context;
  const plans = [false, true].map((withUnits) => new SnapshotPlan(month, wish.cutOff, withUnits, context));
  for (let i = 0; i < tries; i++) {
    const state = await deps.reader.read(plans.flatMap((plan) => [...plan.buckets]));
    const digest = digestOfCounts(countersAtCutOff(month, wish.cutOff, state.sum, context));
    if (!mayDecide(state, digest)) return null;
    const cut = deps.reader.cut(state, wish.cutOff, wish.rollback);
    const record = recordOf(wish, digest, cut.asOf);
    const [figures, whole] = plans.map((plan) => finalOf(plan.build(state.sum, cut), record)) as [Snapshot, Snapshot];
    const late = { ...headOf(record), ...(await lateTickets(deps, wish.month, wish.cutOff)) };
    const changes = wish.last === null ? null : await changesOf(wish.last, record, whole, state, deps);
    if (await isUnchangedSince(deps.store, wish.month, state))
      return { record, figures, units: splitUnits(whole), late, changes };
  }
  return null;
}

function recordOf(wish: RevisionWish, digest: string, asOf: Omit<Snapshot['asOf'], 'instant'>): RevisionRecord {
  return {
    month: wish.month,
    revision: (wish.last?.revision ?? 0) + 1,
    decidedAt: formatInstant(wish.decidedAt),
    generation: asOf.generation,
    rollback: asOf.rollback,
    offsets: asOf.offsets,
    cutOff: formatInstant(wish.cutOff),
    digest,
  };
}

const headOf = ({ month, revision, decidedAt, cutOff }: RevisionRecord) => ({ month, revision, decidedAt, cutOff });

const finalOf = (snapshot: Snapshot, { revision, decidedAt }: RevisionRecord): Snapshot => ({
  ...snapshot,
  state: 'final',
  revision,
  decidedAt,
});

async function changesOf(
  last: RevisionRecord,
  record: RevisionRecord,
  whole: Snapshot,
  state: StateCut,
  { store, shelf }: ContentDeps,
): Promise<RevisionChanges> {
  const causes = await causesBetween(store, record.month, vectorOfOffsets(last.offsets), state);
  const [figures, units] = [shelf.figures(last), shelf.units(last)];
  const before = { ...figures?.counters, ...units?.counters };
  // Of a part that the topic does not have, only the causes say what has changed.
  const isKnown = (counter: string): boolean => (/[{,]unit=/.test(counter) ? units : figures) !== null;
  for (const [counter, n] of causes.sums) if (!isKnown(counter)) before[counter] = (whole.counters[counter] ?? 0) - n;
  for (const [counter, n] of Object.entries(whole.counters)) if (!isKnown(counter)) before[counter] ??= n;
  const changes = changesBetween(before, whole.counters);
  return {
    ...headOf(record),
    before: last.revision,
    from: last.offsets,
    to: record.offsets,
    changes,
    causes: causes.listed,
    total: causes.total,
    unexplained: unexplainedBy(changes, causes.sums),
    ...(units === null && { unitsLeftOut: true as const }),
  };
}
