import { deepStrictEqual } from 'node:assert/strict';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { alertId, alertSchema, type ConditionKind } from '../../src/domain/alert.js';
import { type Observation, type OpenConditions, severityOf, transition } from '../../src/domain/conditions.js';
import { seed } from '../support/seed.js';
import { at } from '../verifier/support.js';

/** From observations to alerts: one that opens, one that resolves, nothing in between. */

const minute = 60_000;
const begin = at('06-16 12:00');
const none: OpenConditions = new Map();

function seen(verdict: Observation['verdict'], more: Partial<Observation> = {}): Observation {
  return {
    kind: 'connection-rate-low',
    labels: { window: '15m' },
    verdict,
    value: '93.10',
    opensAt: '95.00',
    closesAt: '96.00',
    unit: '%',
    ...more,
  };
}

describe('a condition', () => {
  test('opens once, is silent while it lasts, and is resolved once', () => {
    let open = none;
    const told = (['keep', 'open', 'open', 'keep', 'open', 'close', 'close'] as const).map((verdict, i) => {
      const next = transition(open, [seen(verdict)], begin + i * minute, begin + i * minute + 250);
      open = next.open;
      return next.alerts.map((a) => a.state).join();
    });
    expect(told).toEqual(['', 'open', '', '', '', 'resolved', '']);
    expect(open.size).toBe(0);
  });

  test('carries the minute at which it opened in both alerts, in their ids too', () => {
    const subject = 'connection-rate-low{window=15m}';
    const sample = { numerator: 27, denominator: 29 };
    const first = transition(none, [seen('open', sample)], begin, begin + 250);
    const second = transition(first.open, [seen('close', { value: '96.55' })], begin + minute, begin + minute + 90);
    expect(first.alerts).toEqual([
      {
        id: alertId('connection-rate-low', [subject, begin]),
        subject,
        kind: 'connection-rate-low',
        state: 'open',
        severity: 'warning',
        at: '2021-06-16T04:00:00.000Z',
        firedAt: '2021-06-16T04:00:00.250Z',
        digestOnly: false,
        condition: {
          labels: { window: '15m' },
          since: '2021-06-16T04:00:00.000Z',
          value: '93.10',
          threshold: '95.00',
          unit: '%',
          ...sample,
        },
      },
    ]);
    expect(second.alerts).toMatchObject([
      {
        id: alertId('connection-rate-low', [subject, begin, 'resolved']),
        subject,
        state: 'resolved',
        at: '2021-06-16T04:01:00.000Z',
        condition: { since: '2021-06-16T04:00:00.000Z', value: '96.55', threshold: '96.00' },
      },
    ]);
    for (const alert of [...first.alerts, ...second.alerts]) expect(alertSchema.parse(alert)).toEqual(alert);
    // Again, a minute later: another id.
    const third = transition(second.open, [seen('open')], begin + 2 * minute, begin + 2 * minute);
    expect(third.alerts[0]?.id).not.toBe(first.alerts[0]?.id);
  });

  test('is its kind and its labels: windows do not see each other', () => {
    const open = transition(none, [seen('open')], begin, begin).open;
    const day = { labels: { window: '24h' } };
    const next = transition(open, [seen('keep'), seen('open', day)], begin + minute, begin + minute);
    expect(next.alerts.map((a) => a.subject)).toEqual(['connection-rate-low{window=24h}']);
    expect([...next.open.keys()]).toEqual(['connection-rate-low{window=15m}', 'connection-rate-low{window=24h}']);
  });

  test('that nothing is observed of is no longer watched', () => {
    const open = transition(none, [seen('open')], begin, begin).open;
    const next = transition(open, [], begin + minute, begin + minute);
    expect(next.open.size).toBe(0);
    expect(next.alerts).toMatchObject([
      { state: 'resolved', condition: { value: null, threshold: null, unit: null, detail: 'no longer watched' } },
    ]);
  });

  test('leaves what it was given as it was', () => {
    const open = transition(none, [seen('open')], begin, begin).open;
    transition(open, [seen('close')], begin + minute, begin + minute);
    expect(open.size).toBe(1);
  });
});

test.each([
  ['connection-rate-low', { window: '24h' }, 'critical'],
  ['connection-rate-low', { window: '15m' }, 'warning'],
  ['abandonment-rate-high', { window: '24h' }, 'warning'],
  ['identity-violated', { identity: 'x' }, 'critical'],
  ['stream-stalled', { topic: 't' }, 'critical'],
  ['stream-lagging', { topic: 't' }, 'warning'],
  ['unit-backlog', { unit: 'u' }, 'warning'],
  ['calendar-missing', { year: '2022' }, 'warning'],
  ['dead-letters-rising', {}, 'warning'],
] as const)('%s %j is %s', (kind: ConditionKind, labels, severity) => {
  expect(severityOf(kind, labels)).toBe(severity);
});

/** The naive path: for each subject alone, walk its verdicts and write down where it turns. */
test(`any verdicts of any subjects: each subject's turns, and no two alerts with one id (seed ${seed})`, () => {
  const verdicts = fc.array(
    fc.record({ a: fc.constantFrom('open', 'close', 'keep'), b: fc.constantFrom('open', 'close', 'keep') }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(verdicts, (list) => {
      let open = none;
      const told: string[] = [];
      const ids = new Set<string>();
      for (const [i, { a, b }] of list.entries()) {
        const observations = [seen(a), seen(b, { kind: 'unit-backlog', labels: { unit: 'u' } })];
        const next = transition(open, observations, begin + i * minute, begin + i * minute);
        open = next.open;
        for (const alert of next.alerts) {
          told.push(`${alert.kind} ${i} ${alert.state}`);
          ids.add(alert.id);
        }
      }
      const turns = (kind: string, of: readonly string[]): string[] => {
        const out: string[] = [];
        for (const [i, verdict] of of.entries()) {
          const isOpen = out.length % 2 === 1;
          if (verdict === (isOpen ? 'close' : 'open')) out.push(`${kind} ${i} ${isOpen ? 'resolved' : 'open'}`);
        }
        return out;
      };
      const expected = [
        ...turns('connection-rate-low', list.map((v) => v.a)),
        ...turns('unit-backlog', list.map((v) => v.b)),
      ]; // biome-ignore format: one line each
      deepStrictEqual([...told].sort(), expected.sort());
      deepStrictEqual(ids.size, told.length);
    }),
    { seed, numRuns: 200 },
  );
});
