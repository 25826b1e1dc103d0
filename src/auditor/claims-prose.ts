import type { Figure, Labels } from './claim.js';
import { claimOf, impliedClaim, isBase } from './claim-of.js';
import { findNumbers } from './find-numbers.js';
import type { LabelReader } from './labels.js';
import { periodIn } from './periods.js';
import { flowWords } from './words.js';

/** What the words before a figure have said so far. */
export interface Said {
  period: string;
  /** What the sentence is about: a unit, a topic. */
  subject: Labels;
  /** The count that parts are named of. */
  whole: Figure | null;
  lastCount: Figure | null;
  lastShare: Figure | null;
  /** The last count or rate: what a change is one of. */
  object: Figure | null;
  /** What 其中 was said of before, while it is said of a part: until the semicolon. */
  outer: Figure | null;
  /** 向部门转办的1375件工单中, …: what follows is said of these. */
  scope: Labels;
  /** The sentence counts closings by their own day. */
  flow: boolean;
  /** Names that figures are listed for: 来电、接通分别为…. */
  queue: { names: readonly string[]; next: number } | null;
}

export interface Report {
  readonly year: string;
  readonly period: string;
  readonly labels: LabelReader;
  readonly figures: Figure[];
  /** What an item of a list is about: 一是供水问题. */
  head: string | null;
}

type Kept = Pick<Said, 'subject' | 'whole' | 'object' | 'lastCount'>;

const listHead =
  /^\s*(?:[一二三四五六七八九十]+是|第[一二三四五六七八九十]+[,、]?|[(]?[一二三四五六七八九十\d]+[)、.])\s*([^,。;:(]{2,16}?)(?:类)?(?:问题|方面|类|诉求|事项)/;

/** Reads the figures of a paragraph (normalised text), sentence by sentence, into `report.figures`. */
export function readParagraph(report: Report, line: number, text: string): void {
  let start = 0;
  let before: Before = { period: report.period, count: null };
  report.head = listHead.exec(text)?.[1] ?? null;
  for (const sentence of text.split(/(?<=[。!?])/)) {
    const own = listHead.exec(sentence)?.[1];
    if (own !== undefined) report.head = own;
    before = readSentence(report, { line, start, text: sentence, before });
    start += sentence.length;
  }
}

interface Sentence {
  readonly line: number;
  readonly start: number;
  readonly text: string;
  readonly before: Before;
}

/** What the sentence before leaves: its period, and the count that 其中 may go on with. */
interface Before {
  readonly period: string;
  readonly count: Figure | null;
}

function readSentence(report: Report, { line, start, text, before }: Sentence): Before {
  const goesOn = /^\s*(?:其中|在这些|上述)/.test(text) ? before.count : null;
  const said: Said = { ...nothingSaid, period: before.period, lastCount: goesOn, flow: flowWords.test(text) };
  const stack: Kept[] = [];
  const numbers = findNumbers(text);
  for (const [i, number] of numbers.entries()) {
    const lead = text.slice(numbers[i - 1]?.end ?? 0, number.start);
    const trail = text.slice(number.end, numbers[i + 1]?.start ?? text.length);
    hear(report, said, stack, lead);
    const claimed = claimOf(report, said, number, lead, trail);
    if (claimed === null) continue;
    const figure: Figure = {
      ...number,
      ...claimed,
      start: start + number.start,
      end: start + number.end,
      index: report.figures.length,
      line,
      text: text.slice(number.start, number.end),
      place: null,
      whole: isBase(trail) ? null : said.whole,
      implied: false,
      isBase: isBase(trail),
    };
    report.figures.push(figure);
    remember(report, said, figure);
    const implied = impliedClaim(figure, trail);
    if (implied !== null) report.figures.push({ ...figure, ...implied, index: report.figures.length, implied: true });
  }
  hear(report, said, stack, text.slice(numbers.at(-1)?.end ?? text.length));
  return { period: said.period, count: said.lastCount };
}

const nothingSaid: Omit<Said, 'period'> = {
  subject: {},
  outer: null,
  scope: {},
  flow: false,
  whole: null,
  lastCount: null,
  lastShare: null,
  object: null,
  queue: null,
};

/** Brackets, 其中 and semicolons say what the next figure belongs to. */
function hear(report: Report, said: Said, stack: Kept[], lead: string): void {
  const spoken = periodIn(withoutComparison(lead), report.year, report.period);
  if (spoken !== null) said.period = spoken;
  for (const c of lead) {
    if (c === '(') {
      stack.push({ subject: said.subject, whole: said.whole, object: said.object, lastCount: said.lastCount });
      said.whole = said.lastCount;
    } else if (c === ')') {
      Object.assign(said, stack.pop() ?? {});
    } else if (c === ';') {
      said.subject = {};
      said.object = null;
      said.whole = said.outer ?? said.whole;
      said.outer = null;
    }
  }
  const last = said.lastCount?.claim;
  if (last?.kind === 'count' && /^[^,。;]{0,6}中[,]/.test(lead)) said.scope = last.labels;
  if (lead.includes('其中') && said.lastCount !== null) {
    said.outer ??= said.whole;
    said.whole = said.lastCount;
    said.subject = {};
  }
}

/** 较5月份上升 names no period of its own. */
const withoutComparison = (lead: string): string => lead.replace(/(?:较|比|同比|环比|与)[^,;。]*$/, '');

function remember(report: Report, said: Said, figure: Figure): void {
  const { claim } = figure;
  if (claim.kind === 'count') {
    said.lastCount = figure;
    if (claim.measure !== 'other') said.object = figure;
    said.subject = claim.labels;
    for (const [kind, code] of Object.entries(claim.labels)) {
      if (kind === 'topic' || kind === 'unit' || kind === 'region') report.labels.learn(kind, code);
    }
  } else if (claim.kind === 'rate') {
    said.object = figure;
  } else if (claim.kind === 'share') {
    said.lastShare = figure;
  }
}
