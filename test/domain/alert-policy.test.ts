import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Alert, type AlertKind, alertKinds, type ConditionKind, conditionKinds } from '../../src/domain/alert.js';
import {
  type AlertPolicy,
  audiencesOf,
  decide,
  matches,
  type Route,
  recipientsOf,
  wants,
} from '../../src/domain/alert-policy.js';
import { at, calendar, zone } from '../support/deadlines.js';
import { seed } from '../support/seed.js';

const local = { calendar, zone };
const all = <K extends string, V>(kinds: readonly K[], value: V) =>
  Object.fromEntries(kinds.map((kind) => [kind, value])) as Record<K, V>;
const policy: AlertPolicy = {
  kinds: all(alertKinds, true),
  escalation: [
    { to: 'unit', after: 'at-once' },
    { to: 'supervisor', after: { workingDays: 1 } },
    { to: 'duty', after: { workingDays: 3 } },
  ],
  conditionsGoTo: { ...all(conditionKinds, ['duty'] as const), 'unit-backlog': ['unit', 'supervisor', 'leader'] },
  revisionsGoTo: ['duty'],
  reminders: { reminderHour: 9, maxReminders: 10 },
  quietHours: { from: 22 * 60, to: 7 * 60 },
  digest: { above: 5, gatherSeconds: 60 },
  unitCodes: new Map([
    ['市住建局', '市住建局'],
    ['市住房和城乡建设局', '市住建局'],
  ]),
};
const withKind = (kind: AlertKind, rule: AlertPolicy['kinds'][AlertKind]): AlertPolicy => ({
  ...policy,
  kinds: { ...policy.kinds, [kind]: rule },
});

const frame = {
  id: 'x',
  subject: 's',
  severity: 'warning',
  at: '2021-06-16T01:00:00.000Z',
  firedAt: '2021-06-16T01:00:00.000Z',
  digestOnly: false,
} as const;
function ofTicket(unit: string, more: Partial<NonNullable<Alert['ticket']>> = {}): Alert {
  const ticket = {
    contactId: 'c',
    ticketId: 't',
    unit: { code: unit, kind: 'department' as const },
    nature: 'help' as const,
    urgency: 'normal' as const,
    createdAt: '2021-06-01T00:00:00.000Z',
    dueAt: '2021-06-15T16:00:00.000Z',
    reopenings: 0,
    day: 1,
    ...more,
  };
  return { ...frame, kind: 'ticket-still-overdue', state: 'open', ticket };
}
function ofHotline(kind: ConditionKind, labels: Record<string, string> = {}, state: Alert['state'] = 'open'): Alert {
  return { ...frame, kind, state, condition: { labels, since: frame.at, value: null, threshold: null, unit: null } };
}

describe('wants', () => {
  test('a kind is on or off', () => {
    expect(wants(policy, ofTicket('市住建局'))).toBe(true);
    expect(wants(withKind('ticket-still-overdue', false), ofTicket('市住建局'))).toBe(false);
    // Another kind's switch is none of it.
    expect(wants(withKind('ticket-overdue', false), ofTicket('市住建局'))).toBe(true);
  });

  test.each([
    [{ natures: ['help'] }, true],
    [{ natures: ['complaint'] }, false],
    [{ urgencies: ['urgent', 'critical'] }, false],
    [{ urgencies: ['normal'], natures: ['complaint'] }, false],
    [{ units: ['市住建局'] }, true],
    [{ units: ['汉滨区'] }, false],
    [{ exceptUnits: ['市住建局'] }, false],
    [{ exceptUnits: ['汉滨区'], urgencies: ['normal'] }, true],
  ] as const)('of a ticket of 市住建局 by any of its names, %j: %s', (rule, expected) => {
    for (const name of ['市住建局', '市住房和城乡建设局']) {
      expect(wants(withKind('ticket-still-overdue', rule), ofTicket(name))).toBe(expected);
    }
  });

  test('tickets that are not dispatched can be asked for, or left out', () => {
    const only = withKind('ticket-still-overdue', { units: ['unassigned'] });
    expect([wants(only, ofTicket('unassigned')), wants(only, ofTicket('汉滨区'))]).toEqual([true, false]);
    const without = withKind('ticket-still-overdue', { exceptUnits: ['unassigned'] });
    expect([wants(without, ofTicket('unassigned')), wants(without, ofTicket('汉滨区'))]).toEqual([false, true]);
  });

  test('a condition that is not watched any more does not open, but still ends', () => {
    const off = withKind('connection-rate-low', false);
    expect(wants(off, ofHotline('connection-rate-low'))).toBe(false);
    expect(wants(off, ofHotline('connection-rate-low', {}, 'resolved'))).toBe(true);
  });
});

describe('audiencesOf', () => {
  test('a ticket climbs the ladder, named by the code of its unit', () => {
    const to = (day: number, unit = '市住房和城乡建设局') => audiencesOf(policy, ofTicket(unit, { day }), local);
    expect(to(0)).toEqual(['unit:市住建局']);
    expect(to(1)).toEqual(['unit:市住建局', 'supervisor:市住建局']);
    expect(to(3)).toEqual(['unit:市住建局', 'supervisor:市住建局', 'duty']);
    expect(to(1, 'not in the catalogue')).toEqual(['unit:not in the catalogue', 'supervisor:not in the catalogue']);
  });
  test('a ticket that nobody has been given concerns the duty desk from the first warning on', () => {
    expect(audiencesOf(policy, ofTicket('unassigned', { day: 0 }), local)).toEqual(['duty']);
    expect(audiencesOf(policy, ofTicket('unassigned', { day: 3 }), local)).toEqual(['duty']);
  });
  test('a condition goes where it is told to', () => {
    expect(audiencesOf(policy, ofHotline('stream-stalled'), local)).toEqual(['duty']);
    expect(audiencesOf(policy, ofHotline('unit-backlog', { unit: '市住房和城乡建设局' }), local)).toEqual([
      'unit:市住建局',
      'supervisor:市住建局',
      'leader',
    ]);
    expect(audiencesOf(policy, ofHotline('unit-backlog', { unit: 'unassigned' }), local)).toEqual(['duty', 'leader']);
  });
});

