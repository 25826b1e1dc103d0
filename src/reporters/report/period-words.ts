import type { Snapshot } from '../../domain/snapshot-schema.js';

/** How Chinese names a period, and those that it is compared with. */
export interface PeriodWords {
  /** 6月份, 上半年, 第24周（6月14日至6月20日） */
  readonly long: string;
  /** 6月: where 份 would be too much. */
  readonly short: string;
  /** 本月 */
  readonly this: string;
  /** 2021年第6期 */
  readonly issue: string;
  /** What stands before 上升 and 下降: 环比上月, 同比. */
  readonly since: Readonly<Record<'previous' | 'lastYear', string>>;
  /** 上月, 去年同期 */
  readonly before: Readonly<Record<'previous' | 'lastYear', string>>;
}

type Kind = Snapshot['period']['kind'];

const unitOf: Readonly<Record<Kind, string>> = {
  month: '月',
  day: '日',
  week: '周',
  quarter: '季度',
  half: '半年',
  year: '年',
  range: '期',
  rolling: '期',
  live: '期',
};
const numerals = ['一', '二', '三', '四'] as const;

export function periodWords({ period, state }: Pick<Snapshot, 'period' | 'state'>): PeriodWords {
  const { kind, id } = period;
  const year = `${(period.from ?? id).slice(0, 4)}年`;
  const [long, short] = namesOf(period);
  const before = kind === 'day' ? '上周同日' : kind === 'half' || unitOf[kind] === '期' ? '上期' : `上${unitOf[kind]}`;
  const running = state === 'running';
  return {
    long,
    short,
    this: kind === 'half' ? '本半年' : `本${unitOf[kind]}`,
    issue: kind === 'month' ? `${year}第${Number(id.slice(5))}期` : kind === 'year' ? long : `${year}${short}`,
    // A running period is compared with as many days of the other one.
    since: { previous: running ? `较${before}同期` : `环比${before}`, lastYear: '同比' },
    before: { previous: running ? `${before}同期` : before, lastYear: '去年同期' },
  };
}

function namesOf({ kind, id, from = '', to = '' }: Snapshot['period']): [long: string, short: string] {
  switch (kind) {
    case 'month':
      return [`${Number(id.slice(5))}月份`, `${Number(id.slice(5))}月`];
    case 'quarter':
      return twice(`${numerals[Number(id.at(-1)) - 1]}季度`);
    case 'half':
      return twice(id.endsWith('1') ? '上半年' : '下半年');
    case 'year':
      return twice(`${id}年`);
    case 'week':
      return twice(`第${Number(id.slice(6))}周（${days(from, to)}）`);
    case 'day':
      return twice(dayInWords(from));
    default:
      return twice(days(from, to));
  }
}

const twice = (text: string): [string, string] => [text, text];
const days = (from: string, to: string): string =>
  from.slice(0, 4) === to.slice(0, 4)
    ? `${dayInWords(from)}至${dayInWords(to)}`
    : `${dateInWords(from)}至${dateInWords(to)}`;

/** `2021-06-12` → 6月12日 */
export const dayInWords = (day: string): string => `${Number(day.slice(5, 7))}月${Number(day.slice(8, 10))}日`;
/** `2021-06-12` → 2021年6月12日 */
export const dateInWords = (day: string): string => `${day.slice(0, 4)}年${dayInWords(day)}`;

/** `2021年7月12日24时`, to the minute, on the wall of a time zone: midnight is the end of the day before. */
export function instantInWords(instant: string, timeZone: string): string {
  const { day, time } = localOf(instant, timeZone);
  if (time === '00:00:00') return `${dateInWords(localOf(before(instant), timeZone).day)}24时`;
  return `${dateInWords(day)}${time.slice(0, 5)}`;
}

/** The day that an instant ends or lies in. */
export const dateOf = (instant: string, timeZone: string): string =>
  dateInWords(localOf(before(instant), timeZone).day);

/** `2021-06-12 09:30` */
export function localMinute(instant: string, timeZone: string): string {
  const { day, time } = localOf(instant, timeZone);
  if (time !== '00:00:00') return `${day} ${time.slice(0, 5)}`;
  return `${localOf(before(instant), timeZone).day} 24:00`;
}

const before = (instant: string): string => new Date(Date.parse(instant) - 1).toISOString();

function localOf(instant: string, timeZone: string): { day: string; time: string } {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  const [day = '', time = ''] = format.format(new Date(instant)).split(' ');
  return { day, time };
}
