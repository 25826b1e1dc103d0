import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ViewContext } from '../../src/domain/contribution.js';
import { type HotlineEvent, parseEvent } from '../../src/domain/events.js';
import { parsePeriod } from '../../src/domain/period.js';
import { type Cut, SnapshotPlan } from '../../src/domain/snapshot.js';
import { type OtherRules, RuleCount } from '../../src/domain/what-if.js';
import { besideEachOther, differs, snapshotUnder } from '../../src/domain/what-if-figures.js';
import { loadWhatIf } from '../../src/settings/what-if.js';
import { bucketsOf, casesOf, context } from '../support/counts.js';
import { history } from '../support/histories.js';
import { seed } from '../support/seed.js';

/** Cases counted under other rules. */

const asOf = Date.parse('2021-07-10T12:00:00+08:00');
const cut: Cut = {
  instant: asOf,
  asOf: { eventTime: null, generation: 1, rollback: 0, offsets: {} },
  demo: false,
  gaps: [],
};
const same = (over: Partial<OtherRules> = {}): OtherRules => ({ ...loadWhatIf({}, context.rules), ...over });

function figures(events: readonly HotlineEvent[], rules: OtherRules, given: ViewContext = context, name = '2021-06') {
  const plan = new SnapshotPlan(parsePeriod(name, 0), asOf, true, given);
  const [own, other] = [new RuleCount(given, null, plan.buckets), new RuleCount(given, rules, plan.buckets)];
  for (const c of casesOf(events).values()) {
    own.add(c);
    other.add(c);
  }
  const all = besideEachOther(
    plan.build((b) => own.sum(b), cut),
    snapshotUnder(rules, plan, (b) => other.sum(b), cut),
  );
  const of = (figure: string): [string | null, string | null, string | null] => {
    const found = all.find((f) => f.figure === figure && f.kind !== 'change');
    return [found?.today.value ?? null, found?.whatIf.value ?? null, found?.difference ?? null];
  };
  return { all, of, different: all.filter(differs).map(({ figure }) => figure) };
}

let ids = 0;
const event = (type: string, data: object): HotlineEvent =>
  parseEvent({
    specversion: '1.0',
    id: `e${++ids}`,
    source: 'urn:test',
    type: `hotline.${type}.v1`,
    time: '2021-06-01T00:00:00+08:00',
    data,
  });
/** A contact with a ticket of 4 June, 10:00, closed on another day of June at 10:00. */
function* dealt(id: string, closedOn: number | null, ticket: object = {}, contact: object = {}) {
  const at = (day: number) => `2021-06-${String(day).padStart(2, '0')}T10:00:00+08:00`;
  const both = { contactId: id, ticketId: `t-${id}` };
  yield event('call-received', { contactId: id, receivedAt: at(4), channel: 'phone', answered: true, ...contact });
  yield event('ticket-created', { ...both, createdAt: at(4), nature: 'help', ...ticket });
  if (closedOn !== null) yield event('ticket-closed', { ...both, closedAt: at(closedOn) });
}

