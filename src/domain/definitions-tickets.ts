import { type CounterDefinition, definition } from './counter-definition.js';

const byUnit = [['unit_kind'], ['unit_group'], ['unit']] as const;

/** What counts tickets, in words: kpi.md section 3 is their source, contribution.ts and the due index count them. */
export const ticketCounters = {
  tickets: definition(
    'ticket',
    'created',
    ['工单', 'Tickets'],
    [
      '工单一张计一张,已撤销的不计;不论其来电来信是否计入受理。',
      'Tickets, retracted ones aside, whatever their contact is.',
    ],
    {
      labels: [['nature'], ['region'], ['category'], ['topic'], ['urgency'], ...byUnit],
      fine: true,
    },
  ),
  orphan_tickets: definition(
    'ticket',
    'created',
    ['无来电的工单', 'Tickets without contact'],
    ['其来电来信未收到或已撤销的工单。', 'Tickets whose contact was never seen, or is retracted.'],
  ),
  praise: definition(
    'ticket',
    'created',
    ['表扬', 'Praise'],
    ['性质为表扬的工单,按单位。', 'Tickets of nature praise, by unit.'],
    { labels: [['unit']], total: false },
  ),
  closed: definition(
    'ticket',
    'created',
    ['办结', 'Closed'],
    ['目前已办结的工单;重新办理中的不计。', 'Tickets that are closed now; one that is open again is not.'],
    { labels: [['topic'], ['outcome'], ...byUnit] },
  ),
  closed_on_time: definition(
    'ticket',
    'created',
    ['按期办结', 'Closed on time'],
    [
      '目前已办结且办结时间不晚于期限的工单。期限依次按给定期限或规则、暂停、首次有效延期、最后一次重新办理确定。',
      'Tickets that are closed now, not after their due time: the one given or by the rules, then holds, the first valid extension, the last reopening.',
    ],
    { labels: byUnit },
  ),
  closed_late: definition(
    'ticket',
    'created',
    ['逾期办结', 'Closed late'],
    ['目前已办结且办结时间晚于期限的工单。', 'Tickets that are closed now, after their due time.'],
    { labels: [['nature'], ['nature', 'unit'], ...byUnit] },
  ),
  closed_due_unknown: definition(
    'ticket',
    'created',
    ['到期未知的办结', 'Closed, due unknown'],
    [
      '目前已办结而期限不明的工单:规则未给期限,或需要尚未公布的工作日历。',
      'Tickets that are closed now and whose due time is unknown: no rule gives one, or it needs a calendar that is not published.',
    ],
    { labels: byUnit },
  ),
  first_closed_on_time: definition(
    'ticket',
    'created',
    ['首次按期办结', 'First closed on time'],
    [
      '首次办结不晚于(不计重新办理的)期限的工单。',
      'Tickets whose first closing was not after the due time that held without reopenings.',
    ],
  ),
  flow_closed: definition(
    'ticket',
    'closed',
    ['期内办结', 'Closed in the period'],
    ['办结时间在本期内的工单,不论何时形成。', 'Tickets whose closing falls in the period, whenever they were created.'],
  ),
  flow_closed_late: definition(
    'ticket',
    'closed',
    ['期内逾期办结', 'Closed late in the period'],
    [
      '办结时间在本期内且晚于期限的工单,不论何时形成。',
      'Tickets whose closing falls in the period, after their due time, whenever they were created.',
    ],
  ),
  reply_working_days: definition(
    'ticket',
    'created',
    ['回复工作日', 'Working days to reply'],
    [
      '已回复工单的回复工作日数之和:形成日之后、至回复日(否则办结日)为止的工作日。',
      'Working days after the day of creation up to that of the reply (else the closing), added up over replied tickets.',
    ],
    { adds: 'working days' },
  ),
  replied: definition(
    'ticket',
    'created',
    ['已回复', 'Replied'],
    [
      '目前已办结且回复工作日数可知的工单。',
      'Tickets that are closed now and whose working days to the reply are known.',
    ],
  ),
  rated: definition(
    'ticket',
    'created',
    ['已评价', 'Rated'],
    [
      '目前已办结、回访到且有评价结果的工单;未评价的不计。',
      'Tickets that are closed now, whose citizen was reached and gave a result; unrated ones do not count.',
    ],
    { labels: [['topic'], ['unit']] },
  ),
  satisfied: definition(
    'ticket',
    'created',
    ['满意', 'Satisfied'],
    ['已评价中结果为满意或基本满意的工单。', 'Rated tickets with the result satisfied or mostly satisfied.'],
    { labels: [['topic'], ['unit']] },
  ),
  extended: definition(
    'ticket',
    'created',
    ['延期', 'Extended'],
    [
      '有一次延期生效的工单:最早批准的那次,且不晚于延期前的期限批准。',
      'Tickets with an extension that counts: the one approved first, and not after the due time before it.',
    ],
  ),
  reopened: definition(
    'ticket',
    'created',
    ['重办', 'Reopened'],
    ['曾经或正在重新办理的工单。', 'Tickets that were reopened, or are open again.'],
  ),
  repeated: definition(
    'ticket',
    'created',
    ['重复', 'Repeated'],
    ['注明重复另一工单的工单。', 'Tickets that say which other one they repeat.'],
  ),
  open: definition(
    'ticket',
    'open',
    ['在办', 'Open'],
    ['截至该时刻尚未办结的工单。', 'Tickets that are not closed as of the instant.'],
    { labels: [['unit']] },
  ),
  open_overdue: definition(
    'ticket',
    'open',
    ['逾期未结', 'Open and overdue'],
    [
      '在办且期限早于该时刻的工单;暂停中的不算逾期。',
      'Open tickets whose due time is before the instant; one on hold is not overdue.',
    ],
    { labels: [['unit']] },
  ),
  open_due_unknown: definition(
    'ticket',
    'open',
    ['在办到期未知', 'Open, due unknown'],
    ['在办而期限不明的工单。', 'Open tickets whose due time is unknown.'],
    { labels: [['unit']] },
  ),
  open_not_due: definition(
    'ticket',
    'open',
    ['在办未到期', 'Open, not yet due'],
    ['在办而未逾期、期限可知(或暂停中)的工单。', 'Open tickets that are not overdue, their due time known or on hold.'],
    { labels: [['unit']] },
  ),
  open_due_within_1wd: definition(
    'ticket',
    'open',
    ['一个工作日内到期', 'Due within a working day'],
    [
      '在办且期限在该时刻与下一工作日 24:00 之间的工单。',
      'Open tickets due between the instant and 24:00 of the next working day.',
    ],
    { labels: [['unit']] },
  ),
} as const satisfies Readonly<Record<string, CounterDefinition>>;
