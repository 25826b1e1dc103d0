import { describe, expect, test } from '@jest/globals';
import { Contribution, unitGroupOf, type ViewContext } from '../../src/domain/contribution.js';
import type { HotlineEvent } from '../../src/domain/events.js';
import { zoneOf } from '../../src/domain/zone.js';
import { bucketsOf, casesOf, context, forEver, plain } from '../support/counts.js';
import { at, call, closing, local, retracted, ticket } from '../verifier/support.js';

/**
 * Each counter of kpi.md section 3 by cases made by hand, whole buckets compared, so that a counter too many is found as
 * well as one too few: contacts, waits, tickets, units, closings, then the zone's edges, the grains and the due index.
 * Dates are of June 2021 in Ankang, where 06-12 to 06-14 are holidays.
 */

type Counters = Record<string, number>;
const buckets = (events: HotlineEvent[], given?: Parameters<typeof bucketsOf>[1]): Record<string, Counters> =>
  plain(bucketsOf(casesOf(events).values(), given));
const bucket = (events: HotlineEvent[], name: string): Counters => buckets(events)[name] ?? {};
const june = (...events: HotlineEvent[]): Counters => bucket(events, 'month:2021-06');
const units = (...events: HotlineEvent[]): Counters => bucket(events, 'units:2021-06');
/** Without the counters that one plain ticket or call has anyway. */
function beyond(all: Counters, base: Counters): Counters {
  const names = new Set([...Object.keys(all), ...Object.keys(base)]);
  const moved = [...names].map((name) => [name, (all[name] ?? 0) - (base[name] ?? 0)] as const);
  return Object.fromEntries(moved.filter(([, n]) => n !== 0));
}

describe('contacts', () => {
  const answered = { channel: 'wechat', category: '交通', region: '汉滨区', topics: ['疫情', '供水'] };

  test('answered: by channel, category, region and every topic; direct without a ticket', () => {
    expect(june(call('c', answered))).toEqual({
      contacts: 1,
      'contacts{channel=wechat}': 1,
      answered: 1,
      'answered{channel=wechat}': 1,
      'answered{category=交通}': 1,
      'answered{region=汉滨区}': 1,
      'answered{topic=疫情}': 1,
      'answered{topic=供水}': 1,
      direct: 1,
    });
  });

  test('answered and with a ticket: not direct any more, whichever comes first, however many', () => {
    const events = [ticket('c/t1'), call('c', answered), ticket('c/t2')];
    for (const list of [events, events.toReversed()]) {
      expect(june(...list)).toMatchObject({ contacts_with_ticket: 1, tickets: 2 });
      expect(june(...list)).not.toHaveProperty('direct');
    }
  });

  test('direct again when the tickets are retracted; a closing alone is no ticket', () => {
    expect(june(call('c'), ticket('c/t'), retracted('ticket-created', 'c/t', 1))).toMatchObject({ direct: 1 });
    expect(june(call('c'), closing('c/t', '06-11 10:00'))).toMatchObject({ direct: 1 });
  });

  test('not answered: none of the answered counters; abandoned only when the event says so', () => {
    const missed = { ...answered, answered: false };
    expect(june(call('c', missed))).toEqual({ contacts: 1, 'contacts{channel=wechat}': 1 });
    expect(june(call('c', { ...missed, abandonedAt: local('06-10 09:01') }))).toEqual({
      contacts: 1,
      'contacts{channel=wechat}': 1,
      abandoned: 1,
      'abandoned{channel=wechat}': 1,
    });
  });

  test('answered after all: an abandonedAt counts for nothing', () => {
    expect(june(call('c', { abandonedAt: local('06-10 09:01') }))).not.toHaveProperty('abandoned');
  });

  test('not answered, with a ticket', () => {
    expect(june(call('c', { answered: false }), ticket('c/t'))).toMatchObject({
      unanswered_with_ticket: 1,
      tickets: 1,
    });
    expect(june(call('c', { answered: false }), ticket('c/t'))).not.toHaveProperty('orphan_tickets');
  });

  test.each([
    [{ direction: 'outbound' }, 'outbound'],
    [{ direction: 'outbound', invalid: 'test' }, 'outbound'],
    [{ direction: 'inbound', invalid: 'harassment' }, 'harassment'],
    [{ invalid: 'misdial' }, 'misdial'],
    [{ invalid: 'silent' }, 'silent'],
    [{ invalid: 'test' }, 'test'],
  ])('%j is in contacts_excluded{reason=%s} and nowhere else, at no finer grain than the day', (fields, reason) => {
    const name = `contacts_excluded{reason=${reason}}`;
    expect(buckets([call('c', { ...answered, ...fields })])).toEqual({
      'month:2021-06': { [name]: 1 },
      'day:2021-06-10': { [name]: 1 },
    });
  });

  test('inbound said or not is the same', () => {
    expect(june(call('c', { direction: 'inbound' }))).toEqual(june(call('c')));
  });

  test('a ticket counts whatever its contact is; only an unseen or deleted one makes it an orphan', () => {
    const excluded = june(call('c', { invalid: 'test' }), ticket('c/t'));
    expect(excluded).toMatchObject({ tickets: 1, 'contacts_excluded{reason=test}': 1 });
    expect(excluded).not.toHaveProperty('orphan_tickets');
    expect(june(ticket('c/t'), ticket('c/t2'))).toMatchObject({ tickets: 2, orphan_tickets: 2 });
    const deleted = june(call('c'), retracted('call-received', 'c', 1), ticket('c/t'));
    expect(deleted).toMatchObject({ tickets: 1, orphan_tickets: 1 });
    expect(deleted).not.toHaveProperty('contacts');
  });

  test('a retracted contact is nowhere', () => {
    expect(buckets([call('c', answered), retracted('call-received', 'c', 1)])).toEqual({});
  });
});

