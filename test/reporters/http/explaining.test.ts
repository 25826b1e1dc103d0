import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type HotlineEvent, parseEvent } from '../../../src/domain/events.js';
import { parsePeriod } from '../../../src/domain/period.js';
import { explaining } from '../../support/explaining.js';
import { readerOver } from '../../support/fold.js';
import { MemoryStore } from '../../support/memory-store.js';
import { feed } from '../../support/ticket-lists.js';
import { Client } from './client.js';
import { World } from './support.js';

/** Figures explained, and the cases behind them, over HTTP on a real state. */

const asOf = Date.parse('2021-06-20T12:00:00+08:00');
const event = (type: string, data: object): HotlineEvent =>
  parseEvent({
    specversion: '1.0',
    id: JSON.stringify(data),
    source: 'urn:test',
    type: `hotline.${type}.v1`,
    time: '2021-06-20T10:00:00+08:00',
    data,
  });
const at = (day: number) => `2021-06-${String(day).padStart(2, '0')}T10:00:00+08:00`;

function* events() {
  for (let i = 1; i <= 60; i++) {
    const contactId = `c-${i}`;
    const ids = { contactId, ticketId: `t-${i}` };
    yield event('call-received', { contactId, receivedAt: at(1 + (i % 15)), channel: 'phone', answered: i % 4 !== 0 });
    if (i % 3 !== 0) continue;
    const secret = i % 2 === 0 ? { confidential: true, summary: '不可外传' } : { summary: '漏水' };
    const unit = { code: '汉滨区', kind: 'county' };
    yield event('ticket-created', { ...ids, createdAt: at(2), nature: 'help', unit, dueAt: at(5), ...secret });
    if (i % 9 === 0) yield event('ticket-closed', { ...ids, closedAt: at(8) });
  }
}

let client: Client;
let world: World;
let store: MemoryStore;
beforeAll(async () => {
  store = new MemoryStore();
  store.clock = asOf;
  await feed(store, events(), { partitions: 3, size: 7 });
  world = new World();
  const published = { ...(await readerOver(store, 3).snapshot(parsePeriod('2021-06', 0), asOf, true)), revision: 1 };
  const latest = (key: string) => (key === 'month:2021-06@r1' ? { snapshot: published, version: 'v' } : null);
  const options = world.options();
  client = await Client.open({
    ...options,
    api: { ...options.api!, sources: { ...options.api!.sources, explanations: explaining(store, 3, latest) } },
  });
});
afterAll(() => client.close());

const get = async (url: string) => client.get(url, world.bearer('read'));
const code = encodeURIComponent;

describe('explain', () => {
  test('a rate: words, sides, exact fraction, digits before rounding, identities, offsets', async () => {
    const answer = await get('/v1/explain/month:2021-06/connection_rate');
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.json()).toMatchObject({
      period: { kind: 'month', id: '2021-06' },
      state: 'running',
      figure: { kind: 'indicator', id: 'connection_rate', labels: {}, name: '接通率' },
      numerator: { value: 45, counters: [{ name: 'answered', value: 45 }] },
      denominator: { value: 60, counters: [{ name: 'contacts', value: 60 }] },
      base: 'contacts',
      fraction: '45/60',
      value: '75.00',
      rounding: { decimals: 2, unrounded: '75', exact: true },
      identities: [
        { id: 'answered = direct + contacts_with_ticket', holds: true, difference: 0 },
        { id: 'sum of contacts{channel} = contacts', holds: true, difference: 0 },
      ],
      asOf: { instant: '2021-06-20T04:00:00.000Z', generation: 1, rollback: 0, offsets: { events: expect.any(Array) } },
    });
  });

  test('labels in braces, as parameters, by their names; both languages', async () => {
    const urls = [
      `/v1/explain/2021-06/${code('tickets{nature=help}')}`,
      '/v1/explain/2021-06/tickets?label=nature=help',
      `/v1/explain/2021-06/${code('工单')}?label=${code('nature=求助')}`,
    ];
    const answers = await Promise.all(urls.map(async (url) => (await get(url)).json()));
    for (const a of answers) expect(a.figure).toEqual(answers[0].figure);
    expect(answers[0].figure).toEqual({
      kind: 'counter',
      id: 'tickets',
      labels: { nature: 'help' },
      name: '工单 · 求助类',
    });
    const english = (await get(`${urls[1]}&lang=en`)).json();
    expect([english.figure.name, english.definition.join(' ')]).toEqual([
      'Tickets · help',
      expect.stringMatching(/^[ -~]+$/),
    ]);
  });

  test('another instant moves open tickets only', async () => {
    const overdue = async (instant: string) =>
      (await get(`/v1/explain/2021-06/open_overdue?at=${code(instant)}`)).json().value;
    expect([await overdue('2021-06-05T10:00:00+08:00'), await overdue('2021-06-05T10:00:01+08:00')]).toEqual([
      '0',
      '14',
    ]);
  });

  test('a revision is explained as it was published, and its cases are not kept', async () => {
    const { revision, value } = (await get('/v1/explain/month:2021-06@r1/contacts')).json();
    expect([revision, value]).toEqual([1, '60']);
    expect((await get('/v1/explain/month:2021-06@r2/contacts')).json().code).toBe('invalid-period');
    const cases = (await get('/v1/cases?period=month:2021-06@r1&figure=contacts')).json();
    expect([cases.code, cases.detail]).toEqual(['invalid-period', expect.stringContaining('month:2021-06')]);
  });

  test.each([
    ['/v1/explain/2021-06/conection_rate', 'invalid-request', 'connection_rate'],
    ['/v1/explain/2021-06/tickets?label=channel=phone', 'invalid-request', 'it takes: none; nature; region'],
    ['/v1/explain/2021-06/nature_share', 'invalid-request', 'needs a label'],
    ['/v1/explain/2021-06/nature_share?label=nature=praise', 'invalid-request', 'it has nature_share{nature=help}'],
    ['/v1/explain/2021-06/change', 'invalid-request', 'of=tickets'],
    ['/v1/explain/2021-06/change?label=of=open', 'invalid-request', 'not compared'],
    ['/v1/explain/2021-06/contacts?label=window=15m', 'invalid-request', 'only live'],
    ['/v1/explain/live/contacts', 'invalid-request', 'window'],
    [`/v1/explain/day:2021-06-02/tickets?label=unit=${code('汉滨区')}`, 'invalid-request', 'whole months'],
    ['/v1/explain/2021-13/tickets', 'invalid-period', '2021-13'],
    ['/v1/explain/2021-06/tickets?label=nature', 'invalid-request', 'label'],
    ['/v1/explain/2021-06/tickets?at=yesterday', 'invalid-request', 'at'],
    ['/v1/explain/2021-06/tickets?lang=fr', 'invalid-request', 'lang'],
    [`/v1/explain/2021-06/${code('tickets{nature=%}')}`, 'invalid-request', 'no figure'],
  ])('%s: %s', async (url, problem, text) => {
    const answer = await get(url);
    expect([answer.statusCode, answer.json().code, answer.json().detail]).toEqual([
      400,
      problem,
      expect.stringContaining(text),
    ]);
  });
});

