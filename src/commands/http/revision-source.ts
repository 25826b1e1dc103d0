import type { PublishedFeed } from '../../engine/published-feed.js';
import { revisionDiff } from '../../engine/revision-find.js';
import type { RevisionSource } from '../../reporters/http/sources.js';
import type { Pipeline } from '../context.js';

/** Revisions as the control topic decides them, with what the topic of snapshots holds of them. */
export const revisionSource = (
  feed: Pick<PublishedFeed, 'revisions'>,
  { board }: { readonly board: Pick<Pipeline['board'], 'revisions' | 'signatures'> },
): RevisionSource => ({
  list: (month) => ({
    month,
    revisions: board.revisions(month).map(({ month: _, digest: __, ...revision }) => ({
      ...revision,
      signatures: board.signatures(month, revision.revision).map(({ by, note, at }) => ({ by, note, at })),
    })),
  }),
  diff: (month, from, to) =>
    revisionDiff({ revisions: (m) => board.revisions(m), shelf: feed.revisions }, month, from, to),
});
