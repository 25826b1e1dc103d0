import { z } from 'zod';
import { ticketItemSchema } from './ticket-page.js';

/** What stands beside the figures of a revision, each a record of the topic `snapshots`; the JSON Schemas are made from these. */

const integer = z.int();
const instant = z.string().meta({ format: 'date-time' });
const offsets = z.record(z.string(), z.array(z.string()).readonly());

const head = {
  month: z.string().meta({ example: '2021-06' }),
  revision: integer,
  decidedAt: instant,
  cutOff: instant.describe('asOf of all revisions of the month'),
};

/** One event that changed a month after it was cut off. */
export const revisionCauseSchema = z
  .object({
    topic: z.string(),
    partition: integer,
    offset: z.string(),
    eventId: z.string(),
    source: z.string(),
    type: z.string(),
    contactId: z.string(),
    ticketId: z.string().nullable(),
    at: instant.describe("the broker's timestamp of its record"),
    differences: z.record(z.string(), integer).describe('counter → how much more it is since'),
  })
  .readonly();
export type RevisionCause = z.infer<typeof revisionCauseSchema>;

/** Key `month:2021-06@r2/changes`: how a revision differs from the one before, and why. */
export const revisionChangesSchema = z
  .object({
    ...head,
    before: integer.describe('the revision that it is compared with'),
    from: offsets.describe('what the revision before had read, as next offsets'),
    to: offsets,
    changes: z
      .array(z.object({ counter: z.string(), before: integer, after: integer, difference: integer }).readonly())
      .readonly(),
    causes: z.array(revisionCauseSchema).readonly().describe('in the order of their records'),
    total: integer.describe('causes in all; more than are listed where a record has no room for them'),
    unexplained: z
      .record(z.string(), integer)
      .describe('what the causes do not account for: only after a store fell back and its records of them with it'),
    unitsLeftOut: z.literal(true).optional().describe('the unit table of the revision before is not known'),
  })
  .readonly();
export type RevisionChanges = z.infer<typeof revisionChangesSchema>;

/** Key `month:2021-06@r1/late`: the tickets of the month that were closed late, or open and overdue at the cut-off. */
export const revisionTicketsSchema = z
  .object({
    ...head,
    total: integer.describe('of the whole list; more than are listed where there are too many'),
    tickets: z.array(ticketItemSchema).readonly(),
  })
  .readonly();
export type RevisionTickets = z.infer<typeof revisionTicketsSchema>;
