import { z } from 'zod';

/** What the control topic holds: one form a kind of key. */

const offsetText = z.string().regex(/^\d+$/);
const month = z.string().regex(/^\d{4}-\d\d$/);
const instantText = z.string().meta({ format: 'date-time' });
export const generationRecord = z.object({
  number: z.int().positive(),
  hash: z.string(),
  partitions: z.int().positive(),
  state: z.enum(['building', 'live', 'retired']),
  createdAt: z.string(),
});
export type Generation = z.infer<typeof generationRecord>;

export const gapRecord = z.object({
  generation: z.int().positive(),
  topic: z.string(),
  partition: z.int().nonnegative(),
  /** What the state had stored: the permission holds for this loss only. */
  stored: offsetText,
  resumeAt: offsetText,
  by: z.string(),
  reason: z.string(),
  at: z.string(),
});
export type AcceptedGap = z.infer<typeof gapRecord>;

/** Key `token:<id>`. The token itself is nowhere: only the hash of its secret part. */
export const tokenRecord = z.object({
  id: z.string().regex(/^[0-9a-f]{8}$/),
  role: z.enum(['ingest', 'read', 'operate']),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  label: z.string(),
  createdAt: z.string(),
  revokedAt: z.string().optional(),
});
export type TokenRecord = z.infer<typeof tokenRecord>;

/** Key `revision:<month>@r<n>`. The last that a decision writes: a revision counts as decided once this is on the log. */
const revisionRecord = z.object({
  month,
  revision: z.int().positive(),
  decidedAt: instantText,
  generation: z.int().positive(),
  rollback: z.int().nonnegative(),
  /** Topic → next offset of each partition: what the revision is a function of. */
  offsets: z.record(z.string(), z.array(offsetText).readonly()),
  /** asOf of all revisions of the month. */
  cutOff: instantText,
  /** Of the month's own counters, those of units included: the month is revised again when they are no longer these. */
  digest: z.string(),
});
export type RevisionRecord = z.infer<typeof revisionRecord>;

/** As it stands in the topic. */
export const revisionWord = revisionRecord.extend({
  /** Said again, over another decision under the same key: compaction may have taken the first word of this one. */
  holds: z.literal(true).optional(),
});
export type RevisionWord = z.infer<typeof revisionWord>;

/** Key `sign:<month>@r<n>:<uuid>`: somebody answers for a revision with their name. */
export const signatureRecord = z.object({
  month,
  revision: z.int().positive(),
  by: z.string().min(1),
  note: z.string(),
  at: instantText,
});
export type SignatureRecord = z.infer<typeof signatureRecord>;

/** Key `baseline:<month>`: signed totals of a month before the system. The last record of a month holds. */
export const baselineRecord = z.object({
  month,
  /** Counter name → count, of the whole month. */
  counters: z.record(z.string(), z.int().nonnegative()),
  /** The file that they came from, by its name. */
  source: z.string(),
  by: z.string(),
  note: z.string(),
  at: instantText,
  removedAt: instantText.optional(),
  removedBy: z.string().optional(),
});
export type BaselineRecord = z.infer<typeof baselineRecord>;
