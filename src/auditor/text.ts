import { styleText } from 'node:util';
import Table from 'cli-table3';
import { type Audit, type Finding, severityOf, type Verdict } from './result.js';

/** What people read for the codes. */
export const verdictNames: Readonly<Record<Verdict, string>> = {
  right: '正确',
  'wrong-base': '基数错误',
  truncated: '截断未舍入',
  'wrong-rounding': '舍入错误',
  wrong: '错误',
  impossible: '不可能',
  contradiction: '自相矛盾',
  'out-of-order': '排序错误',
  ambiguous: '含义不明',
  'missing-remainder': '缺其余项',
  'missing-percent-sign': '缺百分号',
  misnamed: '名不副实',
  uncheckable: '无法核对',
  'base-not-printed': '未说明基数',
  'not-printed': '应印未印',
};

const colours = { wrong: 'red', doubtful: 'yellow', note: 'gray', right: 'green' } as const;

/** The answer for a person: line of the report, printed, ours, why. */
export function auditText(audit: Audit, options: { readonly all: boolean; readonly colour: boolean }): string {
  const table = new Table({
    head: ['行', '结论', '所印', '应为', '理由'],
    style: { head: options.colour ? ['cyan'] : [], border: [], compact: true },
    colAligns: ['right', 'left', 'left', 'left', 'left'],
  });
  for (const row of rowsOf(audit, options.all)) {
    const name = verdictNames[row.verdict];
    const shown = options.colour ? styleText(colours[severityOf(row.verdict)], name, { validateStream: false }) : name;
    table.push([String(row.line), shown, folded(row.printed, 24), folded(row.ours ?? '–', 24), folded(row.why, 64)]);
  }
  const rows = table.length > 0 ? `${table.toString()}\n` : '';
  return `${rows}${summary(audit)}`;
}

/** Lines of at most `width` columns; a Chinese character takes two. */
function folded(text: string, width: number): string {
  let [out, used] = ['', 0];
  for (const c of text) {
    const wide = c >= '\u2e80' ? 2 : 1;
    if (used + wide > width) [out, used] = [`${out}\n`, 0];
    out += c;
    used += wide;
  }
  return out;
}

function rowsOf(audit: Audit, all: boolean): readonly Omit<Finding, 'figures'>[] {
  if (!all) return audit.findings;
  const right = audit.figures
    .filter((f) => f.verdict === 'right')
    .map((f) => ({
      verdict: f.verdict,
      line: f.line,
      printed: f.text,
      ours: f.ours,
      why: `${f.words.slice(-16)}:${f.why}`,
    }));
  return [...audit.findings, ...right].sort((a, b) => a.line - b.line);
}

function summary({ file, period, figures, findings, wrong, doubtful, reference }: Audit): string {
  const right = figures.filter((f) => f.verdict === 'right').length;
  const confirmed = figures.filter((f) => f.verdict === 'right' && f.checks > 0).length;
  const notes = findings.length - wrong - doubtful;
  const compared = reference === null ? '' : `,对照${reference}`;
  return `${file}(${period}${compared}):共${figures.length}个数字,正确${right}个(其中${confirmed}个有算式印证);错误${wrong}处,存疑${doubtful}处,说明${notes}处\n`;
}