describe('waits of answered phone contacts', () => {
  const clock = (s: string): string => local(`06-10 09:00:${s}`);
  test.each<[string, Record<string, unknown>, Counters]>([
    [
      'answeredAt − queuedAt, whole seconds cut',
      { queuedAt: clock('10'), answeredAt: clock('25.999') },
      { waited: 1, waited_within_15s: 1, wait_seconds: 15 },
    ],
    ['16 is not within 15', { queuedAt: clock('10'), answeredAt: clock('26') }, { waited: 1, wait_seconds: 16 }],
    [
      'answeredAt − receivedAt where nothing was queued',
      { answeredAt: clock('07') },
      { waited: 1, waited_within_15s: 1, wait_seconds: 7 },
    ],
    [
      'waitSeconds before both',
      { waitSeconds: 40.9, queuedAt: clock('10'), answeredAt: clock('11') },
      { waited: 1, wait_seconds: 40 },
    ],
    ['a wait of 0 counts and adds nothing', { waitSeconds: 0 }, { waited: 1, waited_within_15s: 1, wait_seconds: 0 }],
    ['negative is unknown', { waitSeconds: -1 }, {}],
    ['negative by a fraction too', { waitSeconds: -0.5 }, {}],
    ['and hides no other', { waitSeconds: -1, answeredAt: clock('07') }, {}],
    ['answered before queued is unknown', { queuedAt: clock('10'), answeredAt: clock('09.999') }, {}],
    ['neither known', { queuedAt: clock('10') }, {}],
    ['not a phone', { channel: 'wechat', waitSeconds: 3 }, {}],
    ['not answered', { answered: false, waitSeconds: 3 }, {}],
  ])('%s', (_, fields, expected) => {
    const counters = june(call('c', fields));
    expect(Object.fromEntries(Object.entries(counters).filter(([name]) => name.startsWith('wait')))).toEqual(expected);
  });
});

