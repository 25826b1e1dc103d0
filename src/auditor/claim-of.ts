import type { Against, Claim, Figure, Labels } from './claim.js';
import type { Report, Said } from './claims-prose.js';
import type { FoundNumber } from './find-numbers.js';
import {
  baseWords, downWords, labelWords, lastYearOwn, lastYearWords, type Measure, measureWords, previousOwn, previousWords,
  rateWords, shareWords, togetherWords, upWords,
} from './words.js'; // biome-ignore format: a list

export interface Claimed {
  readonly claim: Claim;
  readonly words: string;
  readonly period: string;
}

/** What follows the number of 以接通20874件为基数. */
export const isBase = (trail: string): boolean => /^[^,。;)]{0,4}为基数/.test(trail);

/** What a number in a sentence says it is; null: it is no figure of the report. */
export function claimOf(report: Report, said: Said, n: FoundNumber, lead: string, trail: string): Claimed | null {
  const words = wordsBefore(lead);
  const claim =
    changeOf(said, n, words) ?? rateOf(report, said, n, lead, words) ?? levelOf(report, said, n, lead, words, trail);
  if (claim === null) return null;
  const own = ownPeriod(words);
  return { claim, words: words.trim(), period: own === null ? said.period : `${said.period}@${own}` };
}

/** The piece of the sentence that ends at the number; where that says nothing, with the piece before it. */
function wordsBefore(lead: string): string {
  const pieces = lead.split(/[,;:、()。]/);
  let words = pieces.pop() ?? '';
  while (pieces.length > 0 && !speaks(words)) words = `${pieces.pop()},${words}`;
  return words;
}

const speaks = (words: string): boolean =>
  measureOf(words) !== null || rateWords.some(([, p]) => p.test(words)) || shareWords.test(words) || isChange(words) ||
  words.replace(/(?:其中|共计|合计|分别|共|计|达到?|为|约|近|有|是|\s)/g, '').length > 1; // biome-ignore format: one condition

export const measureOf = (words: string): Measure | null => {
  if (/日均|人均|平均|月均/.test(words)) return null;
  // What names a rate names no count.
  const plain = words.replace(/[\u4e00-\u9fa5]{2,4}率/g, '');
  return measureWords.find(([, pattern]) => pattern.test(plain))?.[0] ?? null;
};

const isChange = (words: string): boolean =>
  previousWords.test(words) || lastYearWords.test(words) || upWords.test(words) || downWords.test(words);

/** 上月 or 去年同期 before the number itself: the figure is that of the other period. */
const ownPeriod = (words: string): Against | null => {
  if (previousOwn.test(words) && !isMoved(words)) return 'previous';
  return lastYearOwn.test(words) && !isMoved(words) ? 'lastYear' : null;
};

const isMoved = (words: string): boolean => upWords.test(words) || downWords.test(words);

/** 上升至93.35% is a level, not a change. */
const endsInLevel = /(?:至|到|为)\s*$/;

function changeOf(said: Said, n: FoundNumber, words: string): Claim | null {
  const moved = isMoved(words);
  const compared = previousWords.test(words) || lastYearWords.test(words);
  if (!moved && ownPeriod(words) !== null) return null;
  if ((!moved && !compared) || (endsInLevel.test(words) && moved && !/幅|率/.test(words))) return null;
  if (!compared && n.unit === 'count' && said.object === null) return null;
  if (measureOf(words.replace(/(?:较|比|同|上).*$/, '')) !== null && n.unit === 'count' && !moved) return null;
  const against: Against = lastYearWords.test(words) ? 'lastYear' : 'previous';
  const sign = downWords.test(words) ? -1 : upWords.test(words) ? 1 : 0;
  const of = n.unit === 'points' ? rateAmong(said) : said.object;
  if (n.unit === 'count') return { kind: 'difference', of, against, sign };
  return n.unit === 'none' && !compared ? null : { kind: 'change', of, against, sign };
}

/** Points are said of rates and shares, whichever came last. */
function rateAmong(said: Said): Figure | null {
  const rate = said.object?.claim.kind === 'rate' ? said.object : null;
  return (said.lastShare?.index ?? -1) > (rate?.index ?? -1) ? said.lastShare : (rate ?? said.object);
}

