import type { CounterMeasure } from './counter-definition.js';
import { counterName, parseCounterName } from './counter-name.js';
import { counterDefinitions } from './definitions-counters.js';

/** Names that reports use for a counter, beside the one in its definition. */
const measureAliases: Readonly<Record<string, CounterMeasure>> = {
  来电来信: 'contacts',
  受理量: 'contacts',
  总量: 'contacts',
  接通量: 'answered',
  接通总量: 'answered',
  直接解答量: 'direct',
  形成工单: 'contacts_with_ticket',
  形成工单量: 'contacts_with_ticket',
  工单: 'tickets',
  工单量: 'tickets',
  工单总量: 'tickets',
  办结: 'closed',
  办结量: 'closed',
  按期办结: 'closed_on_time',
  按期办结量: 'closed_on_time',
  逾期: 'closed_late',
  逾期办结: 'closed_late',
  满意: 'satisfied',
  评价: 'rated',
  回访评价: 'rated',
  放弃: 'abandoned',
};

/** Label names in Chinese. */
export const labelAliases: Readonly<Record<string, string>> = {
  渠道: 'channel',
  性质: 'nature',
  归口: 'category',
  类别: 'category',
  热点: 'topic',
  话题: 'topic',
  区域: 'region',
  县区: 'region',
  紧急程度: 'urgency',
  办理结果: 'outcome',
  原因: 'reason',
  承办类型: 'unit_kind',
  承办类别: 'unit_group',
};

/** Every name by which a measure may be given → the measure. */
export const measureNames: ReadonlyMap<string, CounterMeasure> = new Map([
  ...Object.entries(measureAliases),
  ...(Object.entries(counterDefinitions) as [CounterMeasure, { name: { zh: string } }][]).flatMap(
    ([measure, { name }]) => [[name.zh, measure] as const, [measure, measure] as const],
  ),
]);

/**
 * The counter that an opening figure names: `tickets{nature=help}`, or in Chinese `工单{性质=求助类}`.
 *
 * @param codeOf the code of a label's value that is given by its Chinese name; undefined: it is none
 * @returns the counter's name, or what is wrong with this one
 */
export function openingCounter(
  text: string,
  codeOf: (label: string, name: string) => string | undefined,
): { counter: string } | { problem: string } {
  // What a Chinese keyboard writes: ｛性质＝求助类｝.
  const plain = text.normalize('NFC').replaceAll('｛', '{').replaceAll('｝', '}').replaceAll('＝', '=').trim();
  const parts = /^([^{}]+?)(?:\{([^{}=,]+)=([^{}=,]+)\})?$/.exec(plain);
  if (parts === null) return { problem: `${text} is no counter: write tickets, or tickets{nature=help}` };
  const measure = measureNames.get(parts[1]!);
  const definition = measure === undefined ? undefined : counterDefinitions[measure];
  if (measure === undefined || definition === undefined)
    return { problem: `${text}: no counter is called ${parts[1]}` };
  if (definition.cohort === 'open') return { problem: `${text} moves with the clock and is no total of a month` };
  const label = parts[2] === undefined ? null : (labelAliases[parts[2]] ?? parts[2]);
  if (label === null) {
    return definition.total ? { counter: measure } : { problem: `${text} is counted by ${labelsOf(measure)} only` };
  }
  if (label === 'unit') return { problem: `${text}: opening figures are not kept by unit` };
  if (!definition.labels.some((set) => set.length === 1 && set[0] === label))
    return { problem: `${text}: ${measure} is not counted by ${parts[2]}, but by ${labelsOf(measure)}` };
  // As in every counter's name, what would be part of the form itself is written as %XX.
  const value = parseCounterName(`x{v=${parts[3]!.replace(/%(?![0-9A-F]{2})/g, '%25')}}`).labels['v']!;
  return { counter: counterName(measure, { [label]: codeOf(label, value) ?? value }) };
}

function labelsOf(measure: CounterMeasure): string {
  const single = counterDefinitions[measure].labels.filter((set) => set.length === 1 && set[0] !== 'unit');
  return single.length === 0 ? 'nothing' : single.map(([label]) => label).join(', ');
}
