import { z } from 'zod';
import { type TicketAlertKind, ticketAlertKinds } from '../domain/alert.js';
import { rungs } from '../domain/escalation.js';
import { natures, urgencies } from '../domain/events.js';
import { conditionsSchema, deskList } from './alerts-conditions.js';
import { sinksSchema } from './alerts-sinks.js';
import { type UnitCode, unitList } from './alerts-units.js';

/** config/alerts.yaml as a whole. Its output has the form of the file, with defaults, and codes for names of units. */

const filter = (unitCode: UnitCode) =>
  z
    .strictObject(
      {
        enabled: z.boolean().default(true),
        natures: z.array(z.enum(natures)).min(1).exactOptional(),
        urgencies: z.array(z.enum(urgencies)).min(1).exactOptional(),
        units: unitList(unitCode).exactOptional(),
        exceptUnits: unitList(unitCode).exactOptional(),
      },
      {
        error: ({ code }) =>
          code === 'invalid_type' ? 'neither true nor false nor { natures, urgencies, units, exceptUnits }' : undefined,
      },
    )
    .superRefine(({ units, exceptUnits }, ctx) => {
      const both = units?.filter((code) => exceptUnits?.includes(code)) ?? [];
      if (both.length === 0) return;
      ctx.addIssue({ code: 'custom', path: ['exceptUnits'], message: `also in units: ${both.join(', ')}` });
    });

/** true, false, or which tickets. The result is true when it is every ticket. */
const kindRule = (unitCode: UnitCode) =>
  z.preprocess(
    (value) => (typeof value === 'boolean' ? { enabled: value } : value),
    filter(unitCode).transform(({ enabled, ...lists }) => (enabled && Object.keys(lists).length > 0 ? lists : enabled)),
  );

/** That a ticket is settled is nothing to act upon: said only where it is asked for. */
const defaultOf = (kind: TicketAlertKind): boolean => kind !== 'ticket-settled';

function kindsSchema(unitCode: UnitCode) {
  const rule = kindRule(unitCode);
  const entries = ticketAlertKinds.map((kind) => [kind, rule.prefault(defaultOf(kind))]);
  return z
    .strictObject({
      ...(Object.fromEntries(entries) as Record<TicketAlertKind, z.ZodPrefault<typeof rule>>),
      revised: z.boolean().default(true),
    })
    .prefault({});
}

const step = z
  .strictObject({
    to: z.enum(rungs),
    afterWorkingDays: z.int().min(0).max(60).exactOptional(),
    afterHours: z.int().min(0).max(8760).exactOptional(),
  })
  .refine(
    (s) => s.afterWorkingDays === undefined || s.afterHours === undefined,
    'afterWorkingDays and afterHours: only one of them',
  );
type Step = z.output<typeof step>;

const defaultLadder: Step[] = [
  { to: 'unit' },
  { to: 'supervisor', afterWorkingDays: 1 },
  { to: 'duty', afterWorkingDays: 3 },
  { to: 'leader', afterWorkingDays: 5 },
];

const ladder = z
  .array(step)
  .min(1)
  .superRefine((steps, ctx) => {
    steps.forEach((s, i) => {
      const problem = ladderProblem(s, steps.slice(0, i));
      if (problem !== null) ctx.addIssue({ code: 'custom', path: [i], message: problem });
    });
  })
  .default(defaultLadder);

/** Days and hours cannot be compared with each other, so each is ascending by itself. */
function ladderProblem(s: Step, before: readonly Step[]): string | null {
  const alike = before.filter((other) => measureOf(other) === measureOf(s));
  const [own, last] = [timeOf(s), timeOf(alike.at(-1) ?? {})];
  if (own < last) return `the ladder must ascend: ${own} comes after ${last}`;
  if (measureOf(s) === 'at once' && alike.length < before.length) {
    return 'the ladder must ascend: a step without a time comes first';
  }
  return alike.some((other) => other.to === s.to) ? `${s.to} is there twice` : null;
}

const measureOf = ({ afterWorkingDays, afterHours }: Step): string => {
  if (afterWorkingDays !== undefined) return 'working days';
  return afterHours === undefined ? 'at once' : 'hours';
};
const timeOf = (s: Omit<Step, 'to'>): number => s.afterWorkingDays ?? s.afterHours ?? 0;

const wallTime = z.string('not a time such as 22:00').regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'not a time such as 22:00');
const quietHours = z
  .strictObject({ from: wallTime, to: wallTime })
  .refine(({ from, to }) => from !== to, 'from and to are the same time; no quiet hours are written null')
  .nullable()
  .default({ from: '22:00', to: '07:00' });

const dashboardUrl = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
    'not a URL such as https://12345.example.cn',
  )
  .exactOptional();

export const alertsSchema = (unitCode: UnitCode) =>
  z
    .strictObject({
      reminderHour: z.int().min(0).max(23).default(9),
      maxReminders: z.int().min(0).max(60).default(10),
      graceMinutes: z.int().min(0).max(1440).default(10),
      maxAgeHours: z.int().min(1).max(8760).default(72),
      language: z.enum(['zh', 'en']).default('zh'),
      dashboardUrl,
      kinds: kindsSchema(unitCode),
      conditions: conditionsSchema(unitCode),
      conditionsGoTo: deskList.default(['duty']),
      escalation: ladder,
      quietHours,
      digest: z
        .strictObject({
          above: z.int().min(1).max(1000).default(5),
          gatherSeconds: z.int().min(1).max(3600).default(60),
        })
        .prefault({}),
      parkAfterHours: z.int().min(1).max(8760).default(72),
      sinks: sinksSchema(unitCode),
    })
    .superRefine(({ escalation, maxReminders }, ctx) => {
      escalation.forEach(({ afterWorkingDays = 0 }, i) => {
        if (afterWorkingDays <= maxReminders) return;
        const message = `never reached: reminders end on working day ${maxReminders} (maxReminders)`;
        ctx.addIssue({ code: 'custom', path: ['escalation', i, 'afterWorkingDays'], message });
      });
    });
export type AlertsConfig = z.output<ReturnType<typeof alertsSchema>>;