function rateOf(report: Report, said: Said, n: FoundNumber, lead: string, words: string): Claim | null {
  if (n.unit !== '%' && !(n.unit === 'none' && n.printed.decimals > 0)) return null;
  // 各行占比相加为99.99% is said of a table, and is no share of anything.
  if (/相加|之和|总和/.test(words)) return { kind: 'rate', id: 'other_rate', labels: {} };
  // 接通率93.35%(上月97.06%): the same rate of the other period.
  if (said.object?.claim.kind === 'rate' && ownPeriod(words) !== null && isBarePeriod(words)) return said.object.claim;
  const rate = rateWords.find(([, pattern]) => pattern.test(words));
  if (shareWords.test(words) && (rate === undefined || rate[0] === 'other_rate'))
    return share(report, said, lead, words);
  if (rate === undefined) return n.unit === '%' ? share(report, said, lead, words) : null;
  const own = report.labels.ofWords(words.slice(0, words.search(rate[1])), true);
  return { kind: 'rate', id: rate[0], labels: Object.keys(own).length > 0 ? own : said.subject };
}

function share(report: Report, said: Said, lead: string, words: string): Claim {
  const named = /占(?!比)(.*?)(?:的|比|约|为|达|$)/.exec(words)?.[1] ?? '';
  const base = baseWords.find(([, pattern]) => pattern.test(named))?.[0] ?? null;
  const together = togetherWords.test(words) ? namesOf(lead) : null;
  const own = /^(.*?)占/.exec(words)?.[1] ?? '';
  const labels = together === null ? report.labels.ofWords(own, false) : {};
  const isOwn =
    Object.keys(labels).length > 0 && JSON.stringify(labels) !== JSON.stringify(said.lastCount?.claim ?? {});
  const of = together !== null || (isOwn && !sameLabels(labels, said.subject)) ? null : said.lastCount;
  return { kind: 'share', of, labels: isOwn ? labels : said.subject, base, together };
}

const sameLabels = (a: Labels, b: Labels): boolean => Object.entries(a).every(([k, v]) => b[k] === v);

/** 排名前三的是汉滨区、高新区、旬阳县,合计占比 → the three. */
function namesOf(lead: string): string[] {
  const listed = /(?:是|为|:|有)([^,;。:是为]+、[^,;。]+?)(?:,|三|四|五|等|合计)/.exec(lead)?.[1];
  return listed === undefined ? [] : listed.split(/[、和与及]/).map((name) => name.trim());
}

function levelOf(report: Report, said: Said, n: FoundNumber, lead: string, words: string, trail: string): Claim | null {
  if (n.unit === 'working days') return /平均|周期|时长/.test(lead) ? { kind: 'mean', labels: said.subject } : null;
  if (n.unit === '%' || n.unit === 'points') return null;
  const named = listed(said, lead) ?? words.replace(/^.*(?:集中(?:在|于)|主要(?:是|为|有))/, '');
  const measure = measureOf(named) ?? (n.unit === 'count' ? measureOf(trail.split(/[,;:、()。]/)[0] ?? '') : null);
  if (n.unit === 'none' && (measure === null || (n.printed.decimals > 0 && n.printed.scale === 1n))) return null;
  if (n.unit === 'none' && !/[\u4e00-\u9fa5](?:为|达|共|是)?\s*$/.test(lead)) return null;
  return countClaim(report, said, named, flowing(said, measure), trail);
}

const flowing = ({ flow }: Said, measure: Measure | null): Measure | null =>
  flow && measure === 'closed' ? 'flow_closed' : flow && measure === 'closed_late' ? 'flow_closed_late' : measure;

