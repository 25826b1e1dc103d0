import { beforeAll, describe, expect, test } from '@jest/globals';
import { measuresEn } from '../../src/dashboard/text/measures-en.js';
import { measuresZh } from '../../src/dashboard/text/measures-zh.js';
import { counterDefinition, figureId, indicatorDefinition, nearestFigures } from '../../src/domain/definitions.js';
import { counterDefinitions } from '../../src/domain/definitions-counters.js';
import { indicatorDefinitions } from '../../src/domain/definitions-indicators.js';
import { parseEvent } from '../../src/domain/events.js';
import { headline, openMeasures } from '../../src/domain/figures.js';
import { parsePeriod } from '../../src/domain/period.js';
import type { Snapshot } from '../../src/domain/snapshot-schema.js';
import { loadProfile } from '../../src/feeders/simulator/profile.js';
import { simulate } from '../../src/feeders/simulator/simulate.js';
import { smallProfile } from '../feeders/simulator/small.js';
import { world } from '../feeders/simulator/support.js';
import { explained, figuresOf } from '../support/explained.js';
import { fold, readerOver } from '../support/fold.js';

/** Tickets of every state that an open one can be in on 20 March, a Saturday, and one closed whose due nobody can know. */
function* moreTickets() {
  const event = (type: string, id: string, data: object) => {
    const time = '2021-02-05T10:00:00+08:00';
    const both = { contactId: id, ticketId: id, ...data };
    return parseEvent({ specversion: '1.0', id, source: 'urn:test', type: `hotline.${type}.v1`, time, data: both });
  };
  const ticket = { nature: 'help', unit: { code: 'A县', kind: 'county' } };
  const createdAt = '2021-02-05T10:00:00+08:00';
  yield event('ticket-created', 'overdue', { createdAt, ...ticket });
  yield event('ticket-created', 'soon', { createdAt, ...ticket, dueAt: '2021-03-22T10:00:00+08:00' });
  const beyond = '2035-02-05T10:00:00+08:00';
  yield event('ticket-created', 'unknown', { createdAt: beyond, ...ticket });
  yield event('ticket-created', 'closed', { createdAt: beyond, ...ticket });
  yield event('ticket-closed', 'closed', { closedAt: beyond });
}

/** Two simulated months with everything the simulator knows, by every kind of period, once while they ran. */
const snapshots = new Map<string, Snapshot>();
beforeAll(async () => {
  const events = [...simulate(loadProfile(smallProfile()), { seed: 1, ...world })].map((event) => parseEvent(event));
  const reader = readerOver(await fold([...events, ...moreTickets()]));
  const over = Date.parse('2021-03-20T12:00:00+08:00');
  const within = Date.parse('2021-02-10T15:30:00+08:00');
  for (const [name, at] of [
    ['month:2021-02', over],
    ['month:2021-02', within],
    ['quarter:2021-Q1', over],
    ['day:2021-02-10', over],
    ['range:2021-01-20..2021-02-05', over],
    ['month:2035-02', over],
  ] as const) {
    snapshots.set(`${name} at ${at}`, await reader.snapshot(parsePeriod(name, 0), at, true));
  }
  snapshots.set('live', await reader.live(within));
});

describe('every figure of a snapshot', () => {
  test('there are many of each kind', () => {
    const figures = [...snapshots.values()].flatMap((s) => figuresOf(s));
    const ids = new Set(figures.map(({ id }) => id));
    // Everything there is, but what the profile has none of.
    expect([...Object.keys(indicatorDefinitions), 'change'].filter((id) => !ids.has(id))).toEqual([]);
    expect(Object.keys(counterDefinitions).filter((id) => !ids.has(id))).toEqual([]);
    expect(figures.length).toBeGreaterThan(800);
  });

  test('has a definition in both languages', () => {
    for (const id of [...headline, ...openMeasures]) expect([id, counterDefinition(id) !== null]).toEqual([id, true]);
    for (const [id, { name, words }] of Object.entries({ ...counterDefinitions, ...indicatorDefinitions })) {
      expect([id, name.zh, words.zh]).toEqual([
        id,
        expect.stringMatching(/\p{Script=Han}/u),
        expect.stringMatching(/。$/),
      ]);
      expect([id, name.en, words.en]).toEqual([
        id,
        expect.stringMatching(/^[ -~]+$/),
        expect.stringMatching(/^[ -~]+\.$/),
      ]);
    }
  });

  test('is explained by what the snapshot says of it: value, sides, base', () => {
    for (const [name, s] of snapshots) {
      for (const asked of figuresOf(s)) {
        const e = explained(s, asked);
        const where = `${name} ${JSON.stringify(asked)}`;
        expect([where, e.definition.length]).toEqual([where, expect.any(Number)]);
        const sum = (list: readonly { value: number | null }[]) => list.reduce((n, { value }) => n + value!, 0);
        expect([where, sum(e.numerator.counters)]).toEqual([where, e.numerator.value]);
        if (e.denominator !== null) expect([where, sum(e.denominator.counters)]).toEqual([where, e.denominator.value]);
        if (asked.kind === 'indicator') {
          expect([where, e.denominator]).not.toEqual([where, null]);
          const base = e.base!.split(' + ').map((part) => part.split('{')[0]);
          const measures = e.denominator!.counters.map((c) => c.name.split('{')[0]);
          expect([where, measures]).toEqual([where, base]);
        }
      }
    }
  });

  test('keeps the label sets that its definition says', () => {
    for (const [measure, { labels, total }] of Object.entries(counterDefinitions)) {
      const sets = new Set(
        [...snapshots.values()].flatMap((s) =>
          figuresOf(s)
            .filter((f) => f.kind === 'counter' && f.id === measure)
            .map((f) => Object.keys(f.labels).sort().join()),
        ),
      );
      const allowed = [...(total ? [''] : []), ...labels.map((set) => [...set].sort().join())];
      expect([measure, [...sets].filter((set) => !allowed.includes(set))]).toEqual([measure, []]);
      // And no label that nothing ever counts.
      expect([measure, allowed.filter((set) => !sets.has(set))]).toEqual([measure, []]);
    }
  });
});

describe('names', () => {
  test('are those of the dashboard', () => {
    for (const [id, { name }] of Object.entries({ ...counterDefinitions, ...indicatorDefinitions })) {
      expect([id, name.zh, name.en]).toEqual([id, measuresZh[id], measuresEn[id]]);
    }
  });

  test('a figure is found by code and by name, whatever the case and the spaces', () => {
    expect(['connection_rate', '接通率', 'Connection rate', 'connection-rate', '15秒接通率'].map(figureId)).toEqual([
      'connection_rate',
      'connection_rate',
      'connection_rate',
      'connection_rate',
      'answered_within_15s_rate',
    ]);
    expect([figureId('nothing'), figureId(''), figureId('__proto__'), figureId('constructor')]).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect([counterDefinition('toString'), indicatorDefinition('constructor')]).toEqual([null, null]);
  });

  test.each([
    ['conection_rate', 'connection_rate'],
    ['接通', 'answered'],
    ['接通比', 'connection_rate'],
    ['on_time', 'on_time_rate'],
    ['satisfaction', 'satisfaction_rate'],
    ['tickts{nature=help}', 'tickets'],
  ])('%s is nearest to %s', (text, id) => {
    expect(nearestFigures(text)).toContain(id);
    expect(nearestFigures(text)).toHaveLength(3);
  });
});
