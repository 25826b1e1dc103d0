import type { Cell } from '../document.js';
import { normalise } from '../normalise.js';

/**
 * Tables that lost their lines on the way to a text file: each cell is a line of its own, and a name may be cut over two.
 *
 *     性质分类 / 受理量(件) / 占工单总量比重 / 求助类 / 4284 / 73.95% / 房屋土地 / 管理类 / 2440 / …
 *
 * A run of such lines is a table when after its header every row is a name of one or more lines, then the same number of
 * numeric cells.
 */
export function cellLineTable(lines: readonly Cell[]): Cell[][] | null {
  const groups = groupsOf(lines);
  const columns = groups[0]?.numbers.length ?? 0;
  if (groups.length < 2 || columns === 0 || groups.some((g) => g.numbers.length !== columns)) return null;
  const [first, ...rest] = groups;
  const cut = headerEnd(first!.names, columns);
  if (cut === null) return null;
  const header = first!.names.slice(cut - columns - 1, cut);
  const rows = [{ names: first!.names.slice(cut), numbers: first!.numbers }, ...rest];
  return [header, ...rows.map((row) => [joined(row.names), ...row.numbers])];
}

/** How many lines at the beginning of a run belong to no table: headings before its header. */
export function leadingLines(lines: readonly Cell[]): number {
  const [first] = groupsOf(lines);
  const cut = first === undefined ? null : headerEnd(first.names, first.numbers.length);
  return cut === null ? lines.length : cut - first!.numbers.length - 1;
}

interface Group {
  readonly names: Cell[];
  readonly numbers: Cell[];
}

function groupsOf(lines: readonly Cell[]): Group[] {
  const groups: Group[] = [];
  for (const cell of lines) {
    const last = groups.at(-1);
    if (isNumeric(cell.text)) last?.numbers.push(cell);
    else if (last === undefined || last.numbers.length > 0) groups.push({ names: [cell], numbers: [] });
    else last.names.push(cell);
  }
  return groups;
}

/** How the last cell of a header ends. */
const headerWord = /(?:量|数|比|重|率|度|增|幅|件|减|期|办结|评价|满意|变化|情况)(?:\s*\([^)]*\))?%?$/;

/** Number of lines before the first row's name; null where no line of the first names can be a header's last. */
function headerEnd(names: readonly Cell[], columns: number): number | null {
  for (let end = names.length - 1; end > columns; end--) {
    if (headerWord.test(normalise(names[end - 1]!.text))) return end;
  }
  return null;
}

const joined = (names: readonly Cell[]): Cell => ({
  line: names[0]!.line,
  from: names[0]!.from,
  text: names.map((n) => n.text).join(''),
});

/** A number with or without percent sign, or the mark of an empty cell. */
export const isNumeric = (text: string): boolean =>
  /^(?:[-+]?\d[\d, ]*(?:\.\d+)?(?:万|亿)?\s*(?:%|件|个百分点|个工作日)?|[-/—]+)$/.test(normalise(text).trim());