describe('each rule', () => {
  test('deadlines by nature: complaints within one working day', () => {
    const events = [
      ...dealt('a', 9, { nature: 'complaint' }),
      ...dealt('b', 9),
      ...dealt('c', null, { nature: 'complaint' }),
    ];
    const rules = loadWhatIf(
      { rules: [{ nature: { complaint: { workingDays: 1 } }, otherwise: { workingDays: 5 } }] },
      context.rules,
    );
    const { of } = figures(events, rules);
    expect(of('closed_late')).toEqual(['0', '1', '1']);
    expect(of('closed_late{nature=complaint}')).toEqual(['0', '1', '1']);
    expect(of('on_time_rate')).toEqual(['66.67', '33.33', '-33.33']);
    expect(of('tickets')).toEqual(['3', '3', '0']);
    expect(of('open_overdue')).toEqual(['1', '1', '0']);
  });

  test('a due that the source gave stands, unless it is to be ignored', () => {
    const events = [...dealt('a', 24, { dueAt: '2021-06-30T00:00:00+08:00' })];
    expect(figures(events, same()).of('closed_late')).toEqual(['0', '0', '0']);
    expect(figures(events, same({ ignoreGivenDueAt: true })).of('closed_late')).toEqual(['0', '1', '1']);
  });

  test('an extension moves no due; that there was one is still counted', () => {
    const extensions = [{ approvedAt: '2021-06-07T10:00:00+08:00', newDueAt: '2021-06-30T00:00:00+08:00' }];
    const events = [
      ...dealt('before its first due', 8, { extensions }),
      ...dealt('thanks to it', 24, { extensions }),
      ...dealt('none', 24),
    ];
    const { of, different } = figures(events, same({ extensionsCountAsLate: true }));
    expect(of('closed_late')).toEqual(['1', '2', '1']);
    expect(of('closed_on_time')).toEqual(['2', '1', '-1']);
    expect(of('extended')).toEqual(['2', '2', '0']);
    expect(different).not.toContain('extended');
  });

  test('connection of phone calls alone moves that rate, and nothing else', () => {
    const events = [
      ...dealt('letter', 8, {}, { channel: 'wechat' }),
      ...dealt('call', 8),
      event('call-received', {
        contactId: 'x',
        receivedAt: '2021-06-05T10:00:00+08:00',
        channel: 'phone',
        answered: false,
      }),
      event('call-received', {
        contactId: 'y',
        receivedAt: '2021-05-05T10:00:00+08:00',
        channel: 'phone',
        answered: true,
      }),
      event('call-received', {
        contactId: 'z',
        receivedAt: '2021-05-05T10:00:00+08:00',
        channel: 'wechat',
        answered: false,
      }),
    ];
    const { all, of, different } = figures(events, same({ connectionChannels: ['phone'] }));
    expect(of('connection_rate')).toEqual(['66.67', '50.00', '-16.67']);
    expect(different).toEqual(['connection_rate']);
    expect(all.find(({ figure }) => figure === 'contacts')?.difference).toBe('0');
    const both = figures(events, same({ connectionChannels: ['phone', 'wechat'] }));
    expect([both.of('connection_rate'), both.different]).toEqual([['66.67', '66.67', '0.00'], []]);
    expect(figures(events, same({ connectionChannels: ['nobody'] })).of('connection_rate')).toEqual([
      '66.67',
      null,
      null,
    ]);
  });

  test('what the rate is compared with is of the same channels', () => {
    const may = (contactId: string, channel: string, answered: boolean) =>
      event('call-received', { contactId, receivedAt: '2021-05-05T10:00:00+08:00', channel, answered });
    const events = [...dealt('a', 8), may('y', 'phone', true), may('z', 'wechat', false)];
    const plan = new SnapshotPlan(parsePeriod('2021-06', 0), asOf, true, context);
    const count = new RuleCount(context, null, plan.buckets);
    for (const c of casesOf(events).values()) count.add(c);
    const s = snapshotUnder({ connectionChannels: ['phone'] }, plan, (b) => count.sum(b), cut);
    expect(s.indicators.find(({ id }) => id === 'connection_rate')?.previous).toMatchObject({
      numerator: 1,
      denominator: 1,
    });
    expect(s.counters['contacts']).toBe(1);
  });

  test('tickets of a nature that does not count are in no figure of tickets; contacts stay as they are', () => {
    const events = [
      ...dealt('praise', 8, { nature: 'praise', unit: { code: 'hanbin' } }),
      ...dealt('open praise', null, { nature: 'praise' }),
      ...dealt('help', 24),
    ];
    const { of, all } = figures(events, same({ excludeNatures: ['praise'] }));
    expect([of('tickets'), of('open'), of('closed')].map(([, whatIf]) => whatIf)).toEqual(['1', '0', '1']);
    expect(of('praise{unit=hanbin}')).toEqual(['1', '0', '-1']);
    expect(of('nature_share{nature=praise}')).toEqual(['66.67', null, null]);
    expect([of('contacts_with_ticket'), of('direct'), of('orphan_tickets')]).toEqual([
      ['3', '3', '0'],
      ['0', '0', '0'],
      ['0', '0', '0'],
    ]);
    expect(all.every((f) => f.difference !== null || f.whatIf.value === null || f.today.value === null)).toBe(true);
  });
});

describe(`any history (seed ${seed})`, () => {
  const runs = { seed, numRuns: Number(process.env['PROPERTY_RUNS'] ?? 60) };
  const period = fc.constantFrom('2021-05', '2021-06', '2021-06-10', 'quarter:2021-Q2', 'range:2021-05-25..2021-06-20');

  test("under today's own rules nothing differs, and the counters are those of the cases", () => {
    fc.assert(
      fc.property(history(), period, (events, name) => {
        expect(figures(events, same(), context, name).different).toEqual([]);
        const plan = new SnapshotPlan(parsePeriod(name, 0), asOf, true, context);
        const count = new RuleCount(context, same(), plan.buckets);
        const cases = casesOf(events);
        for (const c of cases.values()) count.add(c);
        const direct = bucketsOf(cases.values());
        for (const bucket of plan.buckets) {
          expect(Object.fromEntries(count.sum(bucket))).toEqual(Object.fromEntries(direct.get(bucket) ?? []));
        }
      }),
      runs,
    );
  });

  test('under any others the identities hold', () => {
    const rules = fc.record({
      extensionsCountAsLate: fc.boolean(),
      ignoreGivenDueAt: fc.boolean(),
      connectionChannels: fc.constantFrom(null, ['phone']),
      excludeNatures: fc.subarray(['help', 'praise', 'complaint'] as const),
    });
    fc.assert(
      fc.property(history(), period, rules, (events, name, over) => {
        const plan = new SnapshotPlan(parsePeriod(name, 0), asOf, true, context);
        const count = new RuleCount(context, same(over), plan.buckets);
        for (const c of casesOf(events).values()) count.add(c);
        const s = snapshotUnder(same(over), plan, (b) => count.sum(b), cut);
        expect(s.identities.filter(({ holds }) => !holds)).toEqual([]);
      }),
      runs,
    );
  });
});
