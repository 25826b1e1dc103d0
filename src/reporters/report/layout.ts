import { z } from 'zod';
import { PulseError } from '../../domain/errors.js';
import { type Used, wrongPlaceholders } from './check-placeholders.js';
import { placeholders, tableHeads } from './placeholders.js';
import { parseWording, type Wording } from './wording.js';

/** config/report/layout.yaml: what stands where, and in which words. */

const words = z.string().min(1);
export const chartIds = ['days', 'natures', 'categories', 'regions'] as const;
export type ChartId = (typeof chartIds)[number];
export const paragraphStyles = ['body', 'addressee', 'note', 'author', 'closing', 'small'] as const;
export type ParagraphStyle = (typeof paragraphStyles)[number];

type RawBlock =
  | z.input<typeof leafSchema>
  | { each: string; blocks: RawBlock[] }
  | { without: string; blocks: RawBlock[] };

const leafSchema = z.union([
  z.strictObject({ heading: words, level: z.int().min(1).max(2).default(1) }),
  z.strictObject({ text: words, style: z.enum(paragraphStyles).default('body') }),
  z.strictObject({
    table: words,
    columns: z.array(z.tuple([words, words])).min(1),
    widths: z.array(z.int().positive()).optional(),
  }),
  z.strictObject({ chart: z.enum(chartIds) }),
  z.strictObject({ annex: words }),
]);
const blockSchema: z.ZodType<RawBlock> = z.lazy(() =>
  z.union([
    leafSchema,
    z.strictObject({ each: words, blocks: z.array(blockSchema).min(1) }),
    z.strictObject({ without: words, blocks: z.array(blockSchema).min(1) }),
  ]),
);

export type LayoutBlock =
  | { readonly kind: 'heading'; readonly words: Wording; readonly level: 1 | 2 }
  | { readonly kind: 'paragraph'; readonly words: Wording; readonly style: ParagraphStyle }
  | {
      readonly kind: 'table';
      readonly name: string;
      readonly head: readonly string[];
      readonly cells: readonly Wording[];
    }
  | { readonly kind: 'chart'; readonly id: ChartId }
  /** What follows begins a page of its own, in landscape. */
  | { readonly kind: 'annex'; readonly words: Wording }
  | {
      readonly kind: 'section';
      readonly name: string;
      readonly inverted: boolean;
      readonly blocks: readonly LayoutBlock[];
    };

/** @throws PulseError PULSE_CONFIG that names every block and placeholder that is wrong. */
export function readLayout(raw: unknown): readonly LayoutBlock[] {
  const parsed = z.array(blockSchema).min(1).safeParse(raw);
  if (!parsed.success) throw wrong([z.prettifyError(parsed.error)]);
  const layout = parsed.data.map(blockOf);
  const problems = wrongPlaceholders(layout.flatMap(usedIn), placeholders);
  if (problems.length > 0) throw wrong(problems);
  return layout;
}

const wrong = (problems: readonly string[]): PulseError =>
  new PulseError('PULSE_CONFIG', problems.map((p) => `report/layout.yaml: ${p}`).join('\n'), { details: { problems } });

function blockOf(raw: RawBlock): LayoutBlock {
  if ('heading' in raw) return { kind: 'heading', words: parseWording(raw.heading), level: raw.level === 2 ? 2 : 1 };
  if ('text' in raw) return { kind: 'paragraph', words: parseWording(raw.text), style: raw.style ?? 'body' };
  if ('chart' in raw) return { kind: 'chart', id: raw.chart };
  if ('annex' in raw) return { kind: 'annex', words: parseWording(raw.annex) };
  if ('table' in raw) {
    const cells = raw.columns.map(([, cell]) => parseWording(cell));
    return { kind: 'table', name: raw.table, head: raw.columns.map(([head]) => head), cells };
  }
  const [name, inverted] = 'each' in raw ? [raw.each, false] : [raw.without, true];
  return { kind: 'section', name, inverted, blocks: raw.blocks.map(blockOf) };
}

function usedIn(block: LayoutBlock): Used[] {
  switch (block.kind) {
    case 'heading':
    case 'paragraph':
    case 'annex':
      return usedOf(block.words);
    case 'chart':
      return [];
    case 'table':
      return [{ name: tableNamed(block.name), section: true, inner: block.cells.flatMap(usedOf) }];
    case 'section':
      return [{ name: block.name, section: true, inner: block.blocks.flatMap(usedIn) }];
  }
}

function tableNamed(name: string): string {
  if (tableHeads.some((head) => head.name === name)) return name;
  throw wrong([`${name} is no table; there are ${tableHeads.map((head) => head.name).join(', ')}`]);
}

const usedOf = (words: Wording): Used[] =>
  words.flatMap((part): Used[] =>
    part.kind === 'text'
      ? []
      : [
          {
            name: part.name,
            section: part.kind === 'section',
            inner: part.kind === 'section' ? usedOf(part.body) : [],
          },
        ],
  );
