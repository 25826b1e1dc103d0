import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { PulseError } from '../../../src/domain/errors.js';
import { Client } from './client.js';
import { callEvent, closing, creation, World } from './support.js';

/** POST /v1/events: three modes, each event by itself, an answer only after the log's. */

let world: World;
let client: Client;

beforeEach(async () => {
  world = new World();
  client = await Client.open(world.options());
});
afterEach(() => client.close());

const post = (body: unknown, type = 'application/cloudevents+json', headers: Record<string, string> = {}) =>
  client.ask({
    method: 'POST',
    url: '/v1/events',
    headers: { ...world.bearer('ingest'), 'content-type': type, ...headers },
    payload: typeof body === 'string' ? body : JSON.stringify(body),
  });
const batchType = 'application/cloudevents-batch+json';
const ids = () => world.accepted.map(({ event }) => event.id);

describe('modes', () => {
  test.each(['application/cloudevents+json', 'application/cloudevents+json; charset=utf-8', 'application/json'])(
    'structured, as %s',
    async (type) => {
      const answer = await post(callEvent('e1'), type);
      expect([answer.statusCode, answer.json()]).toEqual([
        202,
        { results: [{ index: 0, id: 'e1', status: 'accepted' }] },
      ]);
      expect(JSON.parse(world.accepted[0]!.json)).toEqual(callEvent('e1'));
    },
  );

  test.each([batchType, 'application/json'])('a batch, as %s', async (type) => {
    const answer = await post([callEvent('e1'), callEvent('e2')], type);
    expect(answer.statusCode).toBe(202);
    expect(ids()).toEqual(['e1', 'e2']);
  });

  test('binary: attributes in headers, percent-encoded where they are not ASCII', async () => {
    const { data, ...attributes } = callEvent('e1', { channel: '微信' });
    const ce = Object.entries({ ...attributes, subject: '汉滨' }).map(([k, v]) => [`ce-${k}`, encodeURI(String(v))]);
    const answer = await post(data, 'application/json', Object.fromEntries(ce));
    expect(answer.statusCode).toBe(202);
    expect(JSON.parse(world.accepted[0]!.json)).toEqual({
      ...callEvent('e1', { channel: '微信' }),
      subject: '汉滨',
      datacontenttype: 'application/json',
    });
  });

  test('binary without an attribute that every event has: which one is said', async () => {
    const answer = await post(callEvent('e1').data, 'application/json', { 'ce-id': 'e1' });
    expect([answer.statusCode, answer.json().code, answer.json().reason]).toEqual([422, 'invalid-event', 'envelope']);
    expect(answer.json().problems.join()).toContain('specversion');
  });

  test.each([
    ['a batch that is no array', callEvent('e1'), batchType, 400, 'malformed-json'],
    ['an array where one event is announced', [callEvent('e1')], 'application/cloudevents+json', 422, 'invalid-event'],
    ['half a text', '{"id": "e1', 'application/json', 400, 'malformed-json'],
    ['an empty body', '', 'application/json', 400, 'malformed-json'],
    ['XML', '<event/>', 'application/xml', 415, 'unsupported-media-type'],
    ['a merge patch', '{}', 'application/merge-patch+json', 415, 'unsupported-media-type'],
  ])('%s is refused', async (_what, body, type, status, code) => {
    const answer = await post(body, type);
    expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(world.accepted).toEqual([]);
  });

  test('an encoded body is refused in words, not read as garbage', async () => {
    const answer = await post(callEvent('e1'), 'application/json', { 'content-encoding': 'gzip' });
    expect([answer.statusCode, answer.headers['accept-encoding']]).toEqual([415, 'identity']);
  });

  test('what is not UTF-8 is refused', async () => {
    const bytes = Buffer.from(JSON.stringify(callEvent('e1', { region: 'ÿ' })), 'latin1');
    const answer = await client.ask({
      method: 'POST',
      url: '/v1/events',
      headers: { ...world.bearer('ingest'), 'content-type': 'application/json' },
      payload: bytes,
    });
    expect([answer.statusCode, answer.json().detail]).toEqual([400, 'the body is not UTF-8']);
  });
});

