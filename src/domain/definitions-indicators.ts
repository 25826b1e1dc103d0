import type { Text } from './counter-definition.js';
import { counterName, type Labels } from './counter-name.js';

/** Which counters an indicator is made of, by the labels it is asked with. */
export interface IndicatorDefinition {
  readonly name: Text;
  readonly words: Text;
  /** Label sets that it may have. */
  readonly labels: readonly (readonly string[])[];
  /** Names of the counters whose sum the numerator is; of `region_share{top=3}` they are the snapshot's to say. */
  readonly numerator: (labels: Labels) => readonly string[];
  readonly denominator: (labels: Labels) => readonly string[];
  /** Digits after the point. */
  readonly decimals: 1 | 2;
}

type Parts = Pick<IndicatorDefinition, 'numerator' | 'denominator'>;
type Texts = readonly [zh: string, en: string];
type Options = { readonly labels?: IndicatorDefinition['labels']; readonly decimals?: 1 | 2 };

const definition = (name: Texts, words: Texts, parts: Parts, { labels = [[]], decimals = 2 }: Options = {}) => ({
  name: { zh: name[0], en: name[1] },
  words: { zh: words[0], en: words[1] },
  ...parts,
  labels,
  decimals,
});

/** Both with the labels asked for. */
const rate = (numerator: string, denominator: string): Parts => ({
  numerator: (labels) => [counterName(numerator, labels)],
  denominator: (labels) => [counterName(denominator, labels)],
});
/** The part with the labels, of the whole without. */
const share = (measure: string): Parts => ({
  numerator: (labels) => [counterName(measure, labels)],
  denominator: () => [measure],
});
const byUnit = [[], ['unit_kind'], ['unit_group'], ['unit']];

