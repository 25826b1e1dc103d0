import { describe, expect, test } from '@jest/globals';
import { problemsOf } from './alerts-support.js';

describe('refused', () => {
  test('every problem at once, each with its place', () => {
    const problems = problemsOf(
      {
        reminderHour: 24,
        langauge: 'zh',
        dashboardUrl: 'env:HOTLINE_BOARD',
        kinds: { 'ticket-overdue': { natures: ['gossip'], units: ['火星区'] }, 'ticket-lost': true },
        conditions: { connectionRate: { opensAt: 95, closesAt: 94 }, unitBacklog: { units: { 火星区: 1 } } },
        escalation: [{ to: 'mayor' }],
        quietHours: { from: '25:00', to: '07:00' },
        sinks: {
          Duty: { type: 'wecom' },
          fax: { type: 'fax' },
          mars: { type: 'wecom', url: 'x', for: ['unit:火星区'] },
        },
      },
      {},
    );
    for (const expected of [
      /^alerts: dashboardUrl: env:HOTLINE_BOARD: .*not set/,
      /^alerts: reminderHour: /,
      /^alerts: Unrecognized key: "langauge"/,
      /^alerts: kinds\.ticket-overdue\.natures\.0: /,
      /^alerts: kinds\.ticket-overdue\.units\.0: no unit of catalogue\.yaml: 火星区/,
      /^alerts: kinds: Unrecognized key: "ticket-lost"/,
      /^alerts: conditions\.connectionRate\.closesAt: opens under 95\.00, so it cannot close at 94\.00/,
      /^alerts: conditions\.unitBacklog\.units\.火星区: no unit/,
      /^alerts: escalation\.0\.to: /,
      /^alerts: quietHours\.from: not a time such as 22:00/,
      /^alerts: sinks\.Duty: a sink is named/,
      /^alerts: sinks\.fax\.type: a sink has a type, one of wecom, /,
      /^alerts: sinks\.mars\.url: not a URL/,
      /^alerts: sinks\.mars\.for\.0: no unit of catalogue\.yaml: 火星区/,
    ]) {
      expect(problems).toContainEqual(expect.stringMatching(expected));
    }
    expect(problems).toHaveLength(14);
  });

  test.each([
    [{ maxReminders: 3 }, /^alerts: escalation\.3\.afterWorkingDays: never reached/],
    [{ graceMinutes: -1 }, /graceMinutes/],
    [{ maxAgeHours: 0 }, /maxAgeHours/],
    [{ maxAgeHours: 1.5 }, /maxAgeHours/],
    [{ language: 'fr' }, /language/],
    [{ dashboardUrl: 'ftp://x' }, /dashboardUrl: not a URL/],
    [{ kinds: { 'ticket-overdue': 'yes' } }, /kinds\.ticket-overdue: neither true nor false/],
    [{ kinds: { 'ticket-overdue': { natures: [] } } }, /kinds\.ticket-overdue\.natures/],
    [{ kinds: { 'ticket-overdue': { unit: ['汉滨区'] } } }, /kinds\.ticket-overdue: Unrecognized key: "unit"/],
    [
      { kinds: { 'ticket-overdue': { units: ['汉滨区'], exceptUnits: ['安康市汉滨区'] } } },
      /exceptUnits: also in units/,
    ],
    [{ kinds: { 'stream-stalled': true } }, /kinds: Unrecognized key: "stream-stalled"/],
    [{ conditions: { connectionRate: { opensAt: 100.5 } } }, /connectionRate\.opensAt: not a percentage/],
    [{ conditions: { connectionRate: { opensAt: 95.001 } } }, /connectionRate\.opensAt: not a percentage/],
    [{ conditions: { connectionRate: { opensAt: 97 } } }, /connectionRate\.closesAt: opens under 97\.00/],
    [{ conditions: { abandonmentRate: { closesAt: 5.01 } } }, /abandonmentRate\.closesAt: opens above 5\.00/],
    [{ conditions: { answeredIn15sRate: { windows: ['15m', '15m'] } } }, /windows: a window is there twice/],
    [{ conditions: { answeredIn15sRate: { windows: ['1h'] } } }, /windows\.0/],
    [
      { conditions: { unitBacklog: { closesBelow: 201 } } },
      /unitBacklog\.closesBelow: closesBelow is above opensAbove/,
    ],
    [
      { conditions: { unitBacklog: { units: { 汉滨区: 1, 安康市汉滨区: 2 } } } },
      /units\.安康市汉滨区: 汉滨区 is there twice/,
    ],
    [{ conditions: { streamStalled: { goTo: ['unit'] } } }, /streamStalled\.goTo\.0/],
    [{ conditions: { deadLetters: 20 } }, /conditions\.deadLetters/],
    [{ conditionsGoTo: ['supervisor'] }, /conditionsGoTo\.0/],
    [{ conditionsGoTo: [] }, /conditionsGoTo/],
    [{ escalation: [] }, /escalation/],
    [
      { escalation: [{ to: 'unit', afterHours: 1, afterWorkingDays: 1 }] },
      /escalation\.0: afterWorkingDays and afterHours/,
    ],
    [
      { escalation: [{ to: 'duty', afterWorkingDays: 1 }, { to: 'unit' }] },
      /escalation\.1: the ladder must ascend: a step/,
    ],
    [
      {
        escalation: [
          { to: 'duty', afterWorkingDays: 2 },
          { to: 'unit', afterWorkingDays: 1 },
        ],
      },
      /escalation\.1: the ladder must ascend: 1 comes after 2/,
    ],
    [
      {
        escalation: [
          { to: 'duty', afterHours: 9 },
          { to: 'unit', afterWorkingDays: 9 },
          { to: 'leader', afterHours: 8 },
        ],
      },
      /escalation\.2: the ladder must ascend: 8 comes after 9/,
    ],
    [{ escalation: [{ to: 'unit' }, { to: 'unit' }] }, /escalation\.1: unit is there twice/],
    [{ quietHours: { from: '22:00', to: '22:00' } }, /quietHours: from and to are the same time/],
    [{ quietHours: { from: 2200, to: '07:00' } }, /quietHours\.from: not a time/],
    [{ digest: { above: 0 } }, /digest\.above/],
  ])('%j', (raw, message) => {
    expect(problemsOf(raw)).toEqual([expect.stringMatching(message)]);
  });

  test.each([[[]], ['sinks'], [7]])('not a file of settings: %j', (raw) => {
    expect(problemsOf(raw)).toEqual([expect.stringMatching(/^alerts: /)]);
  });

  test('without a catalogue, names of units are taken as they are: its own problems are said elsewhere', () => {
    const raw = { kinds: { 'ticket-overdue': { units: ['火星区'] } } };
    expect(problemsOf(raw, {}, null)).toEqual([]);
  });
});
