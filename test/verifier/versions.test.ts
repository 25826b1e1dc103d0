import { describe, expect, test } from '@jest/globals';
import { canonicalJson, outranks } from '../../src/verifier/versions.js';
import { call, closing, counters, june, local, retracted, ticket } from './support.js';

describe('winning versions (kpi.md section 1)', () => {
  const low = { id: 'a', source: 's', time: local('06-10 10:00') };

  test.each([
    ['rev before time', call('c', { rev: 1 }, low), call('c', {}, { ...low, time: local('06-20') })],
    [
      'time before id',
      call('c', {}, { ...low, time: local('06-10 10:00:00.001') }),
      call('c', {}, { ...low, id: 'z' }),
    ],
    ['id before source', call('c', {}, { ...low, id: 'b' }), call('c', {}, { ...low, source: 'z' })],
    ['source before data', call('c', {}, { ...low, source: 't' }), call('c', { channel: 'z' }, low)],
    ['data last', call('c', { channel: 'z' }, low), call('c', { channel: 'a' }, low)],
    ['bytes, not UTF-16', call('c', {}, { ...low, id: '\u{1f4de}' }), call('c', {}, { ...low, id: '\uff10' })],
  ])('%s', (_name, winner, loser) => {
    expect(outranks(winner, loser)).toBe(true);
    expect(outranks(loser, winner)).toBe(false);
    expect(outranks(winner, winner)).toBe(false);
  });

  test('a time of one offset and of another are one instant; beyond milliseconds is cut', () => {
    const a = call('c', { channel: 'a' }, { ...low, time: '2021-06-10T10:00:00.0009+08:00' });
    const b = call('c', { channel: 'b' }, { ...low, time: '2021-06-10T02:00:00Z' });
    expect(outranks(b, a)).toBe(true);
  });

  test('canonical JSON: keys by bytes, absent members dropped, instants in UTC with milliseconds', () => {
    const held = { holds: [{ from: local('06-12 08:00'), to: local('06-13 08:00') }], urgency: undefined };
    expect(canonicalJson(ticket('c/t', held).data)).toBe(
      '{"contactId":"c","createdAt":"2021-06-11T01:00:00.000Z","extensions":[],' +
        '"holds":[{"from":"2021-06-12T00:00:00.000Z","to":"2021-06-13T00:00:00.000Z"}],' +
        '"nature":"help","rev":0,"ticketId":"t","topics":[]}',
    );
    expect(canonicalJson(closing('c/t', null, { reopenings: [{ at: local('06-12 08:00') }] }).data)).toBe(
      '{"closedAt":null,"contactId":"c","reopenings":[{"at":"2021-06-12T00:00:00.000Z"}],"rev":0,"ticketId":"t"}',
    );
    expect(canonicalJson(call('c', { waitSeconds: 5 }).data)).toContain('"waitSeconds":5');
  });

  test('every event type has its own versions: a new ticket state does not undo its closing', () => {
    const figures = june([ticket('c/t', { rev: 9 }), closing('c/t', '06-12'), ticket('c/t', { rev: 3 })]);
    expect(figures.counters.get('closed')).toBe(1);
  });

  test('a lower version that arrives later changes nothing', () => {
    const figures = june([call('c', { rev: 2, channel: 'wechat' }), call('c', { rev: 1 })]);
    expect(figures.counters.get('contacts{channel=wechat}')).toBe(1);
    expect(figures.counters.get('contacts')).toBe(1);
  });

  test('a retracted contact is nowhere, its ticket is an orphan; a higher version brings it back', () => {
    const gone = june([call('c'), ticket('c/t'), retracted('call-received', 'c', 1)]);
    expect(gone.counters.get('contacts')).toBeUndefined();
    expect(gone.counters.get('orphan_tickets')).toBe(1);
    const back = june([call('c'), ticket('c/t'), retracted('call-received', 'c', 1), call('c', { rev: 2 })]);
    expect(back.counters.get('contacts_with_ticket')).toBe(1);
    expect(back.counters.get('orphan_tickets')).toBeUndefined();
  });

  test('a retracted ticket is nowhere, its closing neither, and its contact is direct again', () => {
    const figures = june([call('c'), ticket('c/t'), closing('c/t', '06-12'), retracted('ticket-created', 'c/t', 1)]);
    expect(counters(figures)).toEqual({
      answered: 1,
      'answered{channel=phone}': 1,
      contacts: 1,
      'contacts{channel=phone}': 1,
      direct: 1,
    });
  });

  test('a retracted closing leaves the ticket open', () => {
    const figures = june([ticket('c/t'), closing('c/t', '06-12'), retracted('ticket-closed', 'c/t', 1)]);
    expect(figures.counters.get('closed')).toBeUndefined();
    expect(figures.counters.get('reopened')).toBeUndefined();
    expect(figures.counters.get('open')).toBe(1);
  });

  test('a closing waits for its ticket, and joins only the one of its own contactId', () => {
    const lonely = june([call('c'), closing('c/t', '06-12'), ticket('d/t')]);
    expect(lonely.counters.get('closed')).toBeUndefined();
    expect(lonely.counters.get('flow_closed')).toBeUndefined();
    expect(lonely.counters.get('direct')).toBe(1);
    expect(lonely.counters.get('tickets')).toBe(1);
  });
});
