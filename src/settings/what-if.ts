import { z } from 'zod';
import type { DeadlineRules } from '../domain/deadlines.js';
import { natures } from '../domain/events.js';
import type { OtherRules } from '../domain/what-if.js';
import { configError } from './calendar.js';
import { deadlinesSchema, loadDeadlines } from './deadlines.js';

/** A file of `pulse what-if`: what of the rules would be another. What it does not say stays as it is. */
export const whatIfSchema = z.strictObject({
  rules: deadlinesSchema.shape.rules.optional().describe('as in deadlines.yaml'),
  ignoreGivenDueAt: z.boolean().default(false).describe('due times that the source gave count for nothing'),
  extensionsCountAsLate: z.boolean().default(false).describe('an extension moves no due time'),
  connection: z
    .strictObject({
      channels: z
        .array(z.string().min(1).normalize('NFC'))
        .min(1)
        .refine((list) => new Set(list).size === list.length, 'a channel is there twice'),
    })
    .optional()
    .describe('the connection rate is that of these channels'),
  excludeNatures: z
    .array(z.enum(natures))
    .default([])
    .refine((list) => new Set(list).size === list.length, 'a nature is there twice')
    .describe('tickets that count in no figure of tickets'),
});

/**
 * Reads a rules file, already parsed.
 *
 * @param today the rules in force, for a file that names none
 * @throws PulseError PULSE_CONFIG with every problem in its message and, one text a problem, in `details.problems`.
 */
export function loadWhatIf(raw: unknown, today: DeadlineRules): OtherRules {
  const parsed = whatIfSchema.safeParse(raw ?? {});
  if (!parsed.success) throw configError('what-if', parsed.error);
  const { rules, ignoreGivenDueAt, extensionsCountAsLate, connection, excludeNatures } = parsed.data;
  return {
    // Read again from what was written: a rule that has been parsed holds days, not dates.
    deadlines: rules === undefined ? today : loadDeadlines({ rules: (raw as { rules: unknown }).rules }),
    ignoreGivenDueAt,
    extensionsCountAsLate,
    connectionChannels: connection?.channels ?? null,
    excludeNatures,
  };
}