describe('each event by itself', () => {
  test('one bad event does not refuse its neighbours, and says which field and why', async () => {
    const bad = callEvent('e2', { answered: 'yes' });
    const answer = await post([callEvent('e1'), bad, 7, callEvent('e3')], batchType);
    expect(answer.statusCode).toBe(207);
    expect(answer.json().results).toEqual([
      { index: 0, id: 'e1', status: 'accepted' },
      {
        index: 1,
        id: 'e2',
        status: 'refused',
        reason: 'invalid-data',
        problems: [expect.stringMatching(/^data\.answered: /)],
      },
      { index: 2, id: null, status: 'refused', reason: 'envelope', problems: [expect.any(String)] },
      { index: 3, id: 'e3', status: 'accepted' },
    ]);
    expect(ids()).toEqual(['e1', 'e3']);
  });

  test('a batch of nothing but bad ones is a problem that lists them', async () => {
    const answer = await post([callEvent('e1', { channel: 3 })], batchType);
    expect([answer.statusCode, answer.json().code, answer.json().results.length]).toEqual([422, 'batch-refused', 1]);
  });

  test('an empty batch is nothing, accepted', async () => {
    expect((await post([], batchType)).json()).toEqual({ results: [] });
  });

  test.each([
    ['a type of another version', { ...callEvent('e'), type: 'hotline.call-received.v2' }, 'unknown-type'],
    ['a date of next week', callEvent('e', { receivedAt: '2021-06-20T00:00:00+08:00' }), 'future-time'],
    ['a member called __proto__', JSON.parse('{"id":"e","data":{"__proto__":{"x":1}}}'), 'invalid-data'],
    ['constructor.prototype', callEvent('e', { extra: { constructor: { prototype: {} } } }), 'invalid-data'],
    ['endless nesting', callEvent('e', { extra: JSON.parse(`${'['.repeat(400)}${']'.repeat(400)}`) }), 'invalid-data'],
  ])('%s is refused', async (_what, event, reason) => {
    const [answer, inBatch] = [await post(event), await post([event, callEvent('good')], batchType)];
    expect([answer.statusCode, answer.json().code, answer.json().reason]).toEqual([422, 'invalid-event', reason]);
    expect(inBatch.json().results).toMatchObject([{ status: 'refused', reason }, { status: 'accepted' }]);
    expect(ids()).toEqual(['good']);
  });

  test('a word that is only called constructor does no harm', async () => {
    expect((await post(callEvent('e', { constructor: 'x' }))).statusCode).toBe(202);
  });

  test('one event of a batch that is larger than an event may be', async () => {
    const answer = await post([callEvent('e1', { extra: 'x'.repeat(10_000) }), callEvent('e2')], batchType);
    expect(answer.json().results).toMatchObject([
      { status: 'refused', problems: ['(root): larger than 10000 bytes'] },
      { status: 'accepted' },
    ]);
  });

  test('a body beyond the limits', async () => {
    const large = callEvent('e1', { extra: 'x'.repeat(10_000) });
    const batch = Array.from({ length: 30 }, (_, i) => callEvent(`e${i}`, { extra: 'x'.repeat(4000) }));
    const answers = [
      await post(large),
      await post(large, 'application/json'),
      await post(batch, batchType),
      await post(
        Array.from({ length: 10_001 }, () => 1),
        'application/json',
      ),
    ];
    expect(answers.map((a) => [a.statusCode, a.json().code])).toEqual(answers.map(() => [413, 'payload-too-large']));
    expect(world.accepted).toEqual([]);
  });
});