/** 来电、接通分别为22361件、20874件: the k-th name for the k-th number. */
function listed(said: Said, lead: string): string | null {
  const names = /(?:^|[,;:(])([^,;:(]+?)分别(?:为|是|达|有)?/.exec(lead)?.[1]?.split(/[、和及]/);
  if (names !== undefined && names.length > 1) said.queue = { names, next: 0 };
  else if (!/^[\s、,和及]*$/.test(lead)) said.queue = null;
  return said.queue?.names[said.queue.next++] ?? null;
}

const ticketMeasures: readonly (Measure | null)[] = [
  'tickets',
  'closed',
  'closed_on_time',
  'closed_late',
  'open',
  'open_overdue',
];

function countClaim(report: Report, said: Said, words: string, measure: Measure | null, trail: string): Claim {
  const isTicket = ticketMeasures.includes(measure);
  const all = /^[,(]?(?:均|都|全部)?(?:为|是)(求助|咨询|举报|投诉|建议|表扬)/.exec(trail)?.[1];
  const also = all === undefined ? {} : natureNamed(all);
  const own =
    report.head !== null && measureOf(report.head) === null
      ? headLabels(report)
      : report.labels.ofWords(words, isTicket);
  const other = otherPeriod(said, words);
  if (other !== null) return other;
  const whole = isBase(trail) ? undefined : said.whole?.claim;
  const outer = whole?.kind === 'count' ? whole.labels : {};
  if (Object.keys(own).length > 0) {
    return { kind: 'count', measure: labelled(measure, own, said), labels: { ...within(outer, own), ...also } };
  }
  if (measure !== null) {
    const isPart = whole?.kind === 'count' && whole.measure === measure;
    const channel = isPart ? report.labels.ofName(words.replace(measureWordsOf(measure), ''), null) : {};
    const scope = isPart ? {} : said.scope;
    return { kind: 'count', measure, labels: { ...scope, ...within(isPart ? outer : {}, channel), ...also } };
  }
  if (whole?.kind === 'count') {
    return { kind: 'count', measure: whole.measure, labels: within(outer, report.labels.ofName(words, null)) };
  }
  return { kind: 'count', measure: 'other', labels: report.labels.ofName(words, null) };
}

/** A part carries the labels of what it is a part of; a unit says more than its group. */
function within(outer: Labels, own: Labels): Labels {
  const { unit_group, ...rest } = outer as { unit_group?: string } & Labels;
  return 'unit' in own || unit_group === undefined ? { ...rest, ...own } : { ...outer, ...own };
}

/** 环比上升15.44%(上月19370件): the same quantity as before, of the other period. */
function otherPeriod(said: Said, words: string): Claim | null {
  const own = ownPeriod(words) === null ? undefined : (said.whole ?? said.lastCount)?.claim;
  return own?.kind === 'count' && isBarePeriod(words) ? own : null;
}

const isBarePeriod = (words: string): boolean =>
  words
    .replace(previousOwn, '')
    .replace(lastYearOwn, '')
    .replace(/[\s,为是有共(]/g, '') === '';

const measureWordsOf = (measure: Measure): RegExp => measureWords.find(([m]) => m === measure)?.[1] ?? /$^/;

const natureNamed = (name: string): Labels => {
  const code = labelWords.find(([kind, , pattern]) => kind === 'nature' && pattern.test(name))?.[1];
  return code === undefined ? {} : { nature: code };
};

const headLabels = (report: Report): Labels => {
  const own = report.labels.ofWords(`${report.head}问题`, false);
  return Object.keys(own).length > 0 ? own : { topic: report.head! };
};

/** Topics and categories are counted on answered contacts, unless the words say something else (kpi.md section 3). */
function labelled(measure: Measure | null, labels: Labels, said: Said): Measure {
  if ('topic' in labels || 'category' in labels)
    return measure === null || measure === 'contacts' ? 'answered' : measure;
  if (measure !== null) return measure;
  const whole = said.whole?.claim ?? said.lastCount?.claim;
  if (whole?.kind === 'count' && whole.measure !== 'other') return whole.measure;
  return 'channel' in labels ? 'contacts' : 'tickets';
}

const allOnTime = /^[^,。;]{0,6}(?:工单|件|事项)?[,]?(?:全部|均|都)(?:已)?(按期|按时|如期)?办结/;

/** 4418件工单全部按期办结: the same number is also that of the closed. */
export function impliedClaim(figure: Figure, trail: string): { claim: Claim; words: string } | null {
  const said = allOnTime.exec(trail);
  if (figure.claim.kind !== 'count' || figure.claim.measure !== 'tickets' || said === null) return null;
  const measure = said[1] === undefined ? 'closed' : 'closed_on_time';
  return { claim: { kind: 'count', measure, labels: figure.claim.labels }, words: said[0] };
}
