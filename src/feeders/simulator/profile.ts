import { z } from 'zod';
import { PulseError } from '../../domain/errors.js';
import { invalidReasons, natures, unitKinds } from '../../domain/events.js';
import { problemsOfMonth, problemsOfProfile } from './profile-checks.js';

/** What a simulated stream must add up to: the files of config/profiles/, with what they name put in its place. */

const count = z.int().nonnegative();
const weight = z.number().nonnegative();
const someWeight = (list: readonly number[]): boolean => list.some((w) => w > 0);
const noWeight = 'no weight is above 0';
const share = z.number().min(0).max(1);
const code = z.string().min(1).max(256);
const weights = (length: number) => z.array(weight).length(length).refine(someWeight, noWeight);
const counts = z.record(code, count);

const unitSchema = z.strictObject({
  name: z.string().min(1),
  kind: z.enum(unitKinds),
  region: code.optional().describe('of its tickets; absent: they carry none'),
});

const shapeSchema = z.strictObject({
  hours: weights(24).describe('weight of each hour of the day, 0 to 23'),
  weekdays: weights(7).describe('weight of each day, Monday to Sunday; a holiday weighs as a Sunday'),
  replyDays: z
    .array(weight)
    .min(2)
    .max(20)
    .refine(someWeight, noWeight)
    .describe('weights of 0, 1, 2 … working days until the reply'),
  outcomes: z
    .strictObject({
      resolved: weight,
      explained: weight,
      partly: weight,
      unresolved: weight,
      rejected: weight,
      duplicate: weight,
      withdrawn: weight,
    })
    .refine((outcomes) => someWeight(Object.values(outcomes)), noWeight),
  ratings: z.strictObject({ mostly: share, unrated: share, unreached: share }),
  agents: z.int().positive(),
  matters: z.record(z.string(), z.array(z.string().min(1)).min(1)).describe("by topic or category; '' for neither"),
});

const subjectSchema = z.strictObject({
  category: code.optional(),
  topics: z.array(code).default([]),
  answered: count,
  tickets: count.describe('how many of the answered became a ticket'),
});

const lateSchema = z.strictObject({ unit: code, nature: z.enum(natures), summary: z.string().min(1) });
const ratingSchema = { rated: count, satisfied: count };

const monthSchema = z
  .strictObject({
    month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'not a month such as 2021-06'),
    contacts: z.int().positive(),
    answered: count,
    direct: count,
    tickets: count,
    closedOnTime: count,
    channels: z.record(code, z.strictObject({ contacts: count, answered: count, tickets: count })),
    abandoned: count,
    waits: z.strictObject({ known: count, within15s: count }),
    excluded: z.partialRecord(z.enum(['outbound', ...invalidReasons]), count),
    categories: counts,
    topics: counts,
    subjects: z.array(subjectSchema).min(1),
    natures: z.partialRecord(z.enum(natures), count),
    urgencies: z.strictObject({ urgent: count, critical: count }),
    regions: counts,
    unitGroups: z.strictObject({ county: count, department: count }),
    units: counts,
    praise: counts,
    late: z.array(lateSchema),
    ratings: z.strictObject({ ...ratingSchema, topics: z.record(code, z.strictObject(ratingSchema)) }),
    replyWorkingDays: count,
    extended: count,
    reopened: count,
    invented: z.array(z.strictObject({ what: z.array(z.string()).min(1), why: z.string().min(1) })).default([]),
  })
  .superRefine((month, ctx) => report(ctx, problemsOfMonth(month)));

export const profileSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'lower-case letters, digits and hyphens only: it is part of a URN'),
    title: z.string().min(1),
    units: z.record(code, unitSchema),
    shape: shapeSchema,
    months: z.array(monthSchema).min(1),
    totals: z.strictObject({ contacts: count, answered: count, direct: count, tickets: count, closedOnTime: count }),
  })
  .superRefine((profile, ctx) => report(ctx, problemsOfProfile(profile)));

export type Profile = Readonly<z.output<typeof profileSchema>>;
export type Month = Profile['months'][number];
export type Shape = Profile['shape'];
export type Subject = Month['subjects'][number];
export type Late = Month['late'][number];

/** Where a profile contradicts itself: path, and in words what does not add up. */
export type Problem = readonly [path: readonly (string | number)[], message: string];

/**
 * Reads a profile whose months, units and shape stand in their places (`readProfile` puts them there).
 *
 * @throws PulseError PULSE_CONFIG with every problem in its message and, one text a problem, in `details.problems`.
 */
export function loadProfile(raw: unknown): Profile {
  const parsed = profileSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) =>
    path.length === 0 ? `profile: ${message}` : `profile: ${path.map(String).join('.')}: ${message}`,
  );
  throw new PulseError('PULSE_CONFIG', problems.join('\n'), { details: { problems } });
}

function report(ctx: z.RefinementCtx, problems: readonly Problem[]): void {
  for (const [path, message] of problems) ctx.addIssue({ code: 'custom', path: [...path], message });
}
