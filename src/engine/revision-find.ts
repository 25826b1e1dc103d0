import { PulseError } from '../domain/errors.js';
import { monthNamed } from '../domain/revision.js';
import { diffOf, type RevisionDiff, type RevisionFigures } from '../domain/revision-diff.js';
import type { RevisionRecord } from './control-records.js';
import type { RevisionShelf } from './revision-shelf.js';

/** What was decided, and what stands in the topic of it. */
export interface Revisions {
  revisions(month: string): readonly RevisionRecord[];
  readonly shelf: RevisionShelf;
}

/** @throws PulseError PULSE_USAGE for what is no month, and for a revision that there is not: it lists those that are. */
export function revisionNamed(from: Pick<Revisions, 'revisions'>, month: string, revision: number): RevisionRecord {
  if (monthNamed(month) === null)
    throw new PulseError('PULSE_USAGE', `"${month}" is no month; write 2021-06`, { details: { month } });
  const decided = from.revisions(month);
  const found = decided.find((record) => record.revision === revision);
  if (found !== undefined) return found;
  const known =
    decided.length === 0 ? 'it is not final yet' : `it has ${decided.map((r) => `r${r.revision}`).join(', ')}`;
  throw new PulseError('PULSE_USAGE', `${month} has no revision ${revision}: ${known}`, {
    details: { month, revision: String(revision) },
  });
}

/** @throws PulseError PULSE_USAGE as `revisionNamed` and when the first is not before the second; PULSE_LOG when the topic lacks their figures. */
export function revisionDiff(from: Revisions, month: string, before: number, after: number): RevisionDiff {
  if (before >= after)
    throw new PulseError('PULSE_USAGE', `r${before} is not before r${after}: name the earlier revision first`);
  const [a, b] = [before, after].map((n) => figuresOf(from, revisionNamed(from, month, n))) as [
    RevisionFigures,
    RevisionFigures,
  ];
  const steps = from
    .revisions(month)
    .filter(({ revision }) => revision > before && revision <= after)
    .flatMap((record) => from.shelf.changes(record) ?? []);
  return diffOf(month, a, b, steps);
}

function figuresOf({ shelf }: Revisions, record: RevisionRecord): RevisionFigures {
  const figures = shelf.figures(record);
  if (figures !== null) return { revision: record.revision, figures, units: shelf.units(record) };
  throw missing(record);
}

export const missing = ({ month, revision }: RevisionRecord): PulseError =>
  new PulseError(
    'PULSE_LOG',
    `the topic of snapshots does not hold the figures of ${month}@r${revision}, which were decided; is it compacted, and complete?`,
    { details: { month, revision: String(revision) } },
  );
