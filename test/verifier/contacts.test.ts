import { describe, expect, test } from '@jest/globals';
import { recompute } from '../../src/verifier/recompute.js';
import { call, context, counters, june, local, pick, retracted, ticket } from './support.js';

describe('contacts (kpi.md sections 2 and 3)', () => {
  test('every counter of one answered call with labels', () => {
    const fields = { category: 'traffic', region: '汉滨区', topics: ['出租车', '疫情', '疫情', ''], waitSeconds: 15.9 };
    expect(counters(june([call('c', fields)]))).toEqual({
      contacts: 1,
      'contacts{channel=phone}': 1,
      answered: 1,
      'answered{channel=phone}': 1,
      'answered{category=traffic}': 1,
      'answered{region=汉滨区}': 1,
      'answered{topic=出租车}': 1,
      'answered{topic=疫情}': 1,
      direct: 1,
      waited: 1,
      waited_within_15s: 1,
      wait_seconds: 15,
    });
  });

  test('not answered: no answered counter; abandoned only with abandonedAt', () => {
    const figures = june([
      call('a', { answered: false, abandonedAt: local('06-10 09:01'), category: 'x', waitSeconds: 3 }),
      call('b', { answered: false, channel: 'wechat' }),
      call('c', { answered: true, channel: 'letter', abandonedAt: local('06-10 09:01') }),
    ]);
    expect(counters(figures)).toEqual({
      contacts: 3,
      'contacts{channel=phone}': 1,
      'contacts{channel=wechat}': 1,
      'contacts{channel=letter}': 1,
      answered: 1,
      'answered{channel=letter}': 1,
      abandoned: 1,
      'abandoned{channel=phone}': 1,
      direct: 1,
    });
  });

  test('excluded contacts: outbound before the reason, once, and nowhere else', () => {
    const figures = june([
      call('a', { direction: 'outbound', invalid: 'test' }),
      call('b', { direction: 'inbound', invalid: 'silent' }),
      call('c', { direction: 'outbound', answered: false }),
      ticket('a/t'),
      ticket('c/t'),
    ]);
    expect(pick(figures, 'contacts', 'contacts_with_ticket', 'unanswered_with_ticket', 'orphan_tickets')).toEqual([
      0, 0, 0, 0,
    ]);
    expect(pick(figures, 'contacts_excluded{reason=outbound}', 'contacts_excluded{reason=silent}')).toEqual([2, 1]);
    expect(pick(figures, 'contacts_excluded{reason=test}', 'tickets')).toEqual([0, 2]);
  });

  test('a retracted excluded contact is nowhere', () => {
    const events = [call('a', { invalid: 'test' }), retracted('call-received', 'a', 1)];
    expect(counters(june(events))).toEqual({});
  });

  test('direct, with ticket, unanswered with ticket; two tickets are one contact', () => {
    const figures = june([
      call('a'),
      ticket('a/1'),
      ticket('a/2'),
      call('b'),
      call('c', { answered: false }),
      ticket('c/1', { createdAt: local('07-02') }),
      ticket('nobody/1'),
    ]);
    expect(pick(figures, 'answered', 'direct', 'contacts_with_ticket', 'unanswered_with_ticket')).toEqual([2, 1, 1, 1]);
    expect(pick(figures, 'tickets', 'orphan_tickets')).toEqual([3, 1]);
  });

  test('waits: waitSeconds, else answeredAt − queuedAt, else − receivedAt; cut; negative or absent = unknown', () => {
    const received = '2021-06-10T09:00:00+08:00';
    const figures = june([
      call('given', { receivedAt: received, waitSeconds: 20, answeredAt: local('06-10 09:00:01') }),
      call('queued', {
        receivedAt: received,
        queuedAt: local('06-10 09:00:10'),
        answeredAt: '2021-06-10T09:00:25.999+08:00',
      }),
      call('received', { receivedAt: received, answeredAt: '2021-06-10T09:00:16.000+08:00' }),
      call('zero', { receivedAt: received, answeredAt: received }),
      call('negative', { receivedAt: received, answeredAt: '2021-06-10T08:59:59.500+08:00' }),
      call('given-negative', { waitSeconds: -0.5, receivedAt: received, answeredAt: local('06-10 09:00:05') }),
      call('absent', { receivedAt: received }),
      call('letter', { channel: 'letter', waitSeconds: 5 }),
    ]);
    expect(pick(figures, 'waited', 'waited_within_15s', 'wait_seconds')).toEqual([4, 2, 20 + 15 + 16 + 0]);
  });

  test('months are cut in the hotline zone, the first instant in, the next month out', () => {
    const events = [
      call('a', { receivedAt: '2021-05-31T15:59:59.999Z' }),
      call('b', { receivedAt: '2021-05-31T16:00:00.000Z' }),
      call('c', { receivedAt: '2021-06-30T15:59:59.999Z' }),
      call('d', { receivedAt: '2021-06-30T16:00:00.000Z' }),
    ];
    expect(june(events).counters.get('contacts')).toBe(2);
    expect(recompute(events, 'day:2021-05-31', context).counters.get('contacts')).toBe(1);
    expect(recompute(events, 'day:2021-06-30', context).counters.get('contacts')).toBe(1);
  });
});
