import { z } from 'zod';
import { snapshotSchema } from './snapshot-schema.js';

/** What stands behind one figure of a snapshot, as the API and the command line give it. */

const decimalText = z.string().regex(/^-?\d+(\.\d+)?$/);
const counters = z
  .array(z.object({ name: z.string(), value: z.int().nullable().describe('null: unknown') }).readonly())
  .readonly();
const side = z
  .object({ value: z.int().nullable(), counters: counters.describe('the counters whose sum it is') })
  .readonly();

const comparison = z
  .object({
    against: z.enum(['previous', 'lastYear']),
    period: z.string().nullable().describe('null: not known by name'),
    numerator: z.int().describe('of a counter: its value then'),
    denominator: z.int().nullable(),
    value: decimalText.nullable(),
    changePoints: decimalText.nullable(),
    changePercent: decimalText.nullable(),
    baseline: z.boolean().optional().describe('opening figures are counted in that period'),
    members: z.array(z.string()).readonly().optional().describe('codes taken together on both sides'),
    now: z
      .object({ numerator: z.int(), denominator: z.int(), value: decimalText.nullable() })
      .readonly()
      .optional()
      .describe("this period's side, where replaced codes still count in it"),
  })
  .readonly();
export type ExplainedComparison = z.infer<typeof comparison>;

const { period, state, partial, recovering, demo, revision, asOf, baselineMonths, calendarMissing } =
  snapshotSchema.unwrap().shape;

export const explanationSchema = z
  .object({
    period,
    state,
    revision,
    partial,
    demo,
    recovering,
    figure: z
      .object({
        kind: z.enum(['counter', 'indicator', 'change']),
        id: z.string(),
        labels: z.record(z.string(), z.string()),
        against: z.enum(['previous', 'lastYear']).optional(),
        window: z.enum(['5m', '15m', '60m', '24h', 'today']).optional(),
        name: z.string().describe('in the language asked for'),
      })
      .readonly(),
    language: z.enum(['zh', 'en']),
    definition: z.array(z.string()).readonly().describe('in words, sentence by sentence'),
    formula: z.string(),
    numerator: side,
    denominator: side.nullable().describe('null: a counter, or nothing is known of the compared period'),
    base: z.string().nullable(),
    fraction: z.string().nullable().describe('exact; null: a counter, or an empty base'),
    value: decimalText.nullable(),
    unit: z.enum(['%', 'working days', 'count', 'seconds']),
    rounding: z
      .object({
        decimals: z.int().nullable().describe('null: an integer, nothing is rounded'),
        rule: z.string(),
        unrounded: z.string().nullable().describe('the first digits, cut off and not rounded'),
        exact: z.boolean().describe('there are no more digits than these'),
      })
      .readonly(),
    comparisons: z.array(comparison).readonly(),
    incomparable: z
      .array(z.enum(['previous', 'lastYear']))
      .readonly()
      .optional(),
    members: z.array(z.string()).readonly().optional(),
    beside: z.object({ open_not_due: z.int() }).readonly().optional(),
    identities: z
      .array(z.object({ id: z.string(), holds: z.boolean(), difference: z.int() }).readonly())
      .readonly()
      .describe('those of the snapshot that the counters take part in'),
    baselineMonths,
    calendarMissing,
    asOf,
  })
  .readonly();
export type Explanation = z.infer<typeof explanationSchema>;
