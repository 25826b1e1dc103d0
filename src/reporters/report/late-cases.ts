import type { TicketItem } from '../../domain/ticket-page.js';
import type { CodeNames } from '../tables/table.js';
import type { Figure, Scope, Span } from './figure.js';
import { phrase } from './figure.js';
import type { FiguresOf } from './figures-of.js';
import { unitName } from './unit-table.js';

/** Late tickets told one by one, grouped by unit: the one with the most first, then by name of the code. */

export interface LateContext {
  readonly figures: FiguresOf;
  readonly names: CodeNames;
  /** Told in words; of the others is said how many there are. */
  readonly mostTold: number;
}

export interface UnitCount {
  readonly unit: string;
  readonly n: number;
}

/** One scope a unit. @param measure `closed_late` or `open_overdue` */
export function lateUnits(
  measure: 'closed_late' | 'open_overdue',
  units: readonly UnitCount[],
  tickets: readonly TicketItem[],
  { figures, names, mostTold }: LateContext,
): Scope[] {
  let left = mostTold;
  return units.map(({ unit, n }, i) => {
    const own = tickets.filter((t) => t.unit.code === unit);
    const told = own.slice(0, Math.max(0, left));
    left -= told.length;
    const isLast = i === units.length - 1;
    return {
      单位: unitName(names, unit),
      件数: figures.countOf(measure, { unit }, n),
      事项: phrase(...tellCases(n, told, { figures, names, mostTold }, measure, unit)),
      首项: i === 0,
      末项: isLast,
      句末: isLast ? '。' : '；',
    };
  });
}

/** 均为求助类事项，分别是A，B（2件）: what the tickets are about. Confidential ones are counted, not told. */
function tellCases(
  count: number,
  told: readonly TicketItem[],
  context: LateContext,
  measure: string,
  unit: string,
): Span[] {
  if (told.length === 0) return ['逐件情况见附件'];
  const rest = count - told.length;
  const natures = natureSpans(count, told, context, measure, unit);
  const texts = contents(told);
  const more = rest > 0 ? [`，其余${rest}件见附件`] : [];
  if (texts.length === 0) return [...natures, '，均为不公开事项', ...more];
  const listed = texts.map(({ text, n }) => (n === 1 ? text : `${text}（${n}件）`));
  const isOne = texts.length === 1 && texts[0]!.n === told.length;
  const lead = count === 1 ? '，内容为' : isOne ? '，内容均为' : '，分别是';
  return [...natures, lead, isOne ? texts[0]!.text : listed.join('，'), ...more];
}

function natureSpans(
  count: number,
  told: readonly TicketItem[],
  context: LateContext,
  measure: string,
  unit: string,
): Span[] {
  const { figures, names } = context;
  const label = (nature: string): string => names.labels['nature']?.[nature] ?? nature;
  const byNature = new Map<string, number>();
  for (const { nature } of told) byNature.set(nature, (byNature.get(nature) ?? 0) + 1);
  const found = [...byNature].sort(([, a], [, b]) => b - a);
  if (told.length < count) return ['其中'];
  if (found.length === 1) return [`${count === 1 ? '' : '均'}为${label(found[0]![0])}事项`];
  const figure = (nature: string, n: number): Figure => figures.countOf(measure, { nature, unit }, n);
  return found.flatMap(([nature, n], i): Span[] => [
    `${i === 0 ? '其中' : '、'}${label(nature)}事项`,
    figure(nature, n),
    '件',
  ]);
}

/** Each text once, with how often it is there, in the order of the tickets. */
function contents(tickets: readonly TicketItem[]): { text: string; n: number }[] {
  const found = new Map<string, number>();
  for (const t of tickets) {
    const text = contentOf(t);
    found.set(text, (found.get(text) ?? 0) + 1);
  }
  if (found.size === 1 && found.has(hidden)) return [];
  return [...found].map(([text, n]) => ({ text, n }));
}

const hidden = '不公开事项';

/** One line, without the full stop that a sentence around it brings. */
export function contentOf({ confidential, summary }: TicketItem): string {
  if (confidential === true) return hidden;
  const line = (summary ?? '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/[。.;,\uff1b\uff0c]+$/, '');
  return line === '' ? '（无内容摘要）' : line;
}
