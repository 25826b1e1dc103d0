import { describe, expect, test } from '@jest/globals';
import { contradictions } from '../../src/domain/baseline-checks.js';
import { labelAliases, measureNames, openingCounter } from '../../src/domain/baseline-names.js';

const codes: Record<string, Record<string, string>> = { nature: { 求助类: 'help' }, topic: {} };
const named = (text: string) => openingCounter(text, (label, name) => codes[label]?.[name]);

describe('the name of an opening figure', () => {
  test.each([
    ['contacts', 'contacts'],
    ['受理总量', 'contacts'],
    [' 接通量 ', 'answered'],
    ['tickets{nature=help}', 'tickets{nature=help}'],
    ['工单{性质=求助类}', 'tickets{nature=help}'],
    ['工单\uff5b性质\uff1d求助类\uff5d', 'tickets{nature=help}'],
    ['接通{热点=疫情}', 'answered{topic=疫情}'],
    ['tickets{region=100%}', 'tickets{region=100%25}'],
    ['tickets{region=x%3Dy}', 'tickets{region=x%3Dy}'],
    ['closed_late{nature=help}', 'closed_late{nature=help}'],
  ])('%s is %s', (text, counter) => expect(named(text)).toEqual({ counter }));

  test.each([
    ['calls', /no counter is called calls/],
    ['tickets{', /is no counter/],
    ['tickets{nature=help,unit=u}', /is no counter/],
    ['tickets{unit=汉滨区}', /not kept by unit/],
    ['tickets{channel=phone}', /not counted by channel, but by .*nature/],
    ['在办', /moves with the clock/],
    ['contacts_excluded', /counted by reason only/],
  ])('%s is refused', (text, message) => expect(named(text)).toEqual({ problem: expect.stringMatching(message) }));

  test('every Chinese name leads to one counter, every label to one that some counter has', () => {
    expect([...measureNames.keys()].length).toBeGreaterThan(50);
    for (const label of Object.values(labelAliases))
      expect(
        ['contacts', 'answered', 'tickets', 'closed', 'contacts_excluded'].some(
          (m) => 'counter' in named(`${m}{${label}=x}`),
        ),
      ).toBe(true);
  });
});

describe('totals that contradict each other', () => {
  const check = (counters: Record<string, number>) => contradictions(new Map(Object.entries(counters)));

  test.each<[Record<string, number>, string]>([
    [
      { answered: 10, direct: 7, contacts_with_ticket: 4 },
      'answered 10 ≠ direct + contacts_with_ticket 11 (difference -1)',
    ],
    [{ answered: 10, direct: 11 }, 'direct 11 > answered 10 (difference 1)'],
    [{ contacts: 5, answered: 6 }, 'answered 6 > contacts 5 (difference 1)'],
    [
      { contacts: 5, 'contacts{channel=phone}': 3, 'contacts{channel=wechat}': 3 },
      'sum of contacts{channel} 6 ≠ contacts 5 (difference 1)',
    ],
    [{ answered: 5, 'answered{topic=a}': 6 }, 'answered{topic=a} 6 > answered 5 (difference 1)'],
    [
      {
        tickets: 9,
        ...Object.fromEntries(
          ['help', 'consultation', 'report', 'praise', 'complaint', 'suggestion', 'other'].map((n) => [
            `tickets{nature=${n}}`,
            1,
          ]),
        ),
      },
      'sum of tickets{nature} 7 ≠ tickets 9 (difference -2)',
    ],
  ])('%j', (counters, problem) => expect(check(counters)).toContain(problem));

  test('what is not all given is not judged; topics may overlap', () => {
    expect(check({ answered: 10, direct: 7 })).toEqual([]);
    expect(check({ tickets: 9, 'tickets{nature=help}': 5 })).toEqual([]);
    expect(check({ answered: 5, 'answered{topic=a}': 4, 'answered{topic=b}': 4 })).toEqual([]);
    expect(check({ direct: 7, contacts_with_ticket: 3 })).toEqual([]);
  });
});