describe('matches', () => {
  const audiences = ['unit:汉滨区', 'supervisor:汉滨区', 'duty'];
  test.each([
    [['unit:汉滨区'], true],
    [['unit:汉滨'], false],
    [['unit:高新区'], false],
    [['units'], true],
    [['supervisor'], true],
    [['supervisor:高新区'], false],
    [['supervisor:汉滨区', 'leader'], true],
    [['duty'], true],
    [['leader'], false],
    [['all'], true],
    [[], false],
  ])('%j: %s', (patterns, expected) => {
    expect(matches(patterns, audiences)).toBe(expected);
  });
  test('what concerns nobody reaches only `all`', () => {
    expect(matches(['units', 'supervisor', 'duty', 'leader'], [])).toBe(false);
    expect(matches(['all'], [])).toBe(true);
  });
  test('a unit whose name is a word of the language is only itself', () => {
    expect(matches(['duty', 'all-units'], ['unit:duty', 'unit:all-units'])).toBe(false);
    expect(matches(['unit:duty'], ['duty'])).toBe(false);
  });

  /** Another path: one regular expression a pattern. */
  test(`against regular expressions (seed ${seed})`, () => {
    const code = fc.constantFrom('汉滨区', '高新区', 'duty', 'a:b');
    const pattern = fc.oneof(
      fc.constantFrom('units', 'supervisor', 'duty', 'leader', 'all'),
      code.map((c) => `unit:${c}`),
      code.map((c) => `supervisor:${c}`),
    );
    const audience = pattern.filter((p) => !['units', 'supervisor', 'all'].includes(p));
    const plain: Record<string, RegExp> = { all: /^/, units: /^unit:/, supervisor: /^supervisor:/ };
    fc.assert(
      fc.property(fc.array(pattern), fc.array(audience, { minLength: 1 }), (patterns, audiences) => {
        const naive = audiences.some((a) => patterns.some((p) => (plain[p] ?? new RegExp(`^${p}$`)).test(a)));
        expect(matches(patterns, audiences)).toBe(naive);
      }),
      { seed, numRuns: 500 },
    );
  });
});

describe('recipientsOf', () => {
  const mail = {
    to: ['desk@x'],
    units: new Map([['汉滨区', ['a@x', 'b@x']]]),
    supervisors: new Map([['汉滨区', ['b@x', 'boss@x']]]),
  };
  const route = (patterns: string[]): Route => ({ for: patterns, kinds: null, mail });
  test.each([
    [['units'], ['unit:汉滨区', 'duty'], ['a@x', 'b@x']],
    [
      ['units', 'duty'],
      ['unit:汉滨区', 'duty'],
      ['a@x', 'b@x', 'desk@x'],
    ],
    [
      ['units', 'supervisor'],
      ['unit:汉滨区', 'supervisor:汉滨区'],
      ['a@x', 'b@x', 'boss@x'],
    ],
    [['supervisor:汉滨区'], ['unit:汉滨区', 'supervisor:汉滨区'], ['b@x', 'boss@x']],
    [['units'], ['unit:高新区'], ['desk@x']],
    [['duty'], ['unit:汉滨区', 'duty'], ['desk@x']],
    [['all'], ['unit:汉滨区', 'leader'], ['a@x', 'b@x', 'desk@x']],
    [['all'], [], ['desk@x']],
  ])('for %j, of %j: %j', (patterns, audiences, expected) => {
    expect(recipientsOf(route(patterns), audiences)).toEqual(expected);
  });
  test('a robot has none', () => {
    expect(recipientsOf({ for: ['all'], kinds: null, mail: null }, ['unit:汉滨区'])).toEqual([]);
  });
});

describe('decide', () => {
  const noon = at('06-16 12:00');
  const night = at('06-16 23:00');
  const robot: Route = { for: ['units'], kinds: null, mail: null };
  const alert = ofTicket('汉滨区');
  const none = { wanted: false, to: [], heldUntil: null };

  test('wanted, at once by day and at seven by night', () => {
    expect(decide(policy, robot, alert, noon, local)).toEqual({ wanted: true, to: [], heldUntil: null });
    expect(decide(policy, robot, alert, night, local).heldUntil).toBe(at('06-17 07:00'));
    expect(decide(policy, robot, { ...alert, severity: 'critical' }, night, local).heldUntil).toBeNull();
    expect(decide({ ...policy, quietHours: null }, robot, alert, night, local).heldUntil).toBeNull();
  });
  test('not wanted: the kind is off, the sink takes others, or it is for others', () => {
    expect(decide(withKind('ticket-still-overdue', false), robot, alert, night, local)).toEqual(none);
    expect(decide(policy, { ...robot, kinds: ['ticket-overdue'] }, alert, night, local)).toEqual(none);
    expect(decide(policy, { ...robot, for: ['unit:高新区', 'duty'] }, alert, night, local)).toEqual(none);
  });
  test('mail goes to the addresses of whom it concerns', () => {
    const mail = { to: ['desk@x'], units: new Map([['汉滨区', ['a@x']]]), supervisors: new Map() };
    expect(decide(policy, { ...robot, kinds: ['ticket-still-overdue'], mail }, alert, noon, local).to).toEqual(['a@x']);
  });
});
