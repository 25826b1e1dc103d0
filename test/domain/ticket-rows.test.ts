import { describe, expect, test } from '@jest/globals';
import { type Case, emptyCase } from '../../src/domain/case.js';
import { byBytes } from '../../src/domain/texts.js';
import { instantText, movedRows, parsePlacedRow, ticketPrefix, ticketRows } from '../../src/domain/ticket-rows.js';
import { context } from '../support/counts.js';
import { at } from '../support/deadlines.js';
import { then, ticketCase } from './timer-support.js';

/** Which rows a case owns, and which it gains and loses. Contact `c`, ticket `t`. */

const rows = (c: Case) => ticketRows(c, context);
const placed = (c: Case) =>
  rows(c)
    .filter(([index]) => index !== 'ticket')
    .map(([index, row]) => ({ index, ...parsePlacedRow(row) }));
const known = ['ticket', '"t"c'];
const ofTicket = { unit: 'unassigned', contactId: 'c', ticketId: 't', month: '2021-06', held: false };
const open = ticketCase('06-11 09:00');

describe('a case owns', () => {
  test('nothing without a ticket, nor of a closing alone, nor of a retracted ticket', () => {
    expect(rows(emptyCase)).toEqual([]);
    expect(rows(then(emptyCase, 'call', { receivedAt: '06-11 09:00', channel: 'phone', answered: true }))).toEqual([]);
    expect(rows(then(emptyCase, 'closing', { closedAt: '06-11 09:00' }))).toEqual([]);
    expect(rows(then(open, 'ticket', { deleted: true }))).toEqual([]);
  });

  test('of an open ticket its place by due: text, and what it says', () => {
    const due = at('06-22 00:00');
    expect(rows(open)).toEqual([known, ['open', `00${due}["unassigned","c","t","2021-06"]`]]);
    expect(placed(open)).toEqual([{ index: 'open', at: due, ...ofTicket }]);
  });

  test('an unknown due, the unit of the winning version, the month in the zone of the hotline', () => {
    const beyond = ticketCase('06-30 23:59', { unit: { code: '汉滨区"\\' } });
    expect(placed(beyond)).toMatchObject([{ unit: '汉滨区"\\', month: '2021-06' }]);
    expect(placed(then(beyond, 'ticket', { createdAt: '07-01 00:00', nature: 'praise' }))).toMatchObject([
      { unit: 'unassigned', month: '2021-07' },
    ]);
    const year = { createdAt: '2031-01-01T00:00:00+08:00' };
    expect(placed(then(open, 'ticket', year))).toMatchObject([{ at: 'unknown', month: '2031-01' }]);
  });

  test('of one on hold that it is held', () => {
    const held = then(open, 'ticket', { createdAt: '06-11 09:00', holds: [{ from: '06-12 09:00' }] });
    expect(placed(held)).toMatchObject([{ index: 'open', held: true }]);
    expect(rows(held)[1]![1]).toMatch(/"2021-06",1\]$/);
  });

  test.each([
    ['on time', '06-22 00:00', []],
    ['late', '06-22 00:01', [{ index: 'late:2021-06', at: at('06-22 00:01'), ...ofTicket }]],
    ['late, in another month', '07-02 00:00', [{ index: 'late:2021-06', at: at('07-02 00:00'), ...ofTicket }]],
  ])('of one closed %s', (_, closedAt, expected) => {
    const closed = then(open, 'closing', { closedAt });
    expect(placed(closed)).toEqual(expected);
    expect(rows(closed)[0]).toEqual(known);
  });

  test('of one opened again its place among the open ones, of a retracted closing too', () => {
    const late = then(open, 'closing', { closedAt: '06-22 00:01' });
    const reopened = then(late, 'closing', { closedAt: null, reopenings: [{ at: '06-23 00:00' }] });
    expect(placed(reopened)).toMatchObject([{ index: 'open', at: at('07-01 00:00') }]);
    expect(placed(then(late, 'closing', { deleted: true }))).toEqual(placed(open));
  });

  test('the rows of all its tickets', () => {
    const two = then(open, 'ticket', { ticketId: 'u', createdAt: '06-11 09:00' });
    expect(rows(two).map(([index]) => index)).toEqual(['ticket', 'open', 'ticket', 'open']);
    expect(placed(two).map((row) => row.ticketId)).toEqual(['t', 'u']);
  });
});

describe('a change moves', () => {
  const moves = (before: Case, after: Case) => movedRows(before, after, context);
  const row = (c: Case) => rows(c)[1]!;
  const closed = then(open, 'closing', { closedAt: '06-13 00:00' });
  const late = then(open, 'closing', { closedAt: '06-22 00:01' });

  test('a new ticket into both indexes, a retracted one out of them', () => {
    expect(moves(emptyCase, open)).toEqual(rows(open).map(([index, text]) => [index, text, true]));
    expect(moves(open, then(open, 'ticket', { deleted: true }))).toEqual(
      rows(open).map(([index, text]) => [index, text, false]),
    );
  });

  test('nothing where no row differs: another summary, a second closing on time, an event about the contact', () => {
    expect(moves(open, then(open, 'ticket', { createdAt: '06-11 09:00', summary: 'x' }))).toEqual([]);
    expect(moves(closed, then(closed, 'closing', { closedAt: '06-14 00:00' }))).toEqual([]);
    expect(moves(open, then(open, 'call', { receivedAt: '06-11 09:00', channel: 'phone', answered: true }))).toEqual(
      [],
    );
  });

  test('a closing out of the open ones, a late one into those of its month; another unit from place to place', () => {
    expect(moves(open, closed)).toEqual([[...row(open), false]]);
    expect(moves(open, late)).toEqual([
      [...row(open), false],
      [...row(late), true],
    ]);
    const moved = then(open, 'ticket', { createdAt: '06-11 09:00', unit: { code: 'hanbin' } });
    expect(moves(open, moved)).toEqual([
      [...row(open), false],
      [...row(moved), true],
    ]);
  });
});

describe('texts', () => {
  const instants = [
    -62_167_219_200_000, -100_000_000_001, -1000, -1, 0, 1, 999, 1_624_291_200_000, 253_402_300_799_999,
  ];

  test('instants have one width and the order of time, an unknown one is last; they read back', () => {
    const texts = [...instants, null].map(instantText);
    expect(new Set(texts.map((text) => text.length))).toEqual(new Set([15]));
    expect([...texts].sort(byBytes)).toEqual(texts);
    const back = texts.map((text) => parsePlacedRow(`${text}["u","c","t","2021-06"]`).at);
    expect(back).toEqual([...instants, 'unknown']);
  });

  test.each(['t', 't"', 't\\', 't!', 't#', 't"x', '', '\u0000', 't1'])(
    'the rows of ticket %j are apart from others',
    (id) => {
      const prefix = ticketPrefix(id);
      const end = `${prefix.slice(0, -1)}#`;
      const others = ['t', 't"', 't\\', 't!', 't#', 't"x', '\u0000', 't1', '', '"', '😀'].filter(
        (other) => other !== id,
      );
      for (const contact of ['c', '"', '\uffff', '😀', '!']) {
        expect(byBytes(prefix, prefix + contact) < 0 && byBytes(prefix + contact, end) < 0).toBe(true);
        for (const other of others) {
          const row = ticketPrefix(other) + contact;
          expect([other, byBytes(row, prefix) > 0 && byBytes(row, end) < 0]).toEqual([other, false]);
        }
      }
    },
  );
});
