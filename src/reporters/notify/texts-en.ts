import type { AlertCondition, AlertKind, ConditionKind, TicketAlertKind } from '../../domain/alert.js';
import { durationParts } from './durations.js';
import type { Texts } from './texts.js';

/** English: the same facts in the same order as texts-zh.ts. */

const kinds: Readonly<Record<AlertKind, string>> = {
  'ticket-near-due': 'Near due',
  'ticket-due-soon': 'Due soon',
  'ticket-overdue': 'Overdue',
  'ticket-still-overdue': 'Still overdue',
  'ticket-closed-late': 'Closed late',
  'ticket-reopened': 'Reopened',
  'ticket-settled': 'Settled',
  'connection-rate-low': 'Connection rate low',
  'abandonment-rate-high': 'Abandonment rate high',
  'answered-in-15s-rate-low': 'Answered within 15 s low',
  'unit-backlog': 'Backlog',
  'identity-violated': 'Figures contradict each other',
  'calendar-missing': 'Calendar missing',
  'stream-stalled': 'Stream stalled',
  'stream-lagging': 'Processing behind',
  'dead-letters-rising': 'Dead letters rising',
  revised: 'Final month revised',
};

const ticketActions: Readonly<Record<TicketAlertKind, (due: string | null) => string>> = {
  'ticket-near-due': () => 'Please deal with it; ask for an extension before it is due if one is needed.',
  'ticket-due-soon': (due) => `Please close it by ${due ?? 'its due time'}, or ask for an extension.`,
  'ticket-overdue': () => 'It counts as overdue: please deal with it now and answer the citizen.',
  'ticket-still-overdue': () => 'Please close it now; supervisors, please follow up.',
  'ticket-closed-late': () => 'Nothing left to do; please check why it was late.',
  'ticket-reopened': (due) => `Please deal with it again${due === null ? '' : `, by ${due}`}.`,
  'ticket-settled': () => 'What was told of it before has ended; nothing to do.',
};
const conditionActions: Readonly<Record<ConditionKind, string>> = {
  'connection-rate-low': 'Please put more agents on duty.',
  'abandonment-rate-high': 'Please put more agents on duty: callers wait too long.',
  'answered-in-15s-rate-low': 'Please put more agents on duty: callers wait too long.',
  'unit-backlog': 'Please urge the unit on.',
  'identity-violated': 'Please check with pulse verify.',
  'calendar-missing': 'Please add the published holidays to calendar.yaml, or due times stay unknown.',
  'stream-stalled': 'Please check the interface of the call system.',
  'stream-lagging': 'Please check the processors, the log and the store: figures and alerts are late.',
  'dead-letters-rising': 'Please check the data of the source; pulse status shows what was refused.',
};

const windows: Readonly<Record<string, string>> = { '15m': ' of the last 15 minutes', '24h': ' of the last 24 hours' };
const rate = (c: AlertCondition): string =>
  (c.value === null ? 'unknown' : `${c.value} %`) +
  (c.numerator === undefined || c.denominator === undefined ? '' : ` (${c.numerator}/${c.denominator})`);
const windowOf = (c: AlertCondition): string => windows[c.labels['window'] ?? ''] ?? '';
const beyond = (c: AlertCondition, word: string, unit: string): string =>
  c.threshold === null ? '' : `, ${word} ${c.threshold}${unit}`;
