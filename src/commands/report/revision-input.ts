import type { Baselines } from '../../domain/baseline.js';
import { PulseError } from '../../domain/errors.js';
import { type Period, parsePeriod } from '../../domain/period.js';
import type { Snapshot } from '../../domain/snapshot-schema.js';
import { RevisionBook } from '../../engine/revision-book.js';
import type { LateCases, Signature } from '../../reporters/report/input.js';
import { periodWords } from '../../reporters/report/period-words.js';
import type { Pipeline } from '../context.js';
import { largerPeriods, monthsOf } from './larger-periods.js';
import { sumOfMonths } from './sum-months.js';

/** What the report of a revision is made of: the same for ever. Days are not kept with it. */
export interface RevisionFigures {
  readonly snapshot: Snapshot;
  readonly cumulative: readonly Snapshot[];
  readonly cumulativeMissing: readonly string[];
  readonly late: LateCases;
  readonly signatures: readonly Signature[];
}

type Decided = ReturnType<RevisionBook['revisions']>[number];

/** @throws PulseError PULSE_USAGE when there is no such revision; it says which there are. */
export async function revisionFigures(pipeline: Pipeline, text: string, revision: number): Promise<RevisionFigures> {
  const { log, topics, board, store, context } = pipeline;
  const period = parsePeriod(text, context.zone.dayOf(await store.now()));
  if (period.kind !== 'month') throw usage(`--revision is of a month, such as 2021-06: ${text} is none`);
  const book = new RevisionBook(log, topics);
  await book.read();
  const record = book.revisions(period.id).find((r) => r.revision === revision);
  if (record === undefined) throw usage(noSuch(period.id, revision, book));
  const snapshot = book.shelf.whole(record);
  if (snapshot === null) throw lost(period.id, revision);
  const tickets = book.shelf.tickets(record);
  return {
    snapshot,
    ...cumulated(pipeline, period, record, snapshot, book),
    late: { tickets: tickets?.tickets ?? [], total: tickets?.total ?? 0 },
    signatures: board.signatures(period.id, revision).map(({ by, note, at }) => ({ by, note, at })),
  };
}

function noSuch(month: string, revision: number, book: RevisionBook): string {
  const known = book.revisions(month).map((r) => String(r.revision));
  const there = known.length === 0 ? 'it has none yet' : `there are ${known.join(', ')}`;
  return `${month} has no revision ${revision}: ${there}`;
}

function cumulated({ board }: Pipeline, month: Period, record: Decided, own: Snapshot, book: RevisionBook) {
  const cumulative: Snapshot[] = [];
  const cumulativeMissing: string[] = [];
  for (const larger of largerPeriods(month)) {
    const opening = new Map([...openingUpTo(board, record.decidedAt)].filter(([m]) => monthsOf(larger).includes(m)));
    const revised = monthsOf(larger).filter((m) => !opening.has(m));
    const found = revised.map((m) => (m === month.id ? own : lastUpTo(book, m, record.decidedAt)));
    const missing = revised.filter((_, i) => found[i] === null);
    const known = found.filter((s) => s !== null);
    const { long } = periodWords({ period: { ...own.period, kind: larger.kind, id: larger.id }, state: 'final' });
    if (missing.length === 0) cumulative.push(sumOfMonths(larger, known, opening, own));
    else cumulativeMissing.push(`${long}累计从略：${missing.join('、')}没有定稿`);
  }
  return { cumulative, cumulativeMissing };
}

/** The last revision of a month that was decided when this one was: later ones do not change a report that was made. */
function lastUpTo(book: RevisionBook, month: string, decidedAt: string): Snapshot | null {
  const record = book.revisions(month).findLast((r) => Date.parse(r.decidedAt) <= Date.parse(decidedAt));
  return record === undefined ? null : book.shelf.figures(record);
}

function openingUpTo(board: Pipeline['board'], decidedAt: string): Baselines {
  const holding = board.baselineRecords().filter((b) => b.removedAt === undefined);
  const former = holding.filter(({ at }) => Date.parse(at) <= Date.parse(decidedAt));
  return new Map(former.map(({ month, counters }) => [month, new Map(Object.entries(counters))]));
}

const usage = (message: string): PulseError => new PulseError('PULSE_USAGE', message);
const lost = (month: string, revision: number): PulseError =>
  new PulseError('PULSE_LOG', `${month}@r${revision} was decided, but its figures are not in the topic of snapshots`);
