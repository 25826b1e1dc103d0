import { decimal } from '../domain/rational.js';
import { type Book, numberText, rangeOf } from './book.js';
import { type ShareGroup, saidBase } from './check-shares.js';
import { isCount } from './claim.js';
import { isExact } from './printed.js';
import type { Finding } from './result.js';

/** What the words leave out or call by another name. */
export function checkWording(book: Book, groups: readonly ShareGroup[]): Finding[] {
  return [...unnamedBases(book, groups), ...unprinted(book), ...companies(book)];
}

/** 合计占比46.64%, without the counts: of what is not said. */
function unnamedBases(book: Book, groups: readonly ShareGroup[]): Finding[] {
  const shares = groups
    .flatMap((g) => g.shares)
    .filter(
      (s) => s.claim.base === null && s.claim.of === null && s.claim.together !== null && saidBase(book, s) === null,
    );
  return shares.map((share) => ({
    verdict: 'base-not-printed' as const,
    line: share.line,
    printed: share.text,
    ours: null,
    why: '占比未说明以什么为基数,各项件数也未印出',
    figures: [share.index],
  }));
}

/** An on-time rate that follows from what is printed, where the report prints that of others. */
function unprinted(book: Book): Finding[] {
  const printed = (period: string, labels: object): boolean =>
    book.figures.some(
      (f) =>
        f.claim.kind === 'rate' && f.claim.id === 'on_time_rate' && f.period === period && same(f.claim.labels, labels),
    );
  const rated = book.figures.some((f) => f.claim.kind === 'rate' && f.claim.id === 'on_time_rate');
  return book.groups().flatMap(([tickets]) => {
    if (tickets === undefined || !rated || tickets.claim.measure !== 'tickets' || tickets.period.includes('@'))
      return [];
    const { labels } = tickets.claim;
    if (Object.keys(labels).some((k) => k !== 'unit_group') || printed(tickets.period, labels)) return [];
    const onTime = book.find(tickets.period, 'closed_on_time', labels, tickets);
    const late = book.find(tickets.period, 'closed_late', labels, tickets);
    const figure = onTime ?? late;
    if (figure === null || !isExact(rangeOf(figure)) || !isExact(rangeOf(tickets))) return [];
    const base = rangeOf(tickets).lo;
    const n = onTime === null ? base - rangeOf(figure).lo : rangeOf(onTime).lo;
    const ours = decimal(n, base, 2, 100n);
    return n === base || n < 0n || ours === null
      ? []
      : [
          {
            verdict: 'not-printed' as const,
            line: figure.line,
            printed: figure.text,
            ours: `${ours}%`,
            why: `可算出而未印出:按期办结率${n}÷${base}=${ours}%`,
            figures: [figure.index, tickets.index],
          },
        ];
  });
}

const same = (a: object, b: object): boolean => JSON.stringify(a) === JSON.stringify(b);

/** 部门逾期6件, of which some are of companies. */
function companies(book: Book): Finding[] {
  return book.figures.flatMap((whole) => {
    if (!isCount(whole) || whole.claim.labels['unit_group'] !== 'department') return [];
    if (whole.words.includes('企业')) return [];
    const parts = book.figures.filter(
      (f) => f.whole === whole && isCount(f) && /公司$/.test(f.claim.labels['unit'] ?? ''),
    );
    if (parts.length === 0) return [];
    const names = parts.map((f) => `${isCount(f) ? f.claim.labels['unit'] : ''}${numberText(f)}件`).join('、');
    return [
      {
        verdict: 'misnamed' as const,
        line: whole.line,
        printed: whole.words,
        ours: '部门和企业',
        why: `“部门”中含企业:${names}`,
        figures: [whole.index, ...parts.map((f) => f.index)],
      },
    ];
  });
}