describe('tickets', () => {
  const one = june(call('c'), ticket('c/t'));

  test('a plain one', () => {
    expect(beyond(one, june(call('c')))).toEqual({
      direct: -1,
      contacts_with_ticket: 1,
      tickets: 1,
      'tickets{nature=help}': 1,
      'tickets{urgency=normal}': 1,
      'tickets{unit_kind=unknown}': 1,
      'tickets{unit_group=unknown}': 1,
    });
    expect(units(call('c'), ticket('c/t'))).toEqual({ 'tickets{unit=unassigned}': 1 });
  });

  test('by nature, urgency, region, category, topic: its own, nothing inherited from the contact', () => {
    const fields = {
      nature: 'complaint',
      urgency: 'critical',
      region: '旬阳',
      category: '供水类',
      topics: ['供水', '疫情'],
    };
    const counters = june(call('c', { category: 'x', region: 'y', topics: ['z'] }), ticket('c/t', fields));
    expect(Object.keys(counters).filter((name) => name.startsWith('tickets'))).toEqual([
      'tickets',
      'tickets{nature=complaint}',
      'tickets{urgency=critical}',
      'tickets{region=旬阳}',
      'tickets{category=供水类}',
      'tickets{topic=供水}',
      'tickets{topic=疫情}',
      'tickets{unit_kind=unknown}',
      'tickets{unit_group=unknown}',
    ]);
  });

  test('a topic said twice counts once', () => {
    expect(june(ticket('c/t', { topics: ['疫情', '疫情'] }))).toMatchObject({ 'tickets{topic=疫情}': 1 });
  });

  test('repeated, praise by unit', () => {
    const praised = [call('c'), ticket('c/t', { nature: 'praise', unit: { code: 'hanbin' }, repeatOf: 't0' })];
    expect(june(...praised)).toMatchObject({ repeated: 1, 'tickets{nature=praise}': 1 });
    expect(units(...praised)).toEqual({ 'tickets{unit=hanbin}': 1, 'praise{unit=hanbin}': 1 });
  });

  test('extended: only by an extension that counts (approved in time)', () => {
    const extended = (approvedAt: string): Counters =>
      june(ticket('c/t', { extensions: [{ approvedAt: local(approvedAt), newDueAt: local('07-30') }] }));
    expect(extended('06-21 23:59')).toMatchObject({ extended: 1 });
    expect(extended('06-22 00:01')).not.toHaveProperty('extended');
  });

  test('a retracted ticket is nowhere, closing included', () => {
    const events = [call('c'), ticket('c/t'), closing('c/t', '06-11 10:00'), retracted('ticket-created', 'c/t', 1)];
    expect(buckets(events)).toEqual(buckets([call('c')]));
  });

  test('a closing of another contact, or before its ticket, counts for nothing', () => {
    expect(buckets([closing('c/t', '06-11 10:00')])).toEqual({});
    expect(june(call('c'), ticket('c/t'), closing('d/t', '06-11 10:00'))).toEqual(one);
  });
});

