import { z } from 'zod';
import { PulseError } from '../../domain/errors.js';

const text = z.string().min(1);

/** config/report/report.yaml: names that no figure knows, and what the report looks at. */
export const reportSettingsSchema = z.strictObject({
  platform: text.describe('as the first sentence and the title name it'),
  hotline: text.default('12345热线'),
  series: text.default('社情民意观察').describe('the red head of the page'),
  addressee: text,
  issuer: text,
  topics: z
    .array(z.strictObject({ code: text, name: text.optional(), heading: text }))
    .default([])
    .describe('topics with a section of their own'),
  hotTopics: z
    .strictObject({ most: z.int().min(0).max(30).default(6), without: z.array(text).default([]) })
    .prefault({}),
  mostRows: z.int().min(1).max(200).default(20).describe('rows of a table of codes; the others are its 其他'),
  mostTold: z.int().min(0).max(500).default(60).describe('late tickets that are told one by one; all are in the annex'),
});
export type ReportSettings = z.output<typeof reportSettingsSchema>;

/** @throws PulseError PULSE_CONFIG with every problem. */
export function readReportSettings(raw: unknown): ReportSettings {
  const parsed = reportSettingsSchema.safeParse(raw ?? {});
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `report/report.yaml: ${path.join('.')}: ${message}`);
  throw new PulseError('PULSE_CONFIG', problems.join('\n'), { details: { problems } });
}
