import { z } from 'zod';
import { type ConditionKind, conditionKinds } from '../domain/alert.js';
import type { AlertPolicy, Route } from '../domain/alert-policy.js';
import type { ConditionPolicy } from '../domain/conditions.js';
import { PulseError } from '../domain/errors.js';
import type { EscalationStep, Rung } from '../domain/escalation.js';
import type { QuietHours } from '../domain/quiet-hours.js';
import type { TimerRules } from '../domain/timers.js';
import { conditionNames, conditionPolicyOf } from './alerts-conditions.js';
import { resolveEnv } from './alerts-env.js';
import { type AlertsConfig, alertsSchema } from './alerts-schema.js';
import { shownAlerts } from './alerts-shown.js';
import type { SinkSettings } from './alerts-sinks.js';
import { audience, type UnitCode } from './alerts-units.js';
import { unreached } from './alerts-unreached.js';
import { type Withheld, withhold } from './alerts-withheld.js';
import type { Catalogue } from './catalogue.js';

export type { SinkOf, SinkSettings, SinkType } from './alerts-sinks.js';

/** config/alerts.yaml: who is told what, when, and by which way. */
export interface AlertSettings {
  /** Part of the generation hash; everything else is read at sending time. */
  readonly timers: TimerRules;
  readonly policy: AlertPolicy;
  readonly conditions: ConditionPolicy;
  readonly language: 'zh' | 'en';
  /** Without a slash at its end. */
  readonly dashboardUrl?: string;
  /** By name. Secrets are in it: never printed whole. */
  readonly sinks: Readonly<Record<string, SinkSettings>>;
  /** What was not taken for so long is parked. */
  readonly parkAfterMs: number;
  /** Sinks whose secrets or certificates are not in this place, each with what is missing: only who sends to them needs these. */
  readonly withheld: Readonly<Record<string, readonly string[]>>;
  /** What is allowed, and mostly a mistake; in words. */
  readonly warnings: readonly string[];
  /** What holds in the end, in the form of the file, without secrets. */
  readonly shown: unknown;
}

/** What alerts.yaml refers to. */
export interface AlertsSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** null: could not be read, so that names of units are not checked. */
  readonly catalogue: Pick<Catalogue, 'unitCode' | 'unitKinds'> | null;
}

/**
 * Reads config/alerts.yaml, already parsed. Any text may be `env:NAME`: the text of that environment variable.
 *
 * @throws PulseError PULSE_CONFIG with every problem in its message and, one text a problem, in `details.problems`.
 */
export function loadAlerts(raw: unknown, { env, catalogue }: AlertsSurroundings): AlertSettings {
  const resolved = resolveEnv(raw ?? {}, env);
  const unitCode = (name: string) => (catalogue === null ? name : catalogue.unitCode(name));
  const withheld = withhold(resolved);
  const parsed = alertsSchema(unitCode).safeParse(withheld.value);
  const problems = [...resolved.problems, ...withheld.missing].map(([path, message]) => problem(path, message));
  for (const issue of parsed.error?.issues ?? []) {
    const path = issue.path.map(String).join('.');
    // What is not there cannot be judged: said once, by the name of the variable.
    if (!resolved.problems.has(path) && !resolved.unset.has(path)) problems.push(problem(path, issue.message));
  }
  if (problems.length > 0 || !parsed.success) {
    throw new PulseError('PULSE_CONFIG', problems.join('\n'), { details: { problems } });
  }
  const settings = settingsOf(parsed.data, unitCodesOf(catalogue), shownAlerts(parsed.data, resolved.taken));
  const patterns = [...Object.values(settings.sinks).flatMap((sink) => sink.for), ...audiencesOf(withheld, unitCode)];
  const lacks = [...withheld.lacks].map(([name, list]) => [
    name,
    list.map(([path, message]) => problem(path, message)),
  ]);
  return { ...settings, withheld: Object.fromEntries(lacks), warnings: unreached(patterns, settings.policy) };
}

/** Whom the sinks reach that are withheld here: another machine sends to them. */
function audiencesOf({ sinks }: Withheld, unitCode: UnitCode): string[] {
  const patterns = Object.values(sinks).flatMap(
    (sink) => z.object({ for: z.array(z.string()) }).safeParse(sink).data?.for ?? [],
  );
  return patterns.map((pattern) => audience(unitCode).safeParse(pattern).data ?? pattern);
}

