import { z } from 'zod';
import type { DeadlineRule, DeadlineRules, Nature, Term, Urgency } from '../domain/deadlines.js';
import { natures, urgencies } from '../domain/events.js';
import { type LocalDay, parseDay } from '../domain/zone.js';
import { configError } from './calendar.js';

/** config/deadlines.yaml: how long a unit has, by urgency and nature, from which day on. */

const day = z
  .string()
  .meta({ description: 'a date such as 2022-01-01' })
  .transform((text, ctx): LocalDay => {
    const parsed = parseDay(text);
    if (parsed !== null) return parsed;
    ctx.addIssue({ code: 'custom', message: `not a date such as 2022-01-01: ${text}` });
    return z.NEVER;
  });

/** Ten years: a longer term is a slip of the keyboard. */
const longest = { workingDays: 2500, hours: 87_600, minutes: 5_256_000 };
const term = z.union(
  [
    z.literal('unknown'),
    z.strictObject({ workingDays: z.int().min(1).max(longest.workingDays) }),
    z.strictObject({ hours: z.int().min(1).max(longest.hours) }),
    z.strictObject({ minutes: z.int().min(1).max(longest.minutes) }),
  ],
  {
    error:
      'a term is one of { workingDays: n }, { hours: n }, { minutes: n } (n whole, from 1 up to ten years) or the word unknown',
  },
);
type TermConfig = z.output<typeof term>;

const ruleSchema = z.strictObject({
  validFrom: day.optional().describe('first day of creation that it holds for; only the first rule may leave it out'),
  urgency: z
    .strictObject({ urgent: term.optional(), critical: term.optional() })
    .default({})
    .describe('whatever the nature; normal is what the other entries say'),
  nature: z
    .strictObject(
      Object.fromEntries(natures.map((n) => [n, term.optional()])) as Record<Nature, z.ZodOptional<typeof term>>,
    )
    .default({}),
  otherwise: term.describe('every nature that is not listed'),
  exceptions: z
    .array(z.strictObject({ urgency: z.enum(urgencies), nature: z.enum(natures), term }))
    .default([])
    .describe('one urgency of one nature; goes before all else'),
});
type RuleConfig = z.output<typeof ruleSchema>;

export const deadlinesSchema = z.strictObject({
  rules: z
    .array(ruleSchema)
    .min(1)
    .superRefine((rules, ctx) => {
      for (const [path, message] of rules.flatMap((rule, i) => problemsOf(rule, rules[i - 1], i))) {
        ctx.addIssue({ code: 'custom', path: [...path], message });
      }
    }),
});

/**
 * Reads config/deadlines.yaml, already parsed. The result is plain data with its keys in one fixed order, so its JSON
 * can be hashed into the generation.
 *
 * @throws PulseError PULSE_CONFIG with every problem in its message and, one text a problem, in `details.problems`.
 */
export function loadDeadlines(raw: unknown): DeadlineRules {
  const parsed = deadlinesSchema.safeParse(raw);
  if (!parsed.success) throw configError('deadlines', parsed.error);
  return parsed.data.rules.map(ruleOf);
}

function problemsOf(rule: RuleConfig, before: RuleConfig | undefined, i: number): [(string | number)[], string][] {
  const out: [(string | number)[], string][] = [];
  if (before !== undefined && rule.validFrom === undefined)
    out.push([[i, 'validFrom'], 'only the first rule may leave it out']);
  if (rule.validFrom !== undefined && before?.validFrom !== undefined && rule.validFrom <= before.validFrom) {
    out.push([[i, 'validFrom'], 'not after that of the rule before it']);
  }
  const seen = new Set<string>();
  rule.exceptions.forEach(({ urgency, nature }, j) => {
    if (seen.has(`${urgency} ${nature}`)) out.push([[i, 'exceptions', j], `${urgency} ${nature} is there twice`]);
    seen.add(`${urgency} ${nature}`);
  });
  return out;
}

function ruleOf(rule: RuleConfig): DeadlineRule {
  const row = (urgency: Urgency) =>
    Object.fromEntries(natures.map((nature) => [nature, termOf(rule, urgency, nature)])) as Record<Nature, Term>;
  const terms = Object.fromEntries(urgencies.map((urgency) => [urgency, row(urgency)])) as DeadlineRule['terms'];
  return { validFrom: rule.validFrom ?? null, terms };
}

/** The most particular entry decides. */
function termOf(rule: RuleConfig, urgency: Urgency, nature: Nature): Term {
  const exception = rule.exceptions.find((e) => e.urgency === urgency && e.nature === nature)?.term;
  const ofUrgency = urgency === 'normal' ? undefined : rule.urgency[urgency];
  return asTerm(exception ?? ofUrgency ?? rule.nature[nature] ?? rule.otherwise);
}

function asTerm(config: TermConfig): Term {
  if (config === 'unknown') return { unknown: true };
  if ('workingDays' in config) return { workingDays: config.workingDays };
  return { clockMs: 'hours' in config ? config.hours * 3_600_000 : config.minutes * 60_000 };
}