/** Every indicator of kpi.md section 4, in words; indicators.ts computes them, and a test holds both together. */
export const indicatorDefinitions = {
  connection_rate: definition(
    ['接通率', 'Connection rate'],
    [
      '接通占受理总量的比例。来信由报送方记为接通;只看电话的为呼叫接通率(标准:任意 24 小时不低于 95 %)。',
      'Answered contacts as a share of all contacts. Letters count as answered when their source says so; of phone calls alone the norm is at least 95 % over any 24 hours.',
    ],
    rate('answered', 'contacts'),
    { labels: [[], ['channel']] },
  ),
  direct_rate: definition(
    ['直接解答率', 'Direct answer rate'],
    ['直接解答占接通的比例。', 'Contacts answered without a ticket as a share of answered contacts.'],
    rate('direct', 'answered'),
  ),
  ticket_rate: definition(
    ['形成工单率', 'Ticket rate'],
    [
      '接通中形成工单的来电来信所占的比例;分子是来电来信,不是工单张数。',
      'Answered contacts that became a ticket, as a share of answered contacts; the numerator is contacts, not tickets.',
    ],
    rate('contacts_with_ticket', 'answered'),
  ),
  nature_share: definition(
    ['性质占比', 'Share of nature'],
    ['某一性质的工单占全部工单的比例。', 'Tickets of one nature as a share of all tickets.'],
    share('tickets'),
    { labels: [['nature']] },
  ),
  category_share: definition(
    ['归口占比', 'Share of category'],
    [
      '某一归口的接通占全部接通的比例;没有归口的留在基数里。',
      'Answered contacts of one category as a share of all answered contacts; those without category stay in the base.',
    ],
    share('answered'),
    { labels: [['category']] },
  ),
  topic_share: definition(
    ['热点占比', 'Share of topic'],
    [
      '某一热点的接通占全部接通的比例;一件可属多个热点,各热点之和可以超过 100 %。',
      'Answered contacts with one topic as a share of all answered contacts; one may have several, so shares may add up to more than 100 %.',
    ],
    share('answered'),
    { labels: [['topic']] },
  ),
  region_share: definition(
    ['区域占比', 'Share of region'],
    [
      '某一区域的工单占全部工单的比例;top=3 为工单最多的三个区域(数量相同按代码)之和。',
      'Tickets of one region as a share of all tickets; top=3 is the sum of the three regions with most tickets (of equal ones by code).',
    ],
    share('tickets'),
    { labels: [['region'], ['top']] },
  ),
  on_time_rate: definition(
    ['按期办结率', 'Closed on time'],
    [
      '按期办结占全部工单的比例;在办未到期的也在基数里,其数另列。',
      'Tickets closed on time as a share of all tickets; open ones whose time is not up are in the base too, and are shown beside it.',
    ],
    rate('closed_on_time', 'tickets'),
    { labels: byUnit },
  ),
  on_time_rate_of_due: definition(
    ['应办结按期率', 'On time of those due'],
    [
      '按期办结占应办结工单(按期办结、逾期办结、逾期未结)的比例;未到期的和期限不明的不在基数里。',
      'Tickets closed on time as a share of those that were due: closed on time, closed late, open and overdue. Those not yet due, and of unknown due time, are not in the base.',
    ],
    {
      numerator: (l: Labels) => [counterName('closed_on_time', l)],
      denominator: (l: Labels) => ['closed_on_time', 'closed_late', 'open_overdue'].map((m) => counterName(m, l)),
    },
    { labels: byUnit },
  ),
  close_rate: definition(
    ['办结率', 'Close rate'],
    ['目前已办结占全部工单的比例,不论是否按期。', 'Tickets closed now as a share of all tickets, on time or not.'],
    rate('closed', 'tickets'),
    { labels: [[], ['topic'], ['unit']] },
  ),
  resolution_rate: definition(
    ['解决率', 'Resolution rate'],
    [
      '办结中结果为已解决的比例;没有结果的留在基数里。',
      'Closed tickets with the outcome resolved as a share of closed tickets; those without outcome stay in the base.',
    ],
    {
      numerator: (l: Labels) => [counterName('closed', { ...l, outcome: 'resolved' })],
      denominator: () => ['closed'],
    },
  ),
  satisfaction_rate: definition(
    ['满意率', 'Satisfaction'],
    [
      '已评价中满意和基本满意的比例;未评价的、未回访到的不在基数里。',
      'Rated tickets whose citizen was satisfied or mostly satisfied; those not rated or not reached are not in the base.',
    ],
    rate('satisfied', 'rated'),
    { labels: [[], ['topic'], ['unit']] },
  ),
  answered_within_15s_rate: definition(
    ['15 秒接通率', 'Answered within 15 s'],
    [
      '有等待时长的来电中 15 秒内接通的比例;等待不明的不在基数里。',
      'Calls answered within 15 seconds as a share of answered calls whose wait is known.',
    ],
    rate('waited_within_15s', 'waited'),
  ),
  abandonment_rate: definition(
    ['放弃率', 'Abandonment'],
    ['电话中未接通即放弃的比例。', 'Phone calls abandoned before they were answered, as a share of phone calls.'],
    {
      numerator: () => ['abandoned{channel=phone}'],
      denominator: () => ['contacts{channel=phone}'],
    },
  ),
  mean_reply_working_days: definition(
    ['平均回复周期', 'Mean time to reply'],
    [
      '已回复工单的平均回复工作日数(形成日之后、至回复日为止)。',
      'Working days from the day after creation to that of the reply, on average over replied tickets.',
    ],
    rate('reply_working_days', 'replied'),
    { decimals: 1 },
  ),
} as const satisfies Readonly<Record<string, IndicatorDefinition>>;

export type IndicatorId = keyof typeof indicatorDefinitions;

/** Growth of a counter: an indicator of its own, for every counter without a unit label. */
export const changeDefinition: Pick<IndicatorDefinition, 'name' | 'words' | 'decimals'> = {
  name: { zh: '增减', en: 'Change' },
  words: {
    zh: '某一计数与对比期同一计数相比的增减:本期 ÷ 对比期 − 1。对比期为零或不明时没有数值。',
    en: 'Growth of a count against the same count of the compared period: this ÷ that − 1. None where that is 0 or unknown.',
  },
  decimals: 2,
};
