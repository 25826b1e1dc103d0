import { type CounterDefinition, definition } from './counter-definition.js';

/** What counts contacts, in words: kpi.md section 3 is their source, contribution.ts counts them. */
export const contactCounters = {
  contacts: definition(
    'contact',
    'received',
    ['受理总量', 'Contacts'],
    [
      '市民来电来信一件计一件;呼出、无效(骚扰、误拨、静音、测试)和已撤销的不计。',
      'Calls and letters of citizens. Outbound, invalid (harassment, misdialled, silent, test) and retracted ones do not count.',
    ],
    { labels: [['channel']], fine: true },
  ),
  contacts_excluded: definition(
    'contact',
    'received',
    ['不计入', 'Not counted'],
    [
      '不计入受理的来电来信:呼出的,或无效的(骚扰、误拨、静音、测试);呼出先于无效。',
      'Contacts that are not counted: outbound, or invalid (harassment, misdialled, silent, test); outbound goes before invalid.',
    ],
    { labels: [['reason']], total: false },
  ),
  answered: definition(
    'contact',
    'received',
    ['接通', 'Answered'],
    [
      '受理中已接通的;来信由报送方记为接通。仍在振铃的来电按未接通计,待更正。',
      'Contacts that were answered; letters are, as their source says. A call that still rings is not, until its source corrects it.',
    ],
    { labels: [['channel'], ['category'], ['region'], ['topic']], fine: true },
  ),
  direct: definition(
    'contact',
    'received',
    ['直接解答', 'Answered directly'],
    [
      '已接通且没有(未撤销的)工单的;工单晚到时自动移出。',
      'Answered contacts without a ticket (retracted ones aside); one whose ticket comes later leaves by itself.',
    ],
  ),
  contacts_with_ticket: definition(
    'contact',
    'received',
    ['形成工单的来电', 'Became tickets'],
    ['已接通且至少有一张(未撤销的)工单的。', 'Answered contacts with a ticket that is not retracted.'],
  ),
  unanswered_with_ticket: definition(
    'contact',
    'received',
    ['未接通而有工单', 'Not answered, with ticket'],
    ['未接通却有(未撤销的)工单的。', 'Contacts that were not answered, but have a ticket.'],
  ),
  abandoned: definition(
    'contact',
    'received',
    ['放弃', 'Abandoned'],
    ['未接通且记有放弃时间的。', 'Contacts that were not answered and say when they were abandoned.'],
    { labels: [['channel']], fine: true },
  ),
  waited: definition(
    'contact',
    'received',
    ['有等待时长的来电', 'Calls with a known wait'],
    [
      '已接通的电话中等待时长可知的:给出的秒数,否则为接通时间减排队(或来电)时间;为负视为不明。',
      'Answered calls by phone whose wait is known: the seconds given, else answered minus queued (or received); a negative one is unknown.',
    ],
    { fine: true },
  ),
  waited_within_15s: definition(
    'contact',
    'received',
    ['15 秒内接通', 'Answered within 15 s'],
    ['有等待时长的来电中等待不超过 15 整秒的。', 'Calls with a known wait of at most 15 whole seconds.'],
    { fine: true },
  ),
  wait_seconds: definition(
    'contact',
    'received',
    ['等待秒数', 'Seconds waited'],
    ['有等待时长的来电的等待整秒数之和。', 'The whole seconds that calls with a known wait waited, added up.'],
    { adds: 'seconds', fine: true },
  ),
} as const satisfies Readonly<Record<string, CounterDefinition>>;
