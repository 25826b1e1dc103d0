import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { ticketPageSchema, ticketQuerySchema } from '../../src/domain/ticket-page.js';

/** What a query for a list of tickets may be, as texts of an address, and that a document can be made of the types. */

describe('a query', () => {
  test('is read from texts', () => {
    expect(ticketQuerySchema.parse({ state: 'overdue' })).toEqual({ state: 'overdue', limit: 50 });
    const all = { state: 'closed-late', unit: '市住建局', month: '2021-06', after: 'eA', limit: '500' };
    expect(ticketQuerySchema.parse(all)).toEqual({ ...all, limit: 500 });
  });

  test.each<[string, object]>([
    ['state', { state: 'closed' }],
    ['month', { month: '2021-13' }],
    ['month', { month: '2021-6' }],
    ['limit', { limit: '0' }],
    ['limit', { limit: '501' }],
    ['limit', { limit: '1.5' }],
    ['unit', { unit: '' }],
    ['after', { after: '' }],
  ])('refuses a wrong %s: %j', (field, over) => {
    const { error } = ticketQuerySchema.safeParse({ state: 'open', ...over });
    expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([field]);
  });
});

test('codes are compared in the form in which events are kept', () => {
  expect(ticketQuerySchema.parse({ state: 'open', unit: 'e\u0301' }).unit).toBe('\u00e9');
});

test('query and page have a JSON Schema', () => {
  const query = z.toJSONSchema(ticketQuerySchema, { io: 'input' });
  expect(Object.keys(query.properties!)).toEqual(['state', 'unit', 'month', 'after', 'limit']);
  expect(query.required).toEqual(['state']);
  const page = z.toJSONSchema(ticketPageSchema);
  expect(Object.keys(page.properties!)).toEqual(['asOf', 'total', 'totalIsAtLeast', 'next', 'tickets']);
});
