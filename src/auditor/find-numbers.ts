import { type Printed, printedOf } from './printed.js';

export type Unit = 'count' | '%' | 'points' | 'working days' | 'none';

/** A number in a text that may be a figure, with where it stands. */
export interface FoundNumber {
  readonly start: number;
  /** After the unit, and a qualifier behind it (以上, 左右). */
  readonly end: number;
  readonly printed: Printed;
  readonly unit: Unit;
}

/** What looks like a number and is none of the report's figures: dates, times, telephone numbers, names, ordinals. */
const masks: readonly RegExp[] = [
  /\d{2,4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?/g, // dates
  /\d{4}\s*年度?/g,
  /\d{1,2}月?(?:份)?\s*(?:-|—|~|至|到)\s*\d{1,2}月(?:份)?/g,
  /\d{1,2}\s*月(?:份)?(?:\s*\d{1,2}\s*[日号])?/g,
  /\d{1,2}\s*[日号时点](?!常)/g,
  /\d{1,2}:\d{2}(?::\d{2})?/g,
  /(?<!\d)12345(?!\d)(?!\s*(?:件|次|通|宗))/g, // the hotline's own name
  /(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}-\d{7,8}|\d{3,4}-\d{7,8})(?!\d)/g, // telephone numbers
  /\d+\s*[×x*]\s*\d+/g, // 7×24
  /\d+\s*(?:小时|分钟|秒|周岁|岁|年|元|万元|亿元|米|公里|平方米|公顷|亩|吨|度|楼|栋|级|路|版|届|期|℃)/g,
  /第\s*\d+/g,
  /[A-Za-z]\d+|\d+[A-Za-z]+/g,
  /(?:^|(?<=[,。;:]))\s*(?:\(?\d{1,2}\)|\d{1,2}[.、](?!\d))/g, // list ordinals
];

const number =
  /(?:(?<![\dA-Za-z)年月日%])[-+])?\d{1,3}(?:(?:,|, | )\d{3})+(?!\d)(?:\.\d+)?|(?:(?<![\dA-Za-z)年月日%])[-+])?\d+(?:\.\d+)?/g;

const before = /(约|近|超过|超|逾|达到?|不足|将近)\s*$/;
const after = new RegExp(
  [
    '^\\s*(万|亿)?\\s*(余|多)?\\s*',
    '(个百分点|百分点|%|个工作日|工作日|件次|人次|通次|件|通|宗|起|条|票|单|封|次|个(?=工单|诉求|电话|来电|事项|办件|件|[,。;、)(\\s]|$))?',
    '(以上|左右|上下)?',
  ].join(''),
);

/** All numbers of a text (normalised) that are no dates, names or ordinals, in order. */
export function findNumbers(text: string): FoundNumber[] {
  const masked = masks.reduce((rest, mask) => rest.replace(mask, (whole) => '\u0000'.repeat(whole.length)), text);
  return [...masked.matchAll(number)].flatMap((m) => {
    const tail = after.exec(masked.slice(m.index + m[0].length))!;
    const end = m.index + m[0].length + tail[0].trimEnd().length;
    const loose = looseness(before.exec(masked.slice(0, m.index))?.[1], tail[2], tail[4]);
    const scale = tail[1] === '万' ? 10_000n : tail[1] === '亿' ? 100_000_000n : 1n;
    const printed = printedOf(m[0].replace('+', ''), scale, loose);
    return [{ start: m.index, end, printed, unit: unitOf(tail[3]) }];
  });
}

function looseness(lead: string | undefined, more: string | undefined, tail: string | undefined): Printed['loose'] {
  if (more !== undefined || tail === '以上' || lead === '超' || lead === '超过' || lead === '逾') return 'above';
  if (lead === '近' || lead === '将近' || lead === '不足') return 'below';
  return lead === '约' || tail !== undefined ? 'about' : null;
}

function unitOf(word: string | undefined): Unit {
  if (word === undefined) return 'none';
  if (word === '%') return '%';
  if (word.endsWith('百分点')) return 'points';
  return word.endsWith('工作日') ? 'working days' : 'count';
}
