import { Command } from 'commander';
import { PulseError } from '../domain/errors.js';
import type { RevisionDiff } from '../domain/revision-diff.js';
import type { RevisionCause } from '../domain/revision-schema.js';
import { RevisionBook } from '../engine/revision-book.js';
import { revisionDiff } from '../engine/revision-find.js';
import { localText, type Names } from '../reporters/console/figures-text.js';
import { cleanWord } from '../reporters/notify/clean-text.js';
import type { Run } from './context.js';
import { print, table } from './output.js';
import { counterWords } from './revision-words.js';

/** Longest id that a table shows. */
const longest = 60;
const shownCauses = 50;
const shownEffects = 4;

export function diffCommand(run: Run): Command {
  return new Command('diff')
    .description('what differs between two revisions of a month, and which events made the difference')
    .argument('<month>', 'such as 2021-06')
    .argument('<before>', 'such as r1')
    .argument('<after>', 'such as r2')
    .option('--json', 'machine-readable; all causes that are on record')
    .action((month: string, before: string, after: string, options: { json?: true }) =>
      run(async (context) => {
        const [a, b] = [numberOf(before), numberOf(after)];
        const { log, topics } = await context.openPipeline();
        const book = new RevisionBook(log, topics);
        await book.read();
        const diff = revisionDiff(book, month.replace(/^month:/, ''), a, b);
        const words = { names: context.configuration.catalogue, timeZone: context.settings.timeZone };
        print(options, diff, () => diffText(diff, words));
        return 0;
      }),
    );
}

function numberOf(text: string): number {
  const n = /^r?([1-9]\d{0,5})$/.exec(text)?.[1];
  if (n !== undefined) return Number(n);
  throw new PulseError('PULSE_USAGE', `"${text}" is no revision; write r1`);
}

interface Words {
  readonly names: Names;
  readonly timeZone: string;
}

function diffText(d: RevisionDiff, words: Words): string {
  const head = ['指标', '代码', `r${d.before}`, `r${d.after}`, '差'];
  const signed = (n: number): string => (n > 0 ? `+${n}` : String(n));
  const rows = d.changes.map((c) => [
    counterWords(c.counter, words.names),
    c.counter,
    c.before,
    c.after,
    signed(c.difference),
  ]);
  const rest = Object.entries(d.unexplained).map(([counter, n]) => `${counter} ${signed(n)}`);
  return [
    `month:${d.month} r${d.before} → r${d.after}:${d.changes.length} 项数字有变化,迟到事件 ${d.total} 条\n`,
    d.changes.length === 0 ? '' : table(head, rows, [2, 3, 4]),
    d.causes.length === 0 ? '' : causesTable(d.causes, words),
    d.total > Math.min(d.causes.length, shownCauses)
      ? `(其余 ${d.total - Math.min(d.causes.length, shownCauses)} 条未列出)\n`
      : '',
    d.unitsLeftOut ? '单位数字不全,未列入比较\n' : '',
    rest.length === 0 ? '' : `没有原因记录(存储曾回退,或该版的变更记录不在日志中):${rest.join('; ')}\n`,
  ].join('');
}

function causesTable(causes: readonly RevisionCause[], { names, timeZone }: Words): string {
  const head = ['到达时间', '事件', '来电', '工单', '事件编号', '位置', '影响'];
  const rows = causes
    .slice(0, shownCauses)
    .map((c) => [
      localText(c.at, timeZone),
      kinds[c.type] ?? c.type,
      cleanWord(c.contactId, longest),
      c.ticketId === null ? '–' : cleanWord(c.ticketId, longest),
      cleanWord(c.eventId, longest),
      `${c.topic}/${c.partition}/${c.offset}`,
      effects(c.differences, names),
    ]);
  return table(head, rows);
}

const kinds: Readonly<Record<string, string>> = {
  'hotline.call-received.v1': '来电',
  'hotline.ticket-created.v1': '工单',
  'hotline.ticket-closed.v1': '办结',
};

/** Those without labels first: they say most. */
function effects(differences: Readonly<Record<string, number>>, names: Names): string {
  const all = Object.entries(differences).sort(([a], [b]) => Number(a.includes('{')) - Number(b.includes('{')));
  const shown = all
    .slice(0, shownEffects)
    .map(([counter, n]) => `${counterWords(counter, names)} ${n > 0 ? '+' : ''}${n}`);
  return [...shown, ...(all.length > shownEffects ? [`… 共 ${all.length} 项`] : [])].join(';');
}
