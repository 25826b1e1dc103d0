import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Client } from './client.js';
import { World } from './support.js';

/** Revisions of a month that is final: they never change, so whoever has one need not ask again. */

let client: Client;
beforeEach(async () => {
  client = await Client.open(new World().options({ openRead: true }));
});
afterEach(() => client.close());

test('a revision comes as it was decided, with units when asked, and may be kept for ever', async () => {
  const figures = await client.get('/v1/snapshots/month:2021-06@r1');
  expect([figures.statusCode, figures.json().counters]).toEqual([200, { contacts: 22_360 }]);
  expect(figures.headers).toMatchObject({ etag: '"decided"', 'cache-control': 'private, max-age=86400, immutable' });
  const whole = await client.get('/v1/snapshots/month:2021-06@r1?units=true');
  expect(whole.json().counters).toEqual({ contacts: 22_360, 'tickets{unit=x}': 3 });
  expect(whole.headers.etag).not.toBe(figures.headers.etag);
  const again = await client.get('/v1/snapshots/month:2021-06@r1', { 'if-none-match': '"decided"' });
  expect([again.statusCode, again.body]).toEqual([304, '']);
});

test.each([
  ['month:2021-06@r2', 'there is no revision month:2021-06@r2'],
  ['month:2021-06@r1?at=2021-07-13T00:00:00%2B08:00', 'leave out at'],
])('%s is refused', async (asked, words) => {
  const answer = await client.get(`/v1/snapshots/${asked}`);
  expect([answer.statusCode, answer.json().code]).toEqual([400, 'invalid-period']);
  expect(answer.json().detail).toContain(words);
});

test('they are listed with those who signed, and compared', async () => {
  const list = await client.get('/v1/revisions/2021-06');
  expect(list.json().revisions.map((r: { revision: number }) => r.revision)).toEqual([1, 2]);
  expect(list.json().revisions[0].signatures).toMatchObject([{ by: '王' }]);
  expect((await client.get('/v1/revisions/2021-05')).json()).toEqual({ month: '2021-05', revisions: [] });
  const diff = await client.get('/v1/revisions/2021-06/diff?from=1&to=2');
  expect(diff.json()).toMatchObject({ before: 1, after: 2, causes: [{ ticketId: 't5' }], total: 1 });
  const wrong = await client.get('/v1/revisions/2021-06/diff?from=0&to=two');
  expect(wrong.json().problems).toEqual([
    expect.stringContaining('querystring.from'),
    expect.stringContaining('querystring.to'),
  ]);
});
