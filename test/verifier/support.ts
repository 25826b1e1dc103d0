import { type HotlineEvent, natures, parseEvent } from '../../src/domain/events.js';
import { type Instant, parseInstant } from '../../src/domain/instant.js';
import { recompute } from '../../src/verifier/recompute.js';
import type { NaiveContext, NaiveFigures, NaiveIndicator, NaiveTerm } from '../../src/verifier/types.js';

/** A local time such as `06-11 09:30` of 2021, or with another year in front, at +08:00. */
export function local(text: string): string {
  const [date = '', time = '00:00'] = text.split(' ');
  const clock = time.split(':').length === 2 ? `${time}:00` : time;
  return `${date.length === 5 ? `2021-${date}` : date}T${clock}+08:00`;
}

export function at(text: string): Instant {
  const instant = parseInstant(text.includes('T') ? text : local(text));
  if (instant === null) throw new Error(`not an instant: ${text}`);
  return instant;
}

type Fields = Record<string, unknown>;
type Envelope = { id?: string; source?: string; time?: string };

function event(type: string, data: Fields, envelope: Envelope): HotlineEvent {
  const time = local('2021-01-01');
  return parseEvent({ specversion: '1.0', id: 'e', source: 'test', time, ...envelope, type, data });
}

export const call = (contactId: string, fields: Fields = {}, envelope: Envelope = {}): HotlineEvent =>
  event(
    'hotline.call-received.v1',
    { contactId, receivedAt: local('06-10 09:00'), channel: 'phone', answered: true, ...fields },
    envelope,
  );

/** `name` is `contactId/ticketId`. */
export const ticket = (name: string, fields: Fields = {}, envelope: Envelope = {}): HotlineEvent =>
  event(
    'hotline.ticket-created.v1',
    { ...ids(name), createdAt: local('06-11 09:00'), nature: 'help', ...fields },
    envelope,
  );

export const closing = (
  name: string,
  closedAt: string | null,
  fields: Fields = {},
  envelope: Envelope = {},
): HotlineEvent =>
  event(
    'hotline.ticket-closed.v1',
    { ...ids(name), closedAt: closedAt === null ? null : local(closedAt), ...fields },
    envelope,
  );

export const retracted = (type: 'call-received' | 'ticket-created' | 'ticket-closed', name: string, rev: number) =>
  event(`hotline.${type}.v1`, { ...ids(name), deleted: true, rev }, {});

function ids(name: string): Fields {
  const [contactId, ticketId] = name.split('/');
  return { contactId, ...(ticketId !== undefined && { ticketId }) };
}

const span = (month: number, first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, i) => day(month, first + i));
const day = (month: number, date: number) => `2021-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;

/** The days of kpi.md section 5. */
const offDays = [
  ...span(1, 1, 3),
  ...span(2, 11, 17),
  ...span(4, 3, 5),
  ...span(5, 1, 5),
  ...span(6, 12, 14),
  ...span(9, 19, 21),
  ...span(10, 1, 7),
];
const makeUpDays = [day(2, 7), day(2, 20), day(4, 25), day(5, 8), day(9, 18), day(9, 26), day(10, 9)];

/** The defaults of kpi.md section 5 step 1, consultation and other natures in working days. */
export function terms(consultation = 1, others = 5): Record<string, Record<string, NaiveTerm>> {
  return Object.fromEntries(
    natures.map((nature) => [
      nature,
      {
        normal: { workingDays: nature === 'consultation' ? consultation : others },
        urgent: { clockHours: 24 },
        critical: { clockHours: 2 },
      },
    ]),
  );
}

/** asOf: the June report's cut-off. */
export const context: NaiveContext = {
  timeZone: 'Asia/Shanghai',
  asOf: at('07-13'),
  rules: [{ validFrom: null, terms: terms() }],
  officialYears: [2021],
  offDays,
  makeUpDays,
  unitKinds: new Map([
    ['hanbin', 'county'],
    ['town', 'township'],
    ['housing', 'department'],
    ['city-investment', 'enterprise'],
  ]),
};

export const june = (events: readonly HotlineEvent[], changed: Partial<NaiveContext> = {}): NaiveFigures =>
  recompute(events, 'month:2021-06', { ...context, ...changed });

export const counters = (figures: NaiveFigures): Record<string, number> => Object.fromEntries(figures.counters);

/** The counters of `names`, absent ones as 0. */
export const pick = (figures: NaiveFigures, ...names: string[]): number[] =>
  names.map((name) => figures.counters.get(name) ?? 0);

export function indicator(
  figures: NaiveFigures,
  id: string,
  labels: Record<string, string> = {},
  against?: 'previous' | 'lastYear',
): NaiveIndicator | undefined {
  const wanted = JSON.stringify(Object.entries(labels).sort());
  return figures.indicators.find(
    (one) => one.id === id && one.against === against && JSON.stringify(Object.entries(one.labels).sort()) === wanted,
  );
}
