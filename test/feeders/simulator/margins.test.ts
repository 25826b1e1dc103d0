import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Profile } from '../../../src/feeders/simulator/profile.js';
import { simulate } from '../../../src/feeders/simulator/simulate.js';
import { countNaively, type Naive } from './naive.js';
import { halfYear, twoMonths, world } from './support.js';

/** The printed report, and every margin of the month files, counted by plain loops over the events. */

interface Figure {
  readonly text: string;
  readonly period: string;
  readonly id: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly printed: number | string;
  readonly verdict: string;
  readonly numerator?: number;
  readonly denominator?: number;
  readonly against?: string;
}
interface Golden {
  readonly figures: readonly Figure[];
  readonly printedElsewhere: { readonly praisedUnits: readonly string[]; readonly overdueCases: readonly string[][] };
  readonly may2021: Record<'contacts' | 'answered' | 'tickets', number> &
    Record<'nature' | 'category' | 'topic', Record<string, number>>;
}
const golden: Golden = JSON.parse(readFileSync(new URL('../../golden/ankang-2021-06.json', import.meta.url), 'utf8'));

const counted = new Map<Profile, Naive>(
  [twoMonths, halfYear].map((profile) => [profile, countNaively(simulate(profile, { seed: 1, ...world }))]),
);

const nameOf = (id: string, labels: Figure['labels']): string => {
  const pairs = Object.entries(labels)
    .sort()
    .map(([k, v]) => `${k}=${v}`);
  return pairs.length === 0 ? id : `${id}{${pairs.join(',')}}`;
};

/** Which counters a printed rate divides. */
function parts({ id, labels }: Figure): [string, string] | null {
  if (id === 'connection_rate') return ['answered', 'contacts'];
  if (id === 'direct_rate') return ['direct', 'answered'];
  if (id === 'ticket_rate') return ['contacts_with_ticket', 'answered'];
  if (id === 'nature_share') return [nameOf('tickets', labels), 'tickets'];
  if (id === 'category_share' || id === 'topic_share') return [nameOf('answered', labels), 'answered'];
  if (id === 'on_time_rate') return [nameOf('closed_on_time', labels), nameOf('tickets', labels)];
  return null;
}

const monthOf = (period: string): string => (period === '2021-H1' ? 'all' : period);
const rate = (n: number, d: number): string => (Math.floor((n * 20_000 + d) / (2 * d)) / 100).toFixed(2);
const whole = golden.figures.filter((f) => typeof f.printed === 'number');

describe.each([twoMonths, halfYear])('$id against the printed report', (profile) => {
  const naive = counted.get(profile)!;
  const shown = golden.figures.filter((f) => f.period === '2021-06' || profile === halfYear);

  test.each(whole.filter((f) => shown.includes(f)))('$period $text ($id) = $printed', (figure) => {
    expect(naive.get(monthOf(figure.period), nameOf(figure.id, figure.labels))).toBe(figure.printed);
  });

  test.each(shown.filter((f) => f.numerator !== undefined && parts(f) !== null))(
    '$period $text: both parts',
    (figure) => {
      const [n, d] = parts(figure)!;
      const month = monthOf(figure.period);
      expect([naive.get(month, n), naive.get(month, d)]).toEqual([figure.numerator, figure.denominator]);
    },
  );

  test.each(shown.filter((f) => f.id === 'change' && f.numerator !== undefined))('$text: June and May', (figure) => {
    const { of, ...labels } = figure.labels;
    const name = nameOf(String(of), labels);
    expect([naive.get('2021-06', name), naive.get('2021-05', name)]).toEqual([figure.numerator, figure.denominator]);
  });

  test('the three largest regions of June', () => {
    const june = profile.months.at(-1)!;
    const regions = Object.keys(june.regions).map((r) => [r, naive.get('2021-06', `tickets{region=${r}}`)] as const);
    const top = regions.sort((a, b) => b[1] - a[1]).slice(0, 4);
    expect(top.slice(0, 3).map(([region]) => region)).toEqual(['汉滨区', '高新区', '旬阳县']);
    expect(top.slice(0, 3).reduce((sum, [, n]) => sum + n, 0)).toBe(2702);
    expect(top[3]![1]).toBeLessThan(top[2]![1]);
  });

  test('the late tickets of June, with their texts', () => {
    expect(naive.late('2021-06').sort()).toEqual([...golden.printedElsewhere.overdueCases].sort());
    expect(naive.get('2021-06', 'closed_late{unit_kind=enterprise}')).toBe(4);
    expect(naive.get('2021-06', 'closed_late{unit_kind=department}')).toBe(2);
  });

  test('praise goes to the praised units', () => {
    const codes = Object.keys(profile.units).filter((code) => naive.get('2021-06', `praise{unit=${code}}`) > 0);
    const praised = codes.map((code) => profile.units[code]!.name);
    expect(praised.sort()).toEqual([...golden.printedElsewhere.praisedUnits].sort());
  });

  test('the mean reply of June is 4.0 working days; 疫情 98.05 % satisfied', () => {
    const [sum, closed] = [naive.get('2021-06', 'reply_working_days'), naive.get('2021-06', 'closed')];
    expect([sum, closed]).toEqual([4 * 5793, 5793]);
    const [n, d] = [naive.get('2021-06', 'satisfied{topic=疫情}'), naive.get('2021-06', 'rated{topic=疫情}')];
    expect(rate(n, d)).toBe('98.05');
  });

  test('May as worked back from the growth rates', () => {
    const may = golden.may2021;
    const get = (name: string): number => naive.get('2021-05', name);
    expect([get('contacts'), get('answered'), get('tickets')]).toEqual([may.contacts, may.answered, may.tickets]);
    for (const [code, n] of Object.entries(may.nature))
      expect([code, get(`tickets{nature=${code}}`)]).toEqual([code, n]);
    for (const [code, n] of Object.entries(may.category))
      expect([code, get(`answered{category=${code}}`)]).toEqual([code, n]);
    for (const [code, n] of Object.entries(may.topic))
      expect([code, get(`answered{topic=${code}}`)]).toEqual([code, n]);
  });
});

