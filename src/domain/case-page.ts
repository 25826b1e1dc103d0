import { z } from 'zod';
import { ticketItemSchema } from './ticket-page.js';

/** The cases behind a figure, as the API and the command line give them. No personal data: ids, dates and codes only. */

const adds = {
  numerator: z.int().describe('what it adds to the numerator; of a counter, to itself'),
  denominator: z.int().nullable().describe('what it adds to the denominator; null: the figure has none of this period'),
};

const instant = z.iso.datetime();

export const caseItemSchema = z
  .object({
    contactId: z.string(),
    ...adds,
    contact: z
      .object({ receivedAt: instant, channel: z.string(), answered: z.boolean() })
      .readonly()
      .nullable()
      .describe('null: not seen, or retracted'),
    tickets: z
      .array(ticketItemSchema.unwrap().omit({ summary: true }).extend(adds).readonly())
      .readonly()
      .describe('of a figure of tickets those that add to it, of one of contacts all of the case, adding nothing'),
  })
  .readonly();
export type CaseItem = z.infer<typeof caseItemSchema>;

export const casePageSchema = z
  .object({
    period: z.string(),
    figure: z.string(),
    asOf: instant.describe('open tickets are compared with their due times as of this instant, on all pages of a list'),
    looked: z.int().nonnegative().describe('cases of the state that were looked at for this page'),
    next: z.string().nullable().describe('`after` of the next page; null: this is the last one'),
    cases: z
      .array(caseItemSchema)
      .readonly()
      .describe(
        'in the order of the store. May be fewer than `limit`, even none, before the last page: a page looks at so many cases at most',
      ),
  })
  .readonly();
export type CasePage = z.infer<typeof casePageSchema>;
