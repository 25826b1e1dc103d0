import { z } from 'zod';
import type { ConditionKind } from '../domain/alert.js';
import type { ConditionPolicy } from '../domain/conditions.js';
import { type Rung, rungs } from '../domain/escalation.js';
import { byUnit, type UnitCode } from './alerts-units.js';

/** config/alerts.yaml, `conditions`: when the hotline as a whole needs attention. */

/** Percent with up to two decimals, as number or text; the result always has two: `95.00`. */
const percent = z.preprocess(
  (value) => (typeof value === 'number' ? String(value) : value),
  z
    .string('not a percentage such as 95.00')
    .regex(/^(100(\.00?)?|\d{1,2}(\.\d{1,2})?)$/, {
      error: 'not a percentage from 0 to 100 with two decimals at most',
      abort: true,
    })
    .transform((text) => {
      const [whole = '', decimals = ''] = text.split('.');
      return `${Number(whole)}.${decimals.padEnd(2, '0')}`;
    }),
);
const basisPoints = (text: string): number => Number(text.replace('.', ''));

/** `false` is short for `{ enabled: false }`. */
const switchable = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (typeof value === 'boolean' ? { enabled: value } : value), schema).prefault({});

const enabled = z.boolean().default(true);
/** Only a backlog is about a unit, so only that can go to a unit. */
export const deskList = z.array(z.enum(['duty', 'leader'])).min(1);
const goTo = deskList.exactOptional();
const minutes = z.int().min(1).max(10_080);

function rate(trouble: 'low' | 'high', opensAt: string, closesAt: string) {
  const schema = z.strictObject({
    enabled,
    opensAt: percent.default(opensAt),
    closesAt: percent.default(closesAt),
    minimumSample: z.int().min(1).max(1_000_000).default(30),
    windows: z
      .array(z.enum(['15m', '24h']))
      .min(1)
      .refine((list) => new Set(list).size === list.length, 'a window is there twice')
      .default(['15m', '24h']),
    goTo,
  });
  return switchable(
    schema.superRefine((rule, ctx) => {
      const above = basisPoints(rule.closesAt) - basisPoints(rule.opensAt);
      if (trouble === 'low' ? above >= 0 : above <= 0) return;
      const message = `opens ${trouble === 'low' ? 'under' : 'above'} ${rule.opensAt}, so it cannot close at ${rule.closesAt}: it would open and close every minute`;
      ctx.addIssue({ code: 'custom', path: ['closesAt'], message });
    }),
  );
}

const backlog = (unitCode: UnitCode) =>
  switchable(
    z
      .strictObject({
        enabled,
        opensAbove: z.int().min(1).max(10_000_000).default(200),
        closesBelow: z.int().min(1).max(10_000_000).default(180),
        units: byUnit(z.int().min(1).max(10_000_000), unitCode).default({}),
        goTo: z.array(z.enum(rungs)).min(1).default(['unit', 'duty']),
      })
      .refine((rule) => rule.closesBelow <= rule.opensAbove, {
        error: 'closesBelow is above opensAbove: it would open and close every minute',
        path: ['closesBelow'],
      }),
  );

export const conditionsSchema = (unitCode: UnitCode) =>
  z
    .strictObject({
      connectionRate: rate('low', '95.00', '96.00'),
      abandonmentRate: rate('high', '5.00', '4.00'),
      answeredIn15sRate: rate('low', '85.00', '87.00'),
      unitBacklog: backlog(unitCode),
      identity: switchable(z.strictObject({ enabled, goTo })),
      calendar: switchable(z.strictObject({ enabled, daysAhead: z.int().min(0).max(366).default(45), goTo })),
      streamStalled: switchable(z.strictObject({ enabled, afterMinutes: minutes.default(60), goTo })),
      streamLagging: switchable(z.strictObject({ enabled, afterMinutes: minutes.default(5), goTo })),
      deadLetters: switchable(
        z.strictObject({
          enabled,
          opensAbove: z.int().min(1).max(1_000_000).default(20),
          windowMinutes: minutes.default(15),
          goTo,
        }),
      ),
    })
    .prefault({});
export type ConditionsConfig = z.output<ReturnType<typeof conditionsSchema>>;

/** What each kind of condition is called in the file. */
export const conditionNames = {
  'connection-rate-low': 'connectionRate',
  'abandonment-rate-high': 'abandonmentRate',
  'answered-in-15s-rate-low': 'answeredIn15sRate',
  'unit-backlog': 'unitBacklog',
  'identity-violated': 'identity',
  'calendar-missing': 'calendar',
  'stream-stalled': 'streamStalled',
  'stream-lagging': 'streamLagging',
  'dead-letters-rising': 'deadLetters',
} as const satisfies Record<ConditionKind, keyof ConditionPolicy>;

/**
 * What is watched, without who is told of it.
 *
 * @param namesOf every name of a unit, its code included: the events of one unit may carry any of them.
 */
export function conditionPolicyOf(config: ConditionsConfig, namesOf: (code: string) => readonly string[]) {
  const units = Object.entries(config.unitBacklog.units).flatMap(([code, n]) =>
    [...new Set([code, ...namesOf(code)])].map((name) => [name, n] as const),
  );
  const { goTo: _, ...unitBacklog } = { ...config.unitBacklog, units: Object.fromEntries(units) };
  const policy: ConditionPolicy = {
    connectionRate: withoutGoTo(config.connectionRate),
    abandonmentRate: withoutGoTo(config.abandonmentRate),
    answeredIn15sRate: withoutGoTo(config.answeredIn15sRate),
    unitBacklog,
    identity: withoutGoTo(config.identity),
    calendar: withoutGoTo(config.calendar),
    streamStalled: withoutGoTo(config.streamStalled),
    streamLagging: withoutGoTo(config.streamLagging),
    deadLetters: withoutGoTo(config.deadLetters),
  };
  return policy;
}

function withoutGoTo<T extends { readonly goTo?: readonly Rung[] }>({ goTo: _, ...rule }: T): Omit<T, 'goTo'> {
  return rule;
}