describe('cases', () => {
  const all = async (query: string) => {
    const pages = [];
    for (let after = ''; ; ) {
      const page = (await get(`/v1/cases?${query}${after}`)).json();
      pages.push(page);
      if (page.next === null) return { pages, cases: pages.flatMap((p) => p.cases) };
      after = `&after=${page.next}`;
    }
  };

  test('each once, by pages; what they add is the figure', async () => {
    const { pages, cases } = await all('period=2021-06&figure=connection_rate&limit=7');
    expect(pages.length).toBe(Math.ceil(60 / 7));
    expect(new Set(cases.map((c) => c.contactId)).size).toBe(60);
    const sum = (side: string) => cases.reduce((n, c) => n + c[side], 0);
    expect([sum('numerator'), sum('denominator')]).toEqual([45, 60]);
    expect(pages[0]).toMatchObject({
      period: 'month:2021-06',
      figure: 'connection_rate',
      asOf: '2021-06-20T04:00:00.000Z',
    });
  });

  test('of a figure of tickets: those that add to it, without a word of what they are about', async () => {
    const { cases } = await all('period=2021-06&figure=closed_late&label=nature=help');
    expect(cases).toHaveLength(6);
    const one = cases.find((c) => c.contactId === 'c-18');
    expect(one).toEqual({
      contactId: 'c-18',
      numerator: 1,
      denominator: null,
      contact: { receivedAt: '2021-06-04T02:00:00.000Z', channel: 'phone', answered: true },
      tickets: [
        {
          contactId: 'c-18', ticketId: 't-18', unit: { code: '汉滨区', kind: 'county' }, nature: 'help', urgency: 'normal',
          createdAt: '2021-06-02T02:00:00.000Z', dueAt: '2021-06-05T02:00:00.000Z', held: false, closedAt: '2021-06-08T02:00:00.000Z',
          reopenings: 0, lateMs: 259_200_000, confidential: true, numerator: 1, denominator: null,
        },
      ],
    }); // biome-ignore format: a ticket in three lines
    expect(JSON.stringify(cases)).not.toMatch(/不可外传|漏水|summary/);
  });

  test('every page is as of the instant of the first one', async () => {
    const first = (await get('/v1/cases?period=2021-06&figure=open_overdue&limit=3')).json();
    store.clock = Date.parse('2021-06-04T00:00:00+08:00');
    const second = (await get(`/v1/cases?period=2021-06&figure=open_overdue&limit=500&after=${first.next}`)).json();
    const late = (await get('/v1/cases?period=2021-06&figure=open_overdue')).json();
    store.clock = asOf;
    expect([first.cases.length + second.cases.length, second.asOf, late.cases]).toEqual([14, first.asOf, []]);
  });

  test.each(['after=x', 'after=WzEsOTksIiJd', 'limit=0', 'limit=501', 'limit=x', 'label=a'])(
    '%s is refused',
    async (q) => {
      const answer = await get(`/v1/cases?period=2021-06&figure=contacts&${q}`);
      expect([answer.statusCode, answer.json().code]).toEqual([400, 'invalid-request']);
    },
  );
});