/**
 * The sinks that are asked for, or all.
 *
 * @throws PulseError PULSE_USAGE for a name that is no sink; PULSE_CONFIG when there is none at all, or its secrets or its
 * certificate are not in this place.
 */
export function sinksOf(alerts: AlertSettings, names?: readonly string[]): [name: string, sink: SinkSettings][] {
  const known = [...Object.keys(alerts.sinks), ...Object.keys(alerts.withheld)];
  if (known.length === 0)
    throw new PulseError('PULSE_CONFIG', 'alerts.yaml has no sinks: there is nobody to send alerts to');
  const unknown = names?.filter((name) => !known.includes(name)) ?? [];
  if (unknown.length > 0)
    throw new PulseError('PULSE_USAGE', `${unknown.join(', ')}: no such sink; alerts.yaml has ${known.join(', ')}`);
  const problems = Object.entries(alerts.withheld).flatMap(([name, list]) =>
    (names?.includes(name) ?? true) ? list : [],
  );
  if (problems.length > 0) throw new PulseError('PULSE_CONFIG', problems.join('\n'), { details: { problems } });
  return Object.entries(alerts.sinks).filter(([name]) => names?.includes(name) ?? true);
}

const problem = (path: string, message: string): string => `alerts${path === '' ? '' : `: ${path}`}: ${message}`;

/** What one sink takes, for alert-policy.ts. */
export function routeOf(sink: SinkSettings): Route {
  const book = (entries: Readonly<Record<string, readonly string[]>>) => new Map(Object.entries(entries));
  const mail =
    sink.type === 'smtp' ? { to: sink.to, units: book(sink.units), supervisors: book(sink.supervisors) } : null;
  return { for: sink.for, kinds: sink.kinds ?? null, mail };
}

function settingsOf(config: AlertsConfig, unitCodes: ReadonlyMap<string, string>, shown: unknown) {
  const { reminderHour, maxReminders, graceMinutes, maxAgeHours, language, dashboardUrl, parkAfterHours, sinks } =
    config;
  const namesOf = (code: string) => [...unitCodes].filter(([, other]) => other === code).map(([name]) => name);
  return {
    timers: { reminderHour, maxReminders, graceMs: graceMinutes * 60_000, maxAgeMs: maxAgeHours * 3_600_000 },
    policy: policyOf(config, unitCodes),
    conditions: conditionPolicyOf(config.conditions, namesOf),
    language,
    ...(dashboardUrl !== undefined && { dashboardUrl: dashboardUrl.replace(/\/+$/, '') }),
    parkAfterMs: parkAfterHours * 3_600_000,
    sinks,
    shown,
  };
}

function policyOf(config: AlertsConfig, unitCodes: ReadonlyMap<string, string>): AlertPolicy {
  const { conditions, quietHours } = config;
  const watched = byCondition((kind) => conditions[conditionNames[kind]].enabled);
  return {
    kinds: { ...watched, ...config.kinds },
    escalation: config.escalation.map(stepOf),
    conditionsGoTo: byCondition(
      (kind): readonly Rung[] => conditions[conditionNames[kind]].goTo ?? config.conditionsGoTo,
    ),
    revisionsGoTo: config.conditionsGoTo,
    reminders: { reminderHour: config.reminderHour, maxReminders: config.maxReminders },
    quietHours: quietHours === null ? null : quietOf(quietHours),
    digest: config.digest,
    unitCodes,
  };
}

const byCondition = <T>(value: (kind: ConditionKind) => T): Record<ConditionKind, T> =>
  Object.fromEntries(conditionKinds.map((kind) => [kind, value(kind)])) as Record<ConditionKind, T>;

function stepOf({ to, afterWorkingDays, afterHours }: AlertsConfig['escalation'][number]): EscalationStep {
  if (afterWorkingDays !== undefined) return { to, after: { workingDays: afterWorkingDays } };
  return { to, after: afterHours === undefined ? 'at-once' : { hours: afterHours } };
}

function quietOf({ from, to }: { readonly from: string; readonly to: string }): QuietHours {
  const minutes = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
  return { from: minutes(from), to: minutes(to) };
}

function unitCodesOf(catalogue: AlertsSurroundings['catalogue']): ReadonlyMap<string, string> {
  if (catalogue === null) return new Map();
  return new Map([...catalogue.unitKinds.keys()].map((name) => [name, catalogue.unitCode(name) ?? name]));
}
