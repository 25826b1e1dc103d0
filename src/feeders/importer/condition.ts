import { z } from 'zod';
import { columnName } from './field-schema.js';

/** When a row emits an event. Exactly one of all, any, column; column goes with in and notIn, or with empty. */
export interface Condition {
  readonly all?: readonly Condition[] | undefined;
  readonly any?: readonly Condition[] | undefined;
  readonly column?: string | undefined;
  /** Yes for these texts, no for others; with `notIn` too, a text of neither list rejects the row. Texts are NFC. */
  readonly in?: readonly string[] | undefined;
  readonly notIn?: readonly string[] | undefined;
  /** true: yes when the cell is empty; false: yes when it is not. */
  readonly empty?: boolean | undefined;
}

const texts = z
  .array(z.string('is not a text: put it in quotes').transform((text) => text.normalize('NFC').trim()))
  .min(1);

export const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z
    .strictObject({
      all: z.array(conditionSchema).min(1).optional(),
      any: z.array(conditionSchema).min(1).optional(),
      column: columnName.optional(),
      in: texts.optional(),
      notIn: texts.optional(),
      empty: z.boolean().optional(),
    })
    .superRefine((raw, ctx) => {
      const ways = [raw.all, raw.any, raw.column].filter((way) => way !== undefined).length;
      const tests = Number((raw.in ?? raw.notIn) !== undefined) + Number(raw.empty !== undefined);
      if (ways !== 1) ctx.addIssue({ code: 'custom', message: 'needs exactly one of all, any, column' });
      else if (tests !== (raw.column === undefined ? 0 : 1)) {
        const message = 'column goes with in and notIn, or with empty; all and any go with nothing else';
        ctx.addIssue({ code: 'custom', message });
      }
    }),
);

/**
 * @param textOf what a cell of the row says: NFC, trimmed, empty for an empty cell.
 * @param unknown is told of a text that is in neither of two lists.
 * @returns null: the row says neither yes nor no; `unknown` was told why.
 */
export function holds(
  condition: Condition,
  textOf: (column: string) => string,
  unknown: (column: string, text: string) => void,
): boolean | null {
  const parts = condition.all ?? condition.any;
  if (parts !== undefined) {
    const answers = parts.map((part) => holds(part, textOf, unknown));
    if (answers.includes(null)) return null;
    return condition.all === undefined ? answers.includes(true) : !answers.includes(false);
  }
  const text = textOf(condition.column!);
  if (condition.empty !== undefined) return (text === '') === condition.empty;
  if (condition.in?.includes(text)) return true;
  if (condition.notIn?.includes(text)) return false;
  if (condition.in === undefined || condition.notIn === undefined) return condition.in === undefined;
  unknown(condition.column!, text);
  return null;
}

/** Every column that a condition looks at. */
export function columnsOfCondition(condition: Condition): string[] {
  if (condition.column !== undefined) return [condition.column];
  return [...(condition.all ?? []), ...(condition.any ?? [])].flatMap(columnsOfCondition);
}
