import { z } from 'zod';

/** What the control topic holds: one form a kind of key. */

const offsetText = z.string().regex(/^\d+$/);
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
