import { z } from 'zod';
import { natures, unitKinds, urgencies } from './events.js';

/** The lists of tickets behind the numbers, as the API speaks them. */

export const ticketStates = ['open', 'overdue', 'due-soon', 'closed-late'] as const;
export type TicketState = (typeof ticketStates)[number];

/** So many tickets a list counts; of a longer one is said that there are at least as many. */
export const mostCounted = 10_000;

const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month such as 2021-06');
/** As the events have them. */
const code = z.string().min(1).max(256).normalize('NFC');

export const ticketQuerySchema = z.object({
  state: z
    .enum(ticketStates)
    .describe(
      'open: all; overdue: due before now and not on hold; due-soon: due by the end of the next working day; closed-late: of a month',
    ),
  unit: code.optional().describe('code of the unit; `unassigned`: not dispatched yet'),
  month: month
    .optional()
    .describe('of the creation of the ticket, in the time zone of the hotline; closed-late needs it'),
  after: z.string().min(1).max(8192).optional().describe('`next` of the page before'),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});
export type TicketQuery = Readonly<z.output<typeof ticketQuerySchema>>;

const instant = z.iso.datetime();

export const ticketItemSchema = z
  .object({
    contactId: z.string(),
    ticketId: z.string(),
    unit: z
      .object({ code: z.string(), name: z.string().optional(), kind: z.enum([...unitKinds, 'unknown']) })
      .readonly()
      .describe('code `unassigned`: not dispatched yet'),
    nature: z.enum(natures),
    urgency: z.enum(urgencies),
    category: z.string().optional(),
    region: z.string().optional(),
    createdAt: instant,
    dueAt: instant.nullable().describe('null: unknown'),
    held: z.boolean().describe('a hold is running: the ticket is not overdue, however late it is'),
    closedAt: instant.nullable().describe('null: open'),
    reopenings: z.int().nonnegative(),
    lateMs: z
      .int()
      .nullable()
      .describe(
        'milliseconds from the due to the closing, or to `asOf` while it is open: positive = late, negative = time left; null: unknown, or held',
      ),
    confidential: z.literal(true).optional(),
    summary: z.string().optional().describe('never of a confidential ticket'),
  })
  .readonly();
export type TicketItem = z.infer<typeof ticketItemSchema>;

export const ticketPageSchema = z
  .object({
    asOf: instant,
    total: z.int().nonnegative().describe('tickets of the whole list'),
    totalIsAtLeast: z.literal(true).optional().describe(`there are more than ${mostCounted}: counting ended`),
    next: z.string().nullable().describe('`after` of the next page; null: this is the last one'),
    tickets: z
      .array(ticketItemSchema)
      .readonly()
      .describe(
        'by due (closed-late: by closing), then unit, contact, ticket. May be fewer than `limit` before the last page: a ticket that moves while the page is read is left out',
      ),
  })
  .readonly();
export type TicketPage = z.infer<typeof ticketPageSchema>;
