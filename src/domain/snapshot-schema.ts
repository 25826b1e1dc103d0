import { z } from 'zod';

/** The published snapshot (design.md section 8). The JSON Schema in `schemas/` is generated from this. */

const integer = z.int();
const decimalText = z.string().regex(/^-?\d+(\.\d+)?$/);
const labels = z.record(z.string(), z.string());

const against = z.enum(['previous', 'lastYear']);

const comparison = z
  .object({
    period: z.string(),
    numerator: integer,
    denominator: integer,
    value: decimalText.nullable(),
    changePoints: decimalText.nullable(),
    changePercent: decimalText.nullable(),
    baseline: z.boolean().optional().describe('opening figures are counted in that period'),
    members: z.array(z.string()).readonly().optional().describe('codes taken together on both sides'),
    now: z
      .object({ numerator: integer, denominator: integer, value: decimalText.nullable() })
      .readonly()
      .optional()
      .describe("this period's side of the comparison, where replaced codes still count in it"),
  })
  .readonly();

export const indicatorSchema = z
  .object({
    id: z.string(),
    labels,
    numerator: integer,
    denominator: integer.nullable(),
    base: z.string(),
    value: decimalText.nullable(),
    unit: z.enum(['%', 'working days']),
    previous: comparison.nullable().optional(),
    lastYear: comparison.nullable().optional(),
    against: against.optional(),
    baseline: z.boolean().optional().describe('of a change: opening figures are counted in the other period'),
    incomparable: z
      .array(against)
      .readonly()
      .optional()
      .describe('comparisons that are null because the label has no counterpart: it was replaced or split since'),
    members: z.array(z.string()).readonly().optional(),
    beside: z.object({ open_not_due: integer }).readonly().optional(),
  })
  .readonly();

const counters = z.record(z.string(), integer);

const gap = z
  .object({
    topic: z.string(),
    partition: integer,
    from: z.string().describe('first missing offset'),
    to: z.string().describe('first offset that is there again'),
    by: z.string(),
    reason: z.string(),
  })
  .readonly();
/** Offsets that an operator accepted as lost: the figures miss what they held. */
export type Gap = z.infer<typeof gap>;

const asOf = z
  .object({
    instant: z.string().meta({ format: 'date-time' }),
    eventTime: z.string().meta({ format: 'date-time' }).nullable().describe('latest event counted'),
    generation: integer,
    rollback: integer.describe('how often the store fell back; consumers order by (generation, rollback, offsets)'),
    offsets: z.record(z.string(), z.array(z.string()).readonly()).describe('topic → next offset of each partition'),
  })
  .readonly();
export type AsOf = z.infer<typeof asOf>;

const window = z
  .object({
    id: z.enum(['5m', '15m', '60m', '24h', 'today']),
    from: z.string().meta({ format: 'date-time' }),
    to: z.string().meta({ format: 'date-time' }),
    counters,
    indicators: z.array(indicatorSchema).readonly(),
  })
  .readonly();
export type LiveWindow = z.infer<typeof window>;

export const snapshotSchema = z
  .object({
    period: z
      .object({
        kind: z.enum(['month', 'day', 'week', 'quarter', 'half', 'year', 'range', 'rolling', 'live']),
        id: z.string(),
        timeZone: z.string(),
        from: z.string().describe('first local day').optional(),
        to: z.string().describe('last local day').optional(),
      })
      .readonly(),
    state: z.enum(['running', 'provisional', 'final']),
    partial: z.boolean(),
    gaps: z.array(gap).readonly().optional(),
    demo: z.boolean().describe('simulated events are counted in it'),
    recovering: z.boolean().optional().describe('the store fell back and is catching up: do not rely on the figures'),
    revision: integer.describe('of a month that is final; 0: not final, or no month'),
    decidedAt: z.string().meta({ format: 'date-time' }).optional().describe('of a revision: when it was decided'),
    unrevised: z.boolean().optional().describe('the month says something else by now than its last revision'),
    asOf,
    baselineMonths: z
      .array(z.string())
      .readonly()
      .optional()
      .describe('months of the period that opening figures tell of; counters that they lack are unknown and left out'),
    calendarMissing: z
      .array(integer)
      .readonly()
      .describe('years whose official calendar is not known: due times there are unknown'),
    counters,
    indicators: z.array(indicatorSchema).readonly(),
    identities: z.array(z.object({ id: z.string(), holds: z.boolean(), difference: integer }).readonly()).readonly(),
    windows: z.array(window).readonly().optional(),
  })
  .readonly();
export type Snapshot = z.infer<typeof snapshotSchema>;
