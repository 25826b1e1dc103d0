import { describe, expect, test } from '@jest/globals';
import { WorkCalendar } from '../../src/domain/calendar.js';
import type { ViewContext } from '../../src/domain/contribution.js';
import { parseDay, zoneOf } from '../../src/domain/zone.js';
import { generationHash } from '../../src/engine/generation.js';
import { loadConfiguration } from '../../src/settings/configuration.js';
import { loadDeadlines } from '../../src/settings/deadlines.js';
import { context } from '../support/counts.js';

/** Whatever a figure was computed under is in the hash: change it, and the state of before is refused; nothing else is. */

const hash = (changed: Partial<ViewContext> = {}, partitions = 4): string =>
  generationHash({ ...context, ...changed }, partitions);
const rule = { otherwise: { workingDays: 5 } };
const data = { years: [2021, 2022], off: [parseDay('2021-10-01')!], working: [parseDay('2021-10-09')!] };

test('is sixteen hex digits, the same for the same', () => {
  expect(hash()).toMatch(/^[0-9a-f]{16}$/);
  expect(hash({ unitKinds: new Map(context.unitKinds) })).toBe(hash());
});

test('is the same for two readings of one configuration', () => {
  const [a, b] = [loadConfiguration({}), loadConfiguration({})];
  expect(generationHash(a.views, 4)).toBe(generationHash(b.views, 4));
});

test('the order in which the catalogue lists its units says nothing', () => {
  expect(hash({ unitKinds: new Map([...context.unitKinds].reverse()) })).toBe(hash());
});

describe('another one makes another generation', () => {
  const variants: [string, string][] = [
    ['partition count', hash({}, 5)],
    ['time zone', hash({ zone: zoneOf('Asia/Urumqi') })],
    ['name of the zone alone', hash({ zone: zoneOf('Asia/Chongqing') })],
    ['rules', hash({ rules: loadDeadlines({ rules: [rule] }) })],
    [
      'a later version of the rules',
      hash({ rules: loadDeadlines({ rules: [rule, { ...rule, validFrom: '2022-01-01' }] }) }),
    ],
    ['the day it begins', hash({ rules: loadDeadlines({ rules: [rule, { ...rule, validFrom: '2022-01-02' }] }) })],
    ['calendar', hash({ calendar: new WorkCalendar(data) })],
    ['a holiday', hash({ calendar: new WorkCalendar({ ...data, off: [] }) })],
    ['a make-up day', hash({ calendar: new WorkCalendar({ ...data, working: [] }) })],
    ['a published year', hash({ calendar: new WorkCalendar({ ...data, years: [2021] }) })],
    ['a unit more', hash({ unitKinds: new Map([...context.unitKinds, ['new', 'county']]) })],
    ['the kind of a unit', hash({ unitKinds: new Map([...context.unitKinds, ['town', 'county']]) })],
    ['no units', hash({ unitKinds: new Map() })],
    ['the hour of reminders', hash({ timers: { ...context.timers, reminderHour: 8 } })],
    ['their number', hash({ timers: { ...context.timers, maxReminders: 8 } })],
    ['the grace of late closings', hash({ timers: { ...context.timers, graceMs: 8 } })],
    ['what is history', hash({ timers: { ...context.timers, maxAgeMs: 8 } })],
  ];
  test.each(variants)('%s', (_, other) => expect(other).not.toBe(hash()));
  test('and no two of them are the same', () => {
    expect(new Set([hash(), ...variants.map(([, other]) => other)]).size).toBe(variants.length + 1);
  });
});
