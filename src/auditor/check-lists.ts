import { rangeOf } from './book.js';
import { type Figure, isCount } from './claim.js';
import type { ReadTable } from './claims-table.js';
import type { Finding } from './result.js';

/** A list by rank: its counts in the order in which they are printed. */
interface Ranked {
  readonly figures: readonly Figure[];
  /** The words say so: 排名, 由高到低. */
  readonly said: boolean;
  /** It is one of what people ask most for. */
  readonly hot: boolean;
}

const hotWords = /热点|集中|突出|高频|主要(?:为|是|涉及)/;

const rankWords = /排名|排序|排在前|居前|位列|由高到低|从高到低|由多到少|从多到少|依次|前[三五六十八]|TOP/i;
const item = /^\s*(?:[一二三四五六七八九十]+是|第[一二三四五六七八九十]+[,、]|[(]?[一二三四五六七八九十\d]+[)、.])/;

/** Lists 一是…, 二是… and tables of hot topics, whose counts should fall. */
export function checkLists(
  figures: readonly Figure[],
  paragraphs: readonly { line: number; text: string }[],
  tables: readonly ReadTable[],
): Finding[] {
  const lists = [...enumerations(figures, paragraphs), ...rankedTables(tables)];
  return lists.flatMap((list) => outOfOrder(list) ?? []);
}

function enumerations(figures: readonly Figure[], paragraphs: readonly { line: number; text: string }[]): Ranked[] {
  const lists: Ranked[] = [];
  let open: Figure[] = [];
  let intro = '';
  const close = (): void => {
    lists.push({ figures: open, said: rankWords.test(intro), hot: hotWords.test(intro) });
    open = [];
  };
  for (const { line, text } of paragraphs) {
    const starts = itemsIn(text);
    if (starts.length === 0) {
      if (open.length > 0) close();
      intro = text;
      continue;
    }
    // A new list in the next paragraph begins with its first item again.
    if (open.length > 0 && /^\s*[(]?(?:一|1)(?:是|[)、.])/.test(text)) close();
    for (const [i, start] of starts.entries()) {
      const end = starts[i + 1] ?? text.length;
      const first = figures.find(
        (f) => f.line === line && f.start >= start && f.start < end && isCount(f) && f.place === null,
      );
      if (first !== undefined) open.push(first);
    }
  }
  close();
  return lists;
}

/** Where the items of a list begin in a paragraph: at its start, or after a semicolon or full stop. */
function itemsIn(text: string): number[] {
  const starts = item.test(text) ? [0] : [];
  for (const m of text.matchAll(/[;。:](?=[一二三四五六七八九十]+是)/g)) starts.push(m.index + 1);
  return starts;
}

function rankedTables(tables: readonly ReadTable[]): Ranked[] {
  return tables
    .filter(
      (t) =>
        rankWords.test(t.title.slice(-40)) ||
        t.header.some((cell) => /排名|名次/.test(cell.text)) ||
        t.rowKind === 'topic',
    )
    .map((t) => {
      const column = t.columns.findIndex((c) => c.kind === 'count');
      const rows = t.rows.filter((row) => !row.isTotal && !/^其[他它余]/.test(row.name));
      return {
        figures: rows.flatMap((row) => row.figures.get(column) ?? []),
        said: rankWords.test(t.title),
        hot: t.rowKind === 'topic',
      };
    });
}

/**
 * Out of order: the words say that it is ordered, or all but a few stand in order already. A list in which nothing is in
 * order was not meant to be.
 */
function outOfOrder({ figures, said, hot }: Ranked): Finding | null {
  const kind = (f: Figure): string => (isCount(f) ? Object.keys(f.claim.labels).join() : '');
  if (figures.length < 3 || figures.some((f) => kind(f) !== kind(figures[0]!))) return null;
  if (kind(figures[0]!) === '') return null;
  const values = figures.map((f) => rangeOf(f).lo);
  const at = values.findIndex((value, i) => i > 0 && value > values[i - 1]!);
  if (at < 0) return null;
  const moved = values.length - longestFalling(values);
  if (!said && moved > (hot ? Math.max(1, Math.floor(values.length / 3)) : 1)) return null;
  const [a, b] = [figures[at - 1]!, figures[at]!];
  return {
    verdict: 'out-of-order',
    line: a.line,
    printed: `${label(a)} ${values[at - 1]} → ${label(b)} ${values[at]}`,
    ours: [...figures]
      .sort((x, y) => Number(rangeOf(y).lo - rangeOf(x).lo))
      .map((f) => `${label(f)} ${rangeOf(f).lo}`)
      .join(', '),
    why: `按件数排列,${label(b)}(${values[at]})应在${label(a)}(${values[at - 1]})之前`,
    figures: [a.index, b.index, ...figures.map((f) => f.index)],
  };
}

const label = (f: Figure): string => (isCount(f) ? Object.values(f.claim.labels).join('') : '');

/** Length of the longest part, in its order, that does not rise. */
function longestFalling(values: readonly bigint[]): number {
  const best: number[] = [];
  for (const [i, value] of values.entries()) {
    best.push(1 + Math.max(0, ...best.slice(0, i).filter((_, j) => values[j]! >= value)));
  }
  return Math.max(0, ...best);
}
