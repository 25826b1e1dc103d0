import { z } from 'zod';

/**
 * Verdicts on figures and on how they are put, a closed list. Stable codes: scripts and tests match on these.
 *
 * wrong: exit code 1. doubtful: exit code 1 with --strict. note: never.
 */
export const verdictCodes = {
  right: 'right', // nothing in the report, or in the reference, speaks against it
  'wrong-base': 'wrong', // it is the share of another base, which is named
  truncated: 'wrong', // cut, not rounded
  'wrong-rounding': 'wrong', // one off in the last digit
  wrong: 'wrong', // another number comes out
  impossible: 'wrong', // no whole numbers give it, or none within the bound that is named
  contradiction: 'wrong', // figures that cannot all be true; or the words and the sign
  'out-of-order': 'wrong', // a list by count whose counts are not in order
  ambiguous: 'doubtful', // percent or points: both readings are given
  'missing-remainder': 'doubtful', // the rows are not all, and no row says what is left
  'missing-percent-sign': 'doubtful',
  misnamed: 'doubtful', // a header or a word that names something else than what the figures are
  uncheckable: 'note', // what is missing is named
  'base-not-printed': 'note',
  'not-printed': 'note', // it follows from what is printed, and is left out
} as const;
export type Verdict = keyof typeof verdictCodes;
export type Severity = (typeof verdictCodes)[Verdict];

export const severityOf = (verdict: Verdict): Severity => verdictCodes[verdict];

const verdict = z.enum(Object.keys(verdictCodes) as [Verdict, ...Verdict[]]);
const claim = z.object({
  kind: z.enum(['count', 'rate', 'share', 'change', 'difference', 'mean']),
  id: z.string().nullable().describe('counter or indicator of kpi.md sections 3 and 4; null: none of them'),
  labels: z.record(z.string(), z.string()),
  against: z.enum(['previous', 'lastYear']).optional(),
});

const figure = z
  .object({
    index: z.int(),
    line: z.int().describe('line of the file; of a DOCX the paragraph or table row'),
    from: z.int().describe('first character in the line, from 0; of a table cell of HTML or DOCX in the cell'),
    to: z.int().describe('after its last character'),
    text: z.string().describe('as printed'),
    words: z.string().describe('the words that the claim was read from'),
    period: z.string(),
    claim,
    verdict,
    ours: z.string().nullable().describe('what comes out instead'),
    why: z.string(),
    checks: z.int().describe('in how many equations with other figures of the report it fits'),
    with: z.array(z.int()).readonly().describe('figures that the verdict rests on'),
  })
  .readonly();
export type AuditedFigure = z.infer<typeof figure>;

const finding = z
  .object({
    verdict,
    line: z.int(),
    printed: z.string(),
    ours: z.string().nullable(),
    why: z.string(),
    figures: z.array(z.int()).readonly().describe('figures concerned, the one that it is about first'),
  })
  .readonly();
export type Finding = z.infer<typeof finding>;

export const auditSchema = z
  .object({
    file: z.string(),
    period: z.string().describe("the report's own period; ? for an unknown year"),
    reference: z.string().nullable().describe('what the figures were compared with beside the report itself'),
    wrong: z.int(),
    doubtful: z.int(),
    figures: z.array(figure).readonly(),
    findings: z.array(finding).readonly().describe('everything but figures that are right, by line'),
  })
  .readonly();
export type Audit = z.infer<typeof auditSchema>;
