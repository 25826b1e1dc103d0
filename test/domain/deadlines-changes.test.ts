import { describe, expect, test } from '@jest/globals';
import { dueOf } from '../../src/domain/deadlines.js';
import { loadDeadlines } from '../../src/settings/deadlines.js';
import { at, china, closing, due, dueText, end, endOf, type Given, shown, ticket } from '../support/deadlines.js';

describe('step 3: extensions', () => {
  const extended = (...extensions: [string, string][]): Given => ({ extensions });

  test('approved in time, the new due holds: over the rule and over a given due', () => {
    expect(due('06-11 08:00', extended(['06-21 09:00', '06-30 12:00']))).toEqual({
      at: at('06-30 12:00'),
      firstAt: at('06-30 12:00'),
      held: false,
      extended: true,
    });
    expect(dueText('06-11 08:00', { dueAt: '06-13 12:00', ...extended(['06-13 12:00', '06-20 12:00']) })).toBe(
      '06-20T12:00',
    );
  });

  test('approved at the due is in time, a minute later is not', () => {
    expect(due('06-11 08:00', extended(['06-22 00:00', '06-30 12:00'])).extended).toBe(true);
    expect(due('06-11 08:00', extended(['06-22 00:01', '06-30 12:00']))).toMatchObject({
      at: endOf('06-21'),
      extended: false,
    });
  });

  test('only the earliest approval counts; of equal ones the first listed', () => {
    const later: [string, string] = ['06-16 09:00', '07-30 12:00'];
    expect(dueText('06-11 08:00', extended(later, ['06-15 09:00', '06-28 12:00']))).toBe('06-28T12:00');
    expect(dueText('06-11 08:00', extended(['06-16 09:00', '06-29 12:00'], later))).toBe('06-29T12:00');
    expect(dueText('06-11 08:00', extended(later, ['06-16 09:00', '06-29 12:00']))).toBe('07-30T12:00');
  });

  test('measured against the due that the holds moved', () => {
    const approvedLate = extended(['06-23 12:00', '06-30 12:00']);
    expect(due('06-11 08:00', approvedLate).extended).toBe(false);
    expect(due('06-11 08:00', { ...approvedLate, holds: [['06-15 09:00', '06-17 18:00']] }).extended).toBe(true);
    // While the hold runs, as the hold had moved it by the approval.
    expect(due('06-11 08:00', { ...approvedLate, holds: [['06-15 09:00']] })).toMatchObject({
      at: at('06-30 12:00'),
      held: true,
      extended: true,
    });
    expect(due('06-11 08:00', { ...approvedLate, holds: [['06-23 13:00']] })).toMatchObject({
      held: false,
      extended: false,
    });
  });
});

describe('step 4: reopenings', () => {
  test('the later of the due so far and the term from the reopening', () => {
    expect(dueText('06-11 08:00', {}, closing(null, [['06-14 09:00']]))).toBe(end('06-21')); // both end on the 21st
    expect(dueText('06-11 08:00', {}, closing(null, [['06-16 09:00']]))).toBe(end('06-23'));
    expect(dueText('06-11 08:00', { nature: 'consultation' }, closing('06-30 10:00', [['06-29 09:00']]))).toBe(
      end('06-30'),
    );
    expect(dueText('06-11 08:00', { urgency: 'urgent' }, closing(null, [['06-20 09:00']]))).toBe('06-21T09:00');
    expect(dueText('06-11 08:00', { dueAt: '07-30 12:00' }, closing(null, [['06-20 09:00']]))).toBe('07-30T12:00');
    expect(dueText('06-11 08:00', { dueAt: '06-12 12:00' }, closing(null, [['06-16 09:00']]))).toBe(end('06-23'));
  });

  test('its own due holds, even an earlier one; the last reopening decides, wherever it is listed', () => {
    expect(dueText('06-11 08:00', {}, closing(null, [['06-16 09:00', '06-17 12:00']]))).toBe('06-17T12:00');
    const two: [string, string?][] = [['06-25 09:00'], ['06-16 09:00', '06-17 12:00']];
    expect(dueText('06-11 08:00', {}, closing(null, two))).toBe(end('07-02'));
    expect(dueText('06-11 08:00', {}, closing(null, [...two].reverse()))).toBe(end('07-02'));
  });

  test('the first closing is measured against the due without reopenings', () => {
    const found = due(
      '06-11 08:00',
      { extensions: [['06-21 09:00', '06-28 12:00']] },
      closing('07-05 10:00', [['06-29 09:00']], '06-28 11:00'),
    );
    expect(found).toEqual({ at: endOf('07-06'), firstAt: at('06-28 12:00'), held: false, extended: true });
  });

  test('the rule is that of the creation', () => {
    const rules = loadDeadlines({
      rules: [{ otherwise: { workingDays: 5 } }, { validFrom: '2021-06-15', otherwise: { workingDays: 1 } }],
    });
    expect(shown(dueOf(ticket('06-11 08:00'), closing(null, [['06-16 09:00']]), { ...china, rules }).at)).toBe(
      end('06-23'),
    );
  });

  test('a hold without end was ended by the closing before the reopening; a new one holds', () => {
    const urgent = { urgency: 'urgent' };
    const before: Given = { ...urgent, holds: [['06-11 10:00']] };
    // First closed at 13:00: three hours held. The reopening's own term ends later.
    expect(due('06-11 08:00', before, closing(null, [['06-11 20:00']], '06-11 13:00'))).toMatchObject({
      at: at('06-12 20:00'),
      firstAt: at('06-12 11:00'),
      held: false,
    });
    expect(due('06-11 08:00', before, closing(null, [['06-11 20:00']]))).toMatchObject({
      firstAt: at('06-12 18:00'),
      held: false,
    });
    const after: Given = { ...urgent, holds: [['06-13 09:00']] };
    expect(due('06-11 08:00', after, closing(null, [['06-13 08:00']]))).toMatchObject({
      at: at('06-14 08:00'),
      held: true,
    });
    // Held from the very instant of the reopening: the closing was before.
    expect(due('06-11 08:00', after, closing(null, [['06-13 09:00']])).held).toBe(true);
    expect(due('06-11 08:00', after)).toMatchObject({ at: at('06-12 08:00'), held: false });
  });
});