describe('the unit of a ticket', () => {
  test.each<[string, Record<string, unknown> | undefined, string, string, string]>([
    ['kind by the catalogue', { code: 'hanbin' }, 'hanbin', 'county', 'county'],
    ['township', { code: 'town' }, 'town', 'township', 'county'],
    ['department', { code: 'housing' }, 'housing', 'department', 'department'],
    ['enterprise', { code: 'city-investment' }, 'city-investment', 'enterprise', 'department'],
    ['the event before the catalogue', { code: 'hanbin', kind: 'enterprise' }, 'hanbin', 'enterprise', 'department'],
    ['neither says', { code: 'new' }, 'new', 'unknown', 'unknown'],
    ['the event alone', { code: 'new', kind: 'township' }, 'new', 'township', 'county'],
    ['not dispatched yet', undefined, 'unassigned', 'unknown', 'unknown'],
    ['a code with the signs of a name', { code: 'a=b,{c}%' }, 'a%3Db%2C%7Bc%7D%25', 'unknown', 'unknown'],
    ['a code like a member of the prototype', { code: 'constructor' }, 'constructor', 'unknown', 'unknown'],
  ])('%s', (_, unit, code, kind, group) => {
    const events = [
      ticket('c/t', { unit }),
      closing('c/t', '06-11 10:00', { satisfaction: { result: 'satisfied' }, unit: { code: 'other' } }),
    ];
    expect(june(...events)).toMatchObject(
      Object.fromEntries(
        ['tickets', 'closed', 'closed_on_time'].flatMap((m) => [
          [`${m}{unit_kind=${kind}}`, 1],
          [`${m}{unit_group=${group}}`, 1],
        ]),
      ),
    );
    // The unit in the closing is shown, never counted.
    expect(units(...events)).toEqual(
      Object.fromEntries(
        ['tickets', 'closed', 'closed_on_time', 'rated', 'satisfied'].map((m) => [`${m}{unit=${code}}`, 1]),
      ),
    );
  });

  test('everything moves to the unit of the winning version', () => {
    const events = [
      ticket('c/t', { unit: { code: 'hanbin' } }),
      closing('c/t', '06-11 10:00'),
      ticket('c/t', { unit: { code: 'housing' }, rev: 1 }),
    ];
    expect(Object.keys(units(...events))).toEqual([
      'tickets{unit=housing}',
      'closed{unit=housing}',
      'closed_on_time{unit=housing}',
    ]);
  });

  test('groups', () => {
    expect(['county', 'township', 'department', 'enterprise', 'unknown'].map(unitGroupOf)).toEqual([
      'county', 'county', 'department', 'department', 'unknown',
    ]); // biome-ignore format: one line
  });
});

