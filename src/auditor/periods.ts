/** The periods that a report speaks of, read from its words. Ids as in kpi.md section 4; an unknown year is `?`. */

export interface Spoken {
  readonly id: string;
  /** Where in the text it stands. */
  readonly at: number;
}

const cn = '一二三四五六七八九十';
const months = '(1[0-2]|[1-9])';

interface Form {
  readonly pattern: RegExp;
  readonly id: (m: RegExpExecArray, year: string, report: string) => string;
}

const yearOf = (m: RegExpExecArray, year: string): string => m[1] ?? year;
const two = (n: string | number): string => String(n).padStart(2, '0');

const day = '(\\d{1,2})日';
const forms: readonly Form[] = [
  {
    pattern: new RegExp(`(?:(\\d{4})年)?${months}月${day}(?:-|—|~|至|到)${months}月${day}`, 'g'),
    id: (m, year) => `${yearOf(m, year)}-${two(m[2]!)}-${two(m[3]!)}..${yearOf(m, year)}-${two(m[4]!)}-${two(m[5]!)}`,
  },
  {
    pattern: new RegExp(`(?:(\\d{4})年)?${months}月?(?:份)?\\s*(?:-|—|~|至|到)\\s*${months}月`, 'g'),
    id: (m, year) => span(m[1] ?? year, Number(m[2]), Number(m[3])),
  },
  {
    pattern: /(?:(\d{4})年|今年)?(上|下)半年/g,
    id: (m, year) => `${yearOf(m, year)}-H${m[2] === '上' ? 1 : 2}`,
  },
  {
    pattern: /(?:(\d{4})年)?第?([一二三四1-4])季度/g,
    id: (m, year) => `${yearOf(m, year)}-Q${cn.indexOf(m[2]!) + 1 || m[2]}`,
  },
  { pattern: /(?:(\d{4})年|今年)(?:全年|度)|全年|(\d{4})年(?=[,共来])/g, id: (m, year) => m[1] ?? m[2] ?? year },
  {
    pattern: new RegExp(`(?:(\\d{4})年)?(?<![\\d-])${months}月(?:份)?(?!\\d{1,2}日|\\s*\\d{1,2}\\s*日)`, 'g'),
    id: (m, year) => `${yearOf(m, year)}-${two(m[2]!)}`,
  },
  { pattern: /(?:(\d{4})年)?第(\d{1,2})周/g, id: (m, year) => `${yearOf(m, year)}-W${two(m[2]!)}` },
  { pattern: /(?:本|当)(?:月|期|季度|周)|本年度/g, id: (_, __, report) => report },
];

function span(year: string, from: number, to: number): string {
  if (from === 1 && to === 12) return year;
  if (to - from === 5 && from % 6 === 1) return `${year}-H${from === 1 ? 1 : 2}`;
  if (to - from === 2 && from % 3 === 1) return `${year}-Q${(from + 2) / 3}`;
  return `${year}-${two(from)}..${year}-${two(to)}`;
}

/** The last period that a text names; what it is compared with (较上月, 去年同期) is none. */
export function periodIn(text: string, year: string, report: string): string | null {
  const found: Spoken[] = [];
  let rest = text;
  for (const { pattern, id } of forms) {
    for (const m of rest.matchAll(pattern)) found.push({ id: id(m as RegExpExecArray, year, report), at: m.index });
    // What was read as one form is not read as another: the 6月 of 1-6月.
    rest = rest.replace(pattern, (whole) => ' '.repeat(whole.length));
  }
  // Days in brackets explain a week; they are the period only where nothing else is.
  const rank = ({ id, at }: Spoken): number => (/-\d\d-\d\d\.\./.test(id) ? at - 1_000_000 : at);
  return found.filter(({ id }) => id !== '').sort((a, b) => rank(b) - rank(a))[0]?.id ?? null;
}

/**
 * The report's own period: the one in its title, else the first that it names; the year is that of the title, else of
 * the date that it bears (a report of month 12 that bears a date of January is of the year before).
 */
export function reportPeriod(paragraphs: readonly string[]): { id: string; year: string } {
  const title = paragraphs.slice(0, 3).find((text) => periodIn(text, '?', '') !== null) ?? paragraphs.find(namesPeriod);
  const spoken = title === undefined ? null : periodIn(title, '?', '');
  if (spoken === null) return { id: 'report', year: '?' };
  if (!spoken.startsWith('?')) return { id: spoken, year: spoken.slice(0, 4) };
  const told = paragraphs
    .slice(0, 6)
    .map((text) => periodIn(text, '?', ''))
    .find((id) => id !== null && id === spoken.replaceAll('?', id.slice(0, 4)));
  if (told != null) return { id: told, year: told.slice(0, 4) };
  const year = yearBorne(paragraphs, spoken);
  return { id: spoken.replaceAll('?', year), year };
}

const namesPeriod = (text: string): boolean => periodIn(text, '?', '') !== null;

function yearBorne(paragraphs: readonly string[], spoken: string): string {
  const issue = paragraphs.map((text) => /(20\d\d)年第\d+期/.exec(text)?.[1]).find((found) => found !== undefined);
  if (issue !== undefined) return issue;
  const dates = paragraphs.flatMap((text) => [...text.matchAll(/(20\d\d)\s*[年/.-]\s*(\d{1,2})\s*[月/.-]/g)]);
  const last = dates.at(-1);
  if (last === undefined) return '?';
  const month = Number(/-(\d\d)$/.exec(spoken)?.[1] ?? 1);
  return month > Number(last[2]) ? String(Number(last[1]) - 1) : last[1]!;
}