describe('a closing without contactId', () => {
  test('takes the contact that its ticket is known under', async () => {
    world.contacts.set('t-9', ['c-9']);
    expect((await post(closing('e1'))).statusCode).toBe(202);
    expect(JSON.parse(world.accepted[0]!.json).data).toEqual({ ...closing('e1').data, contactId: 'c-9' });
    expect(world.accepted[0]!.event.data.contactId).toBe('c-9');
  });

  test.each([null, ''])('contactId: %p is none', async (contactId) => {
    world.contacts.set('t-9', ['c-9']);
    expect((await post(closing('e1', { contactId }))).statusCode).toBe(202);
    expect(world.accepted[0]!.event.data.contactId).toBe('c-9');
  });

  test('unknown: said in words, and worth another try', async () => {
    const answer = await post(closing('e1'));
    expect([answer.statusCode, answer.json().code, answer.headers['retry-after']]).toEqual([
      422,
      'unknown-ticket',
      '2',
    ]);
    expect(answer.json().detail).toContain('no contact is known for this ticketId');
  });

  test('two contacts: nothing is guessed, and neither is named', async () => {
    world.contacts.set('t-9', ['c-secret-1', 'c-secret-2']);
    const answer = await post(closing('e1'));
    expect([answer.statusCode, answer.json().code]).toEqual([409, 'ambiguous-ticket']);
    expect(answer.body).not.toContain('secret');
  });

  test('its creation may stand anywhere in the same batch', async () => {
    const answer = await post([closing('e1'), creation('e2'), closing('e3', { ticketId: 't-none' })], batchType);
    expect(answer.json().results).toMatchObject([
      { status: 'accepted' },
      { status: 'accepted' },
      { status: 'refused', reason: 'unknown-ticket' },
    ]);
    expect(world.accepted.map(({ event }) => event.data.contactId)).toEqual(['c-9', 'c-9']);
  });

  test('what else is wrong with it is said first', async () => {
    const answer = await post(closing('e1', { outcome: 'whatever' }));
    expect([answer.json().code, answer.json().problems]).toEqual([
      'invalid-event',
      [expect.stringMatching(/^data\.outcome/)],
    ]);
  });
});

describe('what looks like a partial update', () => {
  test.each([
    ['a later version with one member', callEvent('e', { receivedAt: undefined, channel: undefined, rev: 3 })],
    ['an end, and nothing else', { ...callEvent('e'), data: { contactId: 'c', endedAt: '2021-06-12T08:30:00Z' } }],
    [
      'a creation that only says closedAt',
      { ...creation('e'), data: { contactId: 'c', ticketId: 't', closedAt: null } },
    ],
    ['a closing that only says its rating', closing('e', { contactId: 'c', closedAt: undefined, outcome: 'resolved' })],
  ])('%s: every event is the whole state', async (_what, event) => {
    const answer = await post(event);
    expect([answer.statusCode, answer.json().code]).toEqual([422, 'partial-update']);
    expect(answer.json().problems[0]).toMatch(/^data\.\w+: missing\. Every event is the whole known state/);
  });

  test.each([
    ['a new contact that lacks one member', callEvent('e', { channel: undefined })],
    ['nothing but ids', { ...callEvent('e'), data: { contactId: 'c' } }],
    ['a later version with a wrong word', callEvent('e', { rev: 3, direction: 'sideways' })],
  ])('%s: a plain mistake', async (_what, event) => {
    expect((await post(event)).json()).toMatchObject({ code: 'invalid-event', reason: 'invalid-data' });
  });

  test('a retraction is whole', async () => {
    const event = { ...callEvent('e'), data: { contactId: 'c', rev: 2, deleted: true } };
    expect((await post(event)).statusCode).toBe(202);
  });
});

test('a log that does not answer: 503, nothing is said to be accepted', async () => {
  world.refusesToPublish = new PulseError('PULSE_LOG', 'broker secret-host is away', { retryable: true });
  const answer = await post([callEvent('e1')], batchType);
  expect([answer.statusCode, answer.json().code, answer.headers['retry-after']]).toEqual([503, 'unavailable', '2']);
  expect(answer.body).not.toContain('secret-host');
});