describe('closings', () => {
  const open = june(ticket('c/t', { topics: ['疫情'], unit: { code: 'housing' } }));
  /** What a closing adds to a help ticket of 06-11 09:00 (due 06-21 24:00) of `housing` on 疫情. */
  const adds = (
    closedAt: string | null,
    fields: Record<string, unknown> = {},
    of: Record<string, unknown> = {},
  ): Counters =>
    beyond(
      june(ticket('c/t', { topics: ['疫情'], unit: { code: 'housing' }, ...of }), closing('c/t', closedAt, fields)),
      open,
    );

  test('in time: at 24:00 of the last day, the last instant that is', () => {
    expect(adds('06-22 00:00', { outcome: 'resolved' })).toEqual({
      closed: 1,
      'closed{topic=疫情}': 1,
      'closed{outcome=resolved}': 1,
      'closed{unit_kind=department}': 1,
      'closed{unit_group=department}': 1,
      closed_on_time: 1,
      'closed_on_time{unit_kind=department}': 1,
      'closed_on_time{unit_group=department}': 1,
      first_closed_on_time: 1,
      flow_closed: 1,
      replied: 1,
      // 06-15, 16, 17, 18, 21, 22: 24:00 of 06-21 is a time of 06-22.
      reply_working_days: 6,
    });
  });

  test('late: a millisecond later; by nature, by nature and unit', () => {
    expect(adds('06-22 00:00:00.001')).toEqual({
      closed: 1,
      'closed{topic=疫情}': 1,
      'closed{unit_kind=department}': 1,
      'closed{unit_group=department}': 1,
      closed_late: 1,
      'closed_late{unit_kind=department}': 1,
      'closed_late{unit_group=department}': 1,
      'closed_late{nature=help}': 1,
      flow_closed: 1,
      flow_closed_late: 1,
      replied: 1,
      reply_working_days: 6,
    });
    expect(units(ticket('c/t', { unit: { code: 'housing' } }), closing('c/t', '06-23'))).toEqual({
      'tickets{unit=housing}': 1,
      'closed{unit=housing}': 1,
      'closed_late{unit=housing}': 1,
      'closed_late{nature=help,unit=housing}': 1,
    });
  });

  test('due unknown: neither in time nor late, by unit kind, group and unit too', () => {
    const events = [
      ticket('c/t', { createdAt: '2099-06-11T09:00:00+08:00' }),
      closing('c/t', null, { closedAt: '2099-06-12T09:00:00+08:00' }),
    ];
    expect(bucket(events, 'month:2099-06')).toMatchObject({
      closed: 1,
      closed_due_unknown: 1,
      'closed_due_unknown{unit_kind=unknown}': 1,
      'closed_due_unknown{unit_group=unknown}': 1,
      flow_closed: 1,
    });
    for (const name of [
      'replied',
      'reply_working_days',
      'first_closed_on_time',
      'closed_on_time',
      'closed_late',
      'flow_closed_late',
    ]) {
      expect(bucket(events, 'month:2099-06')).not.toHaveProperty(name);
    }
    expect(bucket(events, 'units:2099-06')).toMatchObject({ 'closed_due_unknown{unit=unassigned}': 1 });
  });

  test('flow counts in the month and on the day of the closing, cohorts in those of the creation', () => {
    const late = buckets([ticket('c/t'), closing('c/t', '07-05 10:00')]);
    expect(late['month:2021-07']).toEqual({ flow_closed: 1, flow_closed_late: 1 });
    expect(late['day:2021-07-05']).toEqual({ flow_closed: 1, flow_closed_late: 1 });
    expect(late['month:2021-06']).toMatchObject({ closed: 1, closed_late: 1 });
    expect(late['day:2021-06-11']).toMatchObject({ closed: 1, closed_late: 1 });
    expect(late['month:2021-06']).not.toHaveProperty('flow_closed');
  });

  test.each<[string, Record<string, unknown>, string, number]>([
    ['to the reply, not the closing', { repliedAt: local('06-15 08:00') }, '06-18 10:00', 1],
    ['holidays do not count', {}, '06-14 10:00', 0],
    ['nor does the day of creation', {}, '06-11 10:00', 0],
    ['a reply before the creation is 0', { repliedAt: local('06-01') }, '06-18 10:00', 0],
  ])('reply time: %s', (_, fields, closedAt, days) => {
    const { replied, reply_working_days } = adds(closedAt, fields);
    expect([replied, reply_working_days ?? 0]).toEqual([1, days]);
  });

  test('reopened and closed again: closed, reopened; the first closing decides first_closed_on_time', () => {
    const reopenings = [{ at: local('06-25') }];
    const again = adds('06-28 10:00', { firstClosedAt: local('06-20'), reopenings });
    expect(again).toMatchObject({ closed: 1, reopened: 1, first_closed_on_time: 1, closed_on_time: 1 });
    expect(adds('06-28 10:00', { firstClosedAt: local('06-22 09:00'), reopenings })).not.toHaveProperty(
      'first_closed_on_time',
    );
  });

  test('open again: reopened, in none of the closed counters; its first closing still counts', () => {
    expect(adds(null)).toEqual({ reopened: 1 });
    const said = {
      firstClosedAt: local('06-20'),
      outcome: 'resolved',
      satisfaction: { result: 'satisfied' },
      repliedAt: local('06-20'),
    };
    expect(adds(null, said)).toEqual({ reopened: 1, first_closed_on_time: 1 });
  });

  test.each<[object, Counters]>([
    [{ result: 'satisfied' }, { rated: 1, satisfied: 1 }],
    [
      { result: 'mostly', reached: true },
      { rated: 1, satisfied: 1 },
    ],
    [{ result: 'dissatisfied' }, { rated: 1 }],
    [{ result: 'unrated' }, {}],
    [{ result: 'satisfied', reached: false }, {}],
  ])('rating %j, by topic and unit too', (satisfaction, expected) => {
    const plus = beyond(adds('06-15', { satisfaction }), adds('06-15'));
    const byTopic = Object.keys(expected).map((name) => [`${name}{topic=疫情}`, 1]);
    expect(plus).toEqual({ ...expected, ...Object.fromEntries(byTopic) });
    const ofUnit = units(ticket('c/t', { unit: { code: 'housing' } }), closing('c/t', '06-15', { satisfaction }));
    expect(Object.keys(ofUnit).filter((name) => /rated|satisfied/.test(name))).toEqual(
      Object.keys(expected).map((name) => `${name}{unit=housing}`),
    );
  });

  test('a retracted closing leaves the ticket open', () => {
    const events = [ticket('c/t'), closing('c/t', '06-12'), retracted('ticket-closed', 'c/t', 1)];
    expect(buckets(events)).toEqual(buckets([ticket('c/t')]));
  });
});

