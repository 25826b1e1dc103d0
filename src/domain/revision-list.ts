import { z } from 'zod';
import { revisionCauseSchema } from './revision-schema.js';

/** What the API says of the revisions of a month. */

const instant = z.string().meta({ format: 'date-time' });
const integer = z.int();

export const revisionListSchema = z
  .object({
    month: z.string(),
    revisions: z
      .array(
        z
          .object({
            revision: integer,
            decidedAt: instant,
            cutOff: instant.describe('asOf of all revisions of the month'),
            generation: integer,
            rollback: integer,
            offsets: z.record(z.string(), z.array(z.string()).readonly()),
            signatures: z.array(z.object({ by: z.string(), note: z.string(), at: instant }).readonly()).readonly(),
          })
          .readonly(),
      )
      .readonly()
      .describe('the first one first; empty: the month is not final'),
  })
  .readonly();
export type RevisionList = z.infer<typeof revisionListSchema>;

export const revisionDiffSchema = z
  .object({
    month: z.string(),
    before: integer,
    after: integer,
    changes: z
      .array(z.object({ counter: z.string(), before: integer, after: integer, difference: integer }).readonly())
      .readonly(),
    causes: z.array(revisionCauseSchema).readonly().describe('in the order of their records'),
    total: integer.describe('causes in all; more than are listed where their records had no room for them'),
    unexplained: z.record(z.string(), integer).readonly().describe('counter → what no cause accounts for'),
    unitsLeftOut: z.boolean().describe('the figures of single units are not known of both'),
  })
  .readonly();