test('half a year: 90.89 % satisfied, 26 late of which 6 in June', () => {
  const naive = counted.get(halfYear)!;
  expect(rate(naive.get('all', 'satisfied'), naive.get('all', 'rated'))).toBe('90.89');
  expect([naive.get('all', 'closed_late'), naive.get('2021-06', 'closed_late')]).toEqual([26, 6]);
});

describe.each([...new Set([...halfYear.months, ...twoMonths.months])])('every margin of $month', (month) => {
  const naive = counted.get(twoMonths.months.includes(month) ? twoMonths : halfYear)!;
  const get = (name: string): number => naive.get(month.month, name);
  const all = (name: (code: string) => string, counts: Readonly<Record<string, number>>): void => {
    for (const [code, n] of Object.entries(counts)) expect([name(code), get(name(code))]).toEqual([name(code), n]);
  };

  test('contacts', () => {
    for (const measure of ['contacts', 'answered', 'direct', 'tickets', 'abandoned'] as const)
      expect(get(measure)).toBe(month[measure]);
    all(
      (c) => `contacts{channel=${c}}`,
      Object.fromEntries(Object.entries(month.channels).map(([k, c]) => [k, c.contacts])),
    );
    all(
      (c) => `answered{channel=${c}}`,
      Object.fromEntries(Object.entries(month.channels).map(([k, c]) => [k, c.answered])),
    );
    all((c) => `answered{category=${c}}`, month.categories);
    all((c) => `answered{topic=${c}}`, month.topics);
    all((c) => `contacts_excluded{reason=${c}}`, month.excluded);
    expect([get('waited'), get('waited_within_15s')]).toEqual([month.waits.known, month.waits.within15s]);
    expect(get('contacts_with_ticket')).toBe(month.tickets);
    expect(get('unanswered_with_ticket')).toBe(0);
  });

  test('tickets', () => {
    all((c) => `tickets{nature=${c}}`, month.natures);
    all((c) => `tickets{region=${c}}`, month.regions);
    all((c) => `tickets{unit=${c}}`, month.units);
    all((c) => `tickets{unit_group=${c}}`, month.unitGroups);
    all((c) => `tickets{urgency=${c}}`, month.urgencies);
    all((c) => `praise{unit=${c}}`, month.praise);
    expect(Object.values(month.praise).reduce((a, b) => a + b, 0)).toBe(get('tickets{nature=praise}'));
    for (const topic of Object.keys(month.topics)) {
      const tickets = month.subjects.filter((s) => s.topics.includes(topic)).reduce((sum, s) => sum + s.tickets, 0);
      expect(get(`tickets{topic=${topic}}`)).toBe(tickets);
    }
    for (const wrong of ['orphan_tickets', 'created_before_contact', 'other_month'])
      expect([wrong, get(wrong)]).toEqual([wrong, 0]);
  });

  test('closings', () => {
    expect([get('closed'), get('closed_on_time')]).toEqual([month.tickets, month.closedOnTime]);
    expect(naive.late(month.month).sort()).toEqual(month.late.map((l) => [l.unit, l.nature, l.summary]).sort());
    expect([get('rated'), get('satisfied')]).toEqual([month.ratings.rated, month.ratings.satisfied]);
    all(
      (c) => `rated{topic=${c}}`,
      Object.fromEntries(Object.entries(month.ratings.topics).map(([k, r]) => [k, r.rated])),
    );
    all(
      (c) => `satisfied{topic=${c}}`,
      Object.fromEntries(Object.entries(month.ratings.topics).map(([k, r]) => [k, r.satisfied])),
    );
    expect(get('reply_working_days')).toBe(month.replyWorkingDays);
    expect([get('extended'), get('reopened')]).toEqual([month.extended, month.reopened]);
    for (const wrong of ['closed_before_created', 'closed_after_cut_off'])
      expect([wrong, get(wrong)]).toEqual([wrong, 0]);
  });
});