describe('cohorts are cut at midnight of the zone', () => {
  test.each([
    ['Asia/Shanghai', '2021-06-30T23:59:59.999+08:00', '2021-07-01T00:00:00.000+08:00'],
    ['America/New_York', '2021-06-30T23:59:59.999-04:00', '2021-07-01T00:00:00.000-04:00'],
    ['America/New_York', '2021-11-30T23:59:59.999-05:00', '2021-12-01T00:00:00.000-05:00'],
    ['Asia/Kathmandu', '2021-06-30T23:59:59.999+05:45', '2021-07-01T00:00:00.000+05:45'],
    ['Pacific/Kiritimati', '2021-12-31T23:59:59.999+14:00', '2022-01-01T00:00:00.000+14:00'],
    ['America/Los_Angeles', '2020-02-29T23:59:59.999-08:00', '2020-03-01T00:00:00.000-08:00'],
    // Where the zone skips midnight, the day begins at its first instant: 01:00.
    ['America/Sao_Paulo', '2018-11-03T23:59:59.999-03:00', '2018-11-04T01:00:00.000-02:00'],
  ])('%s: %s and a millisecond later', (id, last, first) => {
    const inZone: ViewContext = { ...context, zone: zoneOf(id) };
    const where = (instant: string): string[] =>
      Object.keys(
        buckets([call('c', { receivedAt: instant }), ticket('c/t', { createdAt: instant })], { context: inZone }),
      );
    for (const instant of [last, first]) {
      // The offset of the texts above is the zone's own, so their date is the date on the wall.
      const [day, month] = [instant.slice(0, 10), instant.slice(0, 7)];
      expect(where(instant)).toEqual(
        expect.arrayContaining([
          `month:${month}`,
          `day:${day}`,
          `units:${month}`,
          `open:${month}`,
          `open:${day}`,
          `open-units:${month}`,
          `open-units:${day}`,
        ]),
      );
    }
    expect(Date.parse(first) - Date.parse(last)).toBe(1);
  });
});

describe('hours and minutes', () => {
  const fine = (events: HotlineEvent[], horizon = forEver): Record<string, Counters> =>
    Object.fromEntries(Object.entries(buckets(events, { horizon })).filter(([name]) => /^(hour|minutes):/.test(name)));
  const answered = {
    answeredAt: local('06-10 09:47:20'),
    receivedAt: local('06-10 09:47'),
    category: 'x',
    topics: ['y'],
  };

  test('contacts, answered, waits, by channel alone; tickets without a label', () => {
    expect(fine([call('c', answered), ticket('c/t', { createdAt: local('06-10 09:47:59.999') })])).toEqual({
      'hour:2021-06-10T09+0800': {
        contacts: 1,
        'contacts{channel=phone}': 1,
        answered: 1,
        'answered{channel=phone}': 1,
        waited: 1,
        wait_seconds: 20,
        tickets: 1,
      },
      'minutes:2021-06-10T09+0800': {
        '47 contacts': 1,
        '47 contacts{channel=phone}': 1,
        '47 answered': 1,
        '47 answered{channel=phone}': 1,
        '47 waited': 1,
        '47 wait_seconds': 20,
        '47 tickets': 1,
      },
    });
  });

  test('abandoned', () => {
    expect(
      fine([call('c', { answered: false, abandonedAt: local('06-10 09:01') })])['minutes:2021-06-10T09+0800'],
    ).toMatchObject({
      '00 abandoned': 1,
      '00 abandoned{channel=phone}': 1,
    });
  });

  test('an hour that begins before the horizon is left out as a whole; months and days stay', () => {
    const events = [call('c', answered), ticket('c/t', { createdAt: local('06-10 10:00') })];
    const kept = (horizon: { hour: string; minute: string }): string[] =>
      Object.keys(fine(events, { hour: at(horizon.hour), minute: at(horizon.minute) }));
    expect(kept({ hour: '06-10 09:00', minute: '06-10 09:00' })).toHaveLength(4);
    expect(kept({ hour: '06-10 09:00', minute: '06-10 09:00:00.001' })).toEqual([
      'hour:2021-06-10T10+0800',
      'minutes:2021-06-10T10+0800',
      'hour:2021-06-10T09+0800',
    ]);
    expect(kept({ hour: '06-10 09:00:00.001', minute: '06-10 11:00' })).toEqual(['hour:2021-06-10T10+0800']);
    const all = buckets(events, { horizon: { hour: at('06-12'), minute: at('06-12') } });
    expect(Object.keys(all).filter((name) => /^(month|day):/.test(name))).toEqual(['month:2021-06', 'day:2021-06-10']);
  });

  test('the hour that a zone repeats is two buckets', () => {
    const inNewYork = { context: { ...context, zone: zoneOf('America/New_York') } };
    const twice = [
      call('c', { receivedAt: '2021-11-07T01:30:00-04:00' }),
      call('d', { receivedAt: '2021-11-07T01:30:00-05:00' }),
    ];
    expect(Object.keys(buckets(twice, inNewYork)).filter((name) => name.startsWith('hour:'))).toEqual([
      'hour:2021-11-07T01-0400',
      'hour:2021-11-07T01-0500',
    ]);
  });
});