describe('step 6: beyond the calendar', () => {
  const unknown2027 = { at: null, firstAt: null, missingYear: 2027 };

  test('is unknown and names the year', () => {
    expect(due('2026-12-25T10:00:00+08:00')).toEqual({ ...unknown2027, held: false, extended: false });
    expect(due('2026-12-24T10:00:00+08:00').at).toBe(Date.parse('2026-12-31T16:00:00Z'));
    expect(due('2027-03-01T10:00:00+08:00')).toMatchObject(unknown2027);
    expect(due('2003-12-31T10:00:00+08:00').at).not.toBeNull();
    expect(due('2003-12-30T10:00:00+08:00').missingYear).toBe(2003);
  });

  test('clock terms and given dues need no calendar', () => {
    expect(due('2027-03-01T10:00:00+08:00', { urgency: 'critical' }).at).toBe(Date.parse('2027-03-01T12:00:00+08:00'));
    expect(due('2027-03-01T10:00:00+08:00', { dueAt: '2027-03-05T00:00:00+08:00' })).not.toHaveProperty('missingYear');
  });

  test('a hold or a reopening may reach beyond it', () => {
    const held: Given = { holds: [['2026-12-28T10:00:00+08:00', '2027-01-05T10:00:00+08:00']] };
    expect(due('2026-12-21T10:00:00+08:00', held)).toMatchObject(unknown2027);
    const pushed: Given = { holds: [['2026-12-24T10:00:00+08:00', '2026-12-30T10:00:00+08:00']] };
    expect(due('2026-12-24T10:00:00+08:00', pushed)).toMatchObject(unknown2027);
    const reopened = closing(null, [['2026-12-30T10:00:00+08:00']]);
    expect(due('2026-12-21T10:00:00+08:00', {}, reopened)).toMatchObject({
      at: null,
      firstAt: Date.parse('2026-12-28T16:00:00Z'),
      missingYear: 2027,
    });
  });

  test('a reopening with a due of its own is known, though the first due is not', () => {
    const reopened = closing(null, [['2026-12-30T10:00:00+08:00', '2027-01-15T10:00:00+08:00']]);
    expect(due('2026-12-25T10:00:00+08:00', {}, reopened)).toMatchObject({
      at: Date.parse('2027-01-15T10:00:00+08:00'),
      firstAt: null,
      missingYear: 2027,
    });
  });

  test('an extension that any calendar would let count, counts', () => {
    const approved = (text: string): Given => ({ extensions: [[text, '2027-02-01T00:00:00+08:00']] });
    const known = due('2026-12-25T10:00:00+08:00', approved('2026-12-31T23:59:59+08:00'));
    expect(known).toEqual({
      at: Date.parse('2027-02-01T00:00:00+08:00'),
      firstAt: Date.parse('2027-02-01T00:00:00+08:00'),
      held: false,
      extended: true,
    });
    expect(due('2026-12-25T10:00:00+08:00', approved('2027-01-01T00:00:00+08:00'))).toMatchObject({
      ...unknown2027,
      extended: false,
    });
  });

  test('no rule: unknown without a missing year; a given due, extension or reopening still counts', () => {
    const ctx = { ...china, rules: loadDeadlines({ rules: [{ otherwise: 'unknown' }] }) };
    const none = { at: null, firstAt: null, held: false, extended: false };
    expect(dueOf(ticket('06-11 08:00'), undefined, ctx)).toEqual(none);
    expect(dueOf(ticket('06-11 08:00', { holds: [['06-12 08:00', '06-13 08:00']] }), undefined, ctx)).toEqual(none);
    expect(dueOf(ticket('06-11 08:00', { holds: [['06-12 08:00']] }), undefined, ctx)).toEqual({ ...none, held: true });
    expect(dueOf(ticket('06-11 08:00', { dueAt: '06-12 00:00' }), undefined, ctx).at).toBe(at('06-12 00:00'));
    expect(dueOf(ticket('06-11 08:00', { extensions: [['06-12 08:00', '06-15 00:00']] }), undefined, ctx).at).toBe(
      at('06-15 00:00'),
    );
    expect(dueOf(ticket('06-11 08:00'), closing(null, [['06-12 08:00']]), ctx).at).toBeNull();
  });
});
