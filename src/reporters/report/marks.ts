import { createHash } from 'node:crypto';
import type { Snapshot } from '../../domain/snapshot-schema.js';
import type { ReportInput } from './input.js';
import { openingMonths } from './opening.js';
import { instantInWords } from './period-words.js';

/** What a reader must know before the first figure, each in a sentence. Empty for a signed, whole, final report. */
export function marksOf(input: ReportInput): string[] {
  const { snapshot, signatures } = input;
  const asOf = instantInWords(snapshot.asOf.instant, snapshot.period.timeZone);
  const broken = snapshot.identities.filter(({ holds }) => !holds);
  const opening = openingMonths(snapshot);
  return [
    ...(isSigned(input) ? [] : ['草稿·未签发']),
    ...(snapshot.recovering === true ? ['数据正在恢复，请勿引用'] : []),
    ...(snapshot.state === 'running' ? [`本期尚未结束，数据截至${asOf}，与同期相同天数比较`] : []),
    ...(snapshot.state === 'provisional' ? [`暂定数据，截至${asOf}，尚未定稿`] : []),
    ...(signatures === null && snapshot.state === 'final' ? [`实时数据，截至${asOf}，定稿见修订版`] : []),
    ...(snapshot.demo ? ['演示数据：含模拟事件'] : []),
    ...(snapshot.partial ? [`数据不完整：缺少${gapsInWords(snapshot)}`] : []),
    ...(opening.length > 0 ? [`${opening.join('、')}为期初数（系统启用前的签发数）`] : []),
    ...calendarMark(snapshot),
    ...broken.map(({ id, difference }) => `恒等式不成立：${id}，相差${difference}`),
    ...input.cumulativeMissing,
    ...caseMark(input),
  ];
}

export const isSigned = ({ signatures }: ReportInput): boolean => (signatures?.length ?? 0) > 0;

function calendarMark({ calendarMissing, counters }: Snapshot): string[] {
  if (calendarMissing.length === 0) return [];
  const unknown = (counters['open_due_unknown'] ?? 0) + (counters['closed_due_unknown'] ?? 0);
  return [`缺少${calendarMissing.join('、')}年官方工作日历，期限不明的工单${unknown}件`];
}

/** The list of cases comes from another read than the counters: a difference is said, not hidden. */
function caseMark({ snapshot, late }: ReportInput): string[] {
  const counted = (snapshot.counters['closed_late'] ?? 0) + (snapshot.counters['open_overdue'] ?? 0);
  if (late.total === counted) return [];
  return [`逾期工单清单${late.total}件，与统计数${counted}件读取时刻不同`];
}

const gapsInWords = ({ gaps = [] }: Snapshot): string =>
  gaps.map((g) => `${g.topic}/${g.partition}位点${g.from}至${g.to}（${g.by}：${g.reason}）`).join('、');

/** What the report is a function of: with it anybody can compute it again. */
export interface Recompute {
  readonly period: string;
  readonly state: Snapshot['state'];
  readonly revision: number;
  readonly asOf: string;
  readonly generation: number;
  readonly rollback: number;
  /** First 16 hexadecimal digits of the SHA-256 of the offsets: topics sorted, as JSON. */
  readonly offsetsDigest: string;
  readonly program: string;
  readonly command: string;
}

export function recomputeOf({ snapshot, signatures, program }: ReportInput): Recompute {
  const { period, asOf, state, revision } = snapshot;
  const key = `${period.kind}:${period.id}`;
  return {
    period: key,
    state,
    revision: signatures === null ? 0 : revision,
    asOf: asOf.instant,
    generation: asOf.generation,
    rollback: asOf.rollback,
    offsetsDigest: digestOf(asOf.offsets),
    program,
    command: `pulse verify ${key}${signatures === null ? '' : `@r${revision}`}`,
  };
}

function digestOf(offsets: Snapshot['asOf']['offsets']): string {
  const sorted = Object.keys(offsets)
    .sort()
    .map((topic) => [topic, offsets[topic]]);
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 16);
}

/** The same in one line, for the foot of the report. */
export function recomputeLine(r: Recompute, timeZone: string): string {
  const revision = r.revision === 0 ? '实时' : `修订${r.revision}`;
  return [
    `期间 ${r.period}`,
    revision,
    `数据截至 ${instantInWords(r.asOf, timeZone)}（${r.asOf}）`,
    `世代 ${r.generation}${r.rollback === 0 ? '' : `.${r.rollback}`}`,
    `位点摘要 ${r.offsetsDigest}`,
    `程序 hotline-pulse ${r.program}`,
    `复算 ${r.command}`,
  ].join(' · ');
}