describe('the due index', () => {
  const rows = (...events: HotlineEvent[]): Record<string, Counters> =>
    Object.fromEntries(Object.entries(buckets(events)).filter(([name]) => name.startsWith('open')));

  test('an open ticket has one row, of its month, its day and all, with and without its unit', () => {
    const due = at('06-22');
    const [row, unitRow] = [{ [`${due}|county`]: 1 }, { [`${due}|county|hanbin`]: 1 }];
    expect(rows(ticket('c/t', { unit: { code: 'hanbin' } }))).toEqual({
      'open:2021-06-11': row,
      'open:2021-06': row,
      'open:all': row,
      'open-units:2021-06-11': unitRow,
      'open-units:2021-06': unitRow,
      'open-units:all': unitRow,
    });
  });

  test('a closed one has none; one that is open again has', () => {
    expect(rows(ticket('c/t'), closing('c/t', '06-12'))).toEqual({});
    expect(rows(ticket('c/t'), closing('c/t', null))['open:all']).toEqual({ [`${at('06-22')}|unknown`]: 1 });
  });

  test('held, and beyond the calendar', () => {
    expect(rows(ticket('c/t', { holds: [{ from: local('06-15') }] }))['open:all']).toEqual({
      [`held ${at('06-22')}|unknown`]: 1,
    });
    expect(rows(ticket('c/t', { createdAt: '2099-06-11T09:00:00+08:00' }))['open:all']).toEqual({
      'unknown|unknown': 1,
    });
  });

  test('equal rows are added up', () => {
    expect(rows(ticket('c/t1'), ticket('c/t2'), ticket('d/t'))['open:all']).toEqual({ [`${at('06-22')}|unknown`]: 3 });
  });
});

test('any case has a contribution, and one object serves many: names and days are remembered, not mixed up', () => {
  const contribution = new Contribution(context);
  const events = [
    call('c', { channel: 'a' }),
    ticket('c/t', { createdAt: local('07-01') }),
    call('d', { channel: 'b' }),
  ];
  const collect = (use: Contribution): string[] => {
    const out: string[] = [];
    for (const c of casesOf(events).values()) use.of(c, forEver, (b, name, n) => out.push(`${b} ${name} ${n}`));
    return out;
  };
  expect(collect(contribution)).toEqual(collect(new Contribution(context)));
  expect(collect(contribution)).toEqual(collect(new Contribution(context)));
});
