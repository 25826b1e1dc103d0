import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { conditionKinds, ticketAlertKinds } from '../../src/domain/alert.js';
import { load } from './alerts-support.js';

const file = readFileSync('config/alerts.yaml', 'utf8');

describe('the shipped file', () => {
  test('is what holds without any', () => {
    expect(load(parse(file))).toEqual(load({}));
    expect(load(null)).toEqual(load({}));
  });
  test('says every key that there is, but dashboardUrl, which has no default', () => {
    expect(Object.keys(parse(file)).sort()).toEqual(Object.keys(load({}).shown as object).sort());
    const { kinds, conditions } = parse(file);
    expect(Object.keys(kinds)).toEqual([...ticketAlertKinds]);
    expect(Object.keys(conditions)).toHaveLength(conditionKinds.length);
  });

  test('defaults', () => {
    const { timers, policy, conditions, language, dashboardUrl, parkAfterMs, sinks } = load({});
    expect(parkAfterMs).toBe(259_200_000);
    expect(timers).toEqual({ reminderHour: 9, maxReminders: 10, graceMs: 600_000, maxAgeMs: 259_200_000 });
    expect([language, dashboardUrl, sinks]).toEqual(['zh', undefined, {}]);
    for (const kind of [...ticketAlertKinds, ...conditionKinds]) {
      expect([kind, policy.kinds[kind]]).toEqual([kind, kind !== 'ticket-settled']);
    }
    expect(policy.escalation).toEqual([
      { to: 'unit', after: 'at-once' },
      { to: 'supervisor', after: { workingDays: 1 } },
      { to: 'duty', after: { workingDays: 3 } },
      { to: 'leader', after: { workingDays: 5 } },
    ]);
    for (const kind of conditionKinds) {
      expect(policy.conditionsGoTo[kind]).toEqual(kind === 'unit-backlog' ? ['unit', 'duty'] : ['duty']);
    }
    expect(policy.quietHours).toEqual({ from: 1320, to: 420 });
    expect(policy.digest).toEqual({ above: 5, gatherSeconds: 60 });
    expect(policy.reminders).toEqual({ reminderHour: 9, maxReminders: 10 });
    expect([policy.unitCodes.get('市住房和城乡建设局'), policy.unitCodes.get('市住建局')]).toEqual([
      '市住建局',
      '市住建局',
    ]);
    const rate = { enabled: true, minimumSample: 30, windows: ['15m', '24h'] };
    expect(conditions).toEqual({
      connectionRate: { ...rate, opensAt: '95.00', closesAt: '96.00' },
      abandonmentRate: { ...rate, opensAt: '5.00', closesAt: '4.00' },
      answeredIn15sRate: { ...rate, opensAt: '85.00', closesAt: '87.00' },
      unitBacklog: { enabled: true, opensAbove: 200, closesBelow: 180, units: {} },
      identity: { enabled: true },
      calendar: { enabled: true, daysAhead: 45 },
      streamStalled: { enabled: true, afterMinutes: 60 },
      streamLagging: { enabled: true, afterMinutes: 5 },
      deadLetters: { enabled: true, opensAbove: 20, windowMinutes: 15 },
    });
  });

  // The comments show an operator how to write things: they must be right.
  test('the kinds of the comment', () => {
    const example = [...file.matchAll(/^# {3}(ticket-\S+: \{.*\})/gm)].map(([, line]) => line).join('\n');
    const { kinds } = load({ kinds: parse(example) }).policy;
    expect(kinds['ticket-near-due']).toEqual({ natures: ['complaint', 'report'], urgencies: ['urgent', 'critical'] });
    expect(kinds['ticket-reopened']).toEqual({ units: ['汉滨区', '市公安局'] });
    expect(kinds['ticket-due-soon']).toEqual({ exceptUnits: ['十天高速安康东收费站', 'unassigned'] });
  });
  test('the sinks of the comment, one of each type', () => {
    const text = file.replace('sinks: {}', 'sinks:').replace(/^# {2}(?=( {2})*[^\s#])/gm, '  ');
    const [head, tail] = [text.slice(0, text.indexOf('\nsinks:')), text.slice(text.indexOf('\nsinks:'))];
    const names = [...tail.matchAll(/env:(\w+)/g)].map(([, name]) => name!);
    const env = Object.fromEntries(
      names.map((name) => [name, name.endsWith('URL') ? `https://x.cn/${name}` : 'geheim']),
    );
    const { sinks } = load({ ...parse(file), sinks: parse(tail).sinks }, env);
    expect(head).toContain('# Every sink:');
    expect(Object.values(sinks).map((sink) => sink.type)).toEqual(['wecom', 'dingtalk', 'feishu', 'webhook', 'smtp']);
    expect(sinks['case-system']).toMatchObject({ quietHours: false, digest: false, supersede: false });
    expect(sinks['mail']).toMatchObject({
      password: 'geheim',
      timeoutMs: 10_000,
      for: ['units', 'supervisor', 'duty'],
    });
  });
});

describe('read', () => {
  test('the four that belong to the state', () => {
    const given = { reminderHour: 0, maxReminders: 5, graceMinutes: 0, maxAgeHours: 1 };
    expect(load(given).timers).toEqual({ reminderHour: 0, maxReminders: 5, graceMs: 0, maxAgeMs: 3_600_000 });
    expect(load(given).policy.reminders).toEqual({ reminderHour: 0, maxReminders: 5 });
  });
  test('language, dashboard, quiet hours, digest', () => {
    const s = load({ language: 'en', dashboardUrl: 'http://10.0.0.8:3000/board//', quietHours: null });
    expect([s.language, s.dashboardUrl, s.policy.quietHours]).toEqual(['en', 'http://10.0.0.8:3000/board', null]);
    expect(load(parse('quietHours: { from: 12:30, to: 14:00 }')).policy.quietHours).toEqual({ from: 750, to: 840 });
    expect(load({ parkAfterHours: 1 }).parkAfterMs).toBe(3_600_000);
    expect(load({ digest: { above: 9 } }).policy.digest).toEqual({ above: 9, gatherSeconds: 60 });
  });
  test('units by any of their names, as their code', () => {
    const names = ['市住房和城乡建设局', '安康市公安局', 'unassigned'];
    const { policy } = load({ kinds: { 'ticket-overdue': { units: names } } });
    expect(policy.kinds['ticket-overdue']).toEqual({ units: ['市住建局', '市公安局', 'unassigned'] });
  });
  test('a kind: on with filters, off whatever the filters', () => {
    const { kinds } = load({
      kinds: {
        'ticket-settled': true,
        'ticket-reopened': false,
        'ticket-near-due': { enabled: false, natures: ['help'] },
        'ticket-overdue': {},
      },
    }).policy;
    expect([
      kinds['ticket-settled'],
      kinds['ticket-reopened'],
      kinds['ticket-near-due'],
      kinds['ticket-overdue'],
    ]).toEqual([true, false, false, true]);
  });
  test('a ladder by hours, and by both', () => {
    const escalation = [
      { to: 'unit' },
      { to: 'duty' },
      { to: 'duty', afterHours: 0 },
      { to: 'supervisor', afterWorkingDays: 1 },
      { to: 'leader', afterHours: 4 },
      { to: 'leader', afterWorkingDays: 1 },
    ];
    expect(load({ escalation }).policy.escalation.map(({ after }) => after)).toEqual([
      'at-once',
      'at-once',
      { hours: 0 },
      { workingDays: 1 },
      { hours: 4 },
      { workingDays: 1 },
    ]);
  });
  test('conditions: a number, a text, off in two ways, each its own way', () => {
    const { conditions, policy } = load({
      conditionsGoTo: ['duty', 'leader'],
      conditions: {
        connectionRate: { opensAt: 90, closesAt: '90.5', windows: ['24h'], goTo: ['leader'] },
        abandonmentRate: false,
        identity: { enabled: false },
        streamStalled: true,
        unitBacklog: { opensAbove: 10, closesBelow: 10, units: { 市住房和城乡建设局: 400 } },
      },
    });
    expect(conditions.connectionRate).toMatchObject({ opensAt: '90.00', closesAt: '90.50', windows: ['24h'] });
    expect(conditions.connectionRate).not.toHaveProperty('goTo');
    expect([conditions.abandonmentRate.enabled, conditions.identity.enabled]).toEqual([false, false]);
    expect([policy.kinds['abandonment-rate-high'], policy.kinds['identity-violated']]).toEqual([false, false]);
    expect([policy.kinds['stream-stalled'], policy.kinds['connection-rate-low']]).toEqual([true, true]);
    expect(policy.conditionsGoTo['connection-rate-low']).toEqual(['leader']);
    expect(policy.conditionsGoTo['stream-stalled']).toEqual(['duty', 'leader']);
    // Events of one unit may carry any of its names.
    expect(conditions.unitBacklog.units).toEqual({
      市住建局: 400,
      市住房和城乡建设局: 400,
      安康市住房和城乡建设局: 400,
    });
  });
});
