import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { recompute } from '../../src/verifier/recompute.js';
import { call, closing, context, local, retracted, ticket } from './support.js';

const seed = 20210612;
const day = fc.integer({ min: 1, max: 30 }).map((d) => `06-${String(d).padStart(2, '0')} 10:00`);
const contactId = fc.constantFrom('a', 'b');
const rev = fc.integer({ min: 0, max: 2 });
const anyEvent = fc.oneof(
  fc
    .record({ contactId, rev, answered: fc.boolean(), on: day })
    .map((e) => call(e.contactId, { ...e, receivedAt: local(e.on) })),
  fc
    .record({ contactId, rev, on: day, unit: fc.constantFrom('hanbin', 'housing') })
    .map((e) => ticket(`${e.contactId}/t`, { rev: e.rev, createdAt: local(e.on), unit: { code: e.unit } })),
  fc.record({ contactId, rev, on: fc.option(day) }).map((e) => closing(`${e.contactId}/t`, e.on, { rev: e.rev })),
  fc.record({ contactId, rev }).map((e) => retracted('ticket-created', `${e.contactId}/t`, e.rev)),
);

test(`order and repetition do not matter, and the identities hold (seed ${seed})`, () => {
  const history = fc
    .array(anyEvent, { maxLength: 12 })
    .chain((events) =>
      fc.tuple(fc.constant(events), fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 })),
    );
  fc.assert(
    fc.property(history, ([events, shuffled]) => {
      const figures = recompute(events, 'month:2021-06', context);
      const again = recompute(shuffled, 'month:2021-06', context);
      expect(Object.fromEntries(again.counters)).toEqual(Object.fromEntries(figures.counters));
      expect(figures.identities.filter(({ holds }) => !holds)).toEqual([]);
    }),
    { seed, numRuns: 150 },
  );
});