const minutes = (c: AlertCondition): string => (c.value === null ? 'a long time' : count(Number(c.value), 'minute'));
const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
/** Which of several it is, where labels say so: ` (calls, partition 3)`. */
function where(c: AlertCondition, name: (label: string) => string): string {
  const parts = [
    ...(c.labels['topic'] === undefined ? [] : [name('topic')]),
    ...(c.labels['partition'] === undefined ? [] : [`partition ${name('partition')}`]),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

type Fact = (c: AlertCondition, name: (label: string) => string, over: boolean) => string;
const facts: Readonly<Record<ConditionKind, Fact>> = {
  'connection-rate-low': (c, _, over) =>
    `connection rate${windowOf(c)} ${rate(c)}${over ? '' : beyond(c, 'below', ' %')}`,
  'abandonment-rate-high': (c, _, over) =>
    `abandonment rate${windowOf(c)} ${rate(c)}${over ? '' : beyond(c, 'above', ' %')}`,
  'answered-in-15s-rate-low': (c, _, over) =>
    `answered within 15 s${windowOf(c)} ${rate(c)}${over ? '' : beyond(c, 'below', ' %')}`,
  'unit-backlog': (c, name, over) =>
    `${name('unit')}: ${c.value ?? '–'} open tickets${over ? '' : beyond(c, 'more than', '')}`,
  'identity-violated': (c, name, over) =>
    `${name('identity')} ${over ? 'holds again' : `does not hold${c.value === null ? '' : `, off by ${c.value}`}`}`,
  'calendar-missing': (_, name, over) => `official calendar of ${name('year')} ${over ? 'is known' : 'is not known'}`,
  'stream-stalled': (c, name, over) =>
    over ? `records come again${where(c, name)}` : `no new record for ${minutes(c)}${where(c, name)}`,
  'stream-lagging': (c, name, over) =>
    over
      ? `processing has caught up${where(c, name)}`
      : `processing is ${minutes(c)} behind${where(c, name)}${beyond(c, 'more than', '')}`,
  'dead-letters-rising': (c, _, over) =>
    over ? 'dead letters rise no more' : `${c.value ?? '–'} new dead letters${beyond(c, 'more than', '')}`,
};

export const textsEn: Texts = {
  kinds,
  duration: (ms) =>
    durationParts(ms)
      .map(([unit, n]) => count(n, unit))
      .join(' ') || 'less than a minute',
  overdueFor: (d) => `overdue for ${d}`,
  left: (d) => `${d} left`,
  closedLateBy: (d) => `closed ${d} late`,
  closedInTime: 'closed in time',
  settled: 'need not be closed any more',
  dueUnknown: 'due time unknown',
  unknown: 'unknown',
  unassigned: 'no unit',
  ticketTitle: (kind, unit, id, standing, t) => {
    const percent =
      kind === 'ticket-near-due' && t.percent !== undefined ? ` (${t.percent} % of the time has passed)` : '';
    const day = kind === 'ticket-still-overdue' && t.day !== undefined ? ` (working day ${t.day})` : '';
    const again = kind === 'ticket-reopened' ? `reopened (${Math.max(1, t.reopenings)}), ` : '';
    return `[${kinds[kind]}] ${unit}: ticket ${id} ${again}${standing}${percent}${day}`;
  },
  fields: {
    nature: 'Nature', due: 'Due', created: 'Created', region: 'Region', summary: 'Summary', since: 'Since', detail: 'Detail',
  }, // biome-ignore format: a table
  confidential: 'Confidential: see the ticket system for what it is about',
  confidentialMark: 'confidential',
  ticketAction: (kind, due) => ticketActions[kind](due),
  condition: (kind, c, name, over) => facts[kind](c, name, over),
  lasted: (fact, lasted) => `${fact}, lasted ${lasted}`,
  ended: (kind, why, c) =>
    why === 'unwatched'
      ? `[No longer watched] ${kinds[kind]}`
      : `[Over: too few contacts] ${kinds[kind]}: for a whole day the rate${windowOf(c)} had too few contacts to judge by`,
  conditionTitle: (kind, fact, over) => `[${over ? `Over: ${kinds[kind]}` : kinds[kind]}] ${fact}`,
  conditionAction: (kind, over) => (over ? 'Nothing to do.' : conditionActions[kind]),
  revisedTitle: (r) =>
    `[${kinds.revised}] month ${r.month}, revision ${r.revision}: ${count(r.changed, 'figure')} changed`,
  revisedCauses: (r) =>
    `${count(r.causes, 'late event')}${r.tickets.length === 0 ? '' : `; tickets ${r.tickets.join(', ')}${r.causes > r.tickets.length ? ' and others' : ''}`}`,
  revisedAction: (r) =>
    `Look at pulse diff ${r.month} r${r.revision - 1} r${r.revision}; sign the report again if it is to be published.`,
  openTicket: 'Open the ticket',
  openDashboard: 'Open the dashboard',
  colon: ': ',
  comma: ', ',
  digestTitle: (unit, { tickets, overdue }, worst) => {
    const what =
      overdue === tickets
        ? `${count(tickets, 'ticket')} overdue`
        : `${count(tickets, 'ticket')} to look at${overdue === 0 ? '' : `, ${overdue} overdue`}`;
    return `[Digest] ${unit === null ? '' : `${unit}: `}${what}${worst === null ? '' : `, the worst for ${worst.duration} (${worst.ticketId})`}`;
  },
  kindCount: (kind, n) => `${kind}: ${n}`,
  digestHead: ['Ticket', 'Nature', 'Due', 'Late or left'],
  digestAction: 'Please take them in the order of their due times; close what is overdue now.',
  sample: 'Test message, nothing to do',
};
