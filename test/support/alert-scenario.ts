import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Alert, alertOf } from '../../src/domain/alert.js';
import type { Zone } from '../../src/domain/zone.js';
import type { LogRecord } from '../../src/ports/event-log.js';
import type { Scenario } from './scenario.js';

/** What the kill tests of the alerts share: their settings, and the test's own view of the alerts topic. */

type Section = Readonly<Record<string, unknown>>;

/**
 * Writes the settings of a scenario anew, before its first process starts.
 *
 * @param settings of pulse.yaml, laid over the scenario's own section by section.
 * @param alerts the whole of alerts.yaml.
 */
export function configure({ env }: Scenario, settings: Readonly<Record<string, Section>>, alerts: Section): void {
  const dir = env['PULSE_CONFIG_DIR']!;
  const file = join(dir, 'pulse.yaml');
  const given = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Section>;
  for (const [name, section] of Object.entries(settings)) given[name] = { ...given[name], ...section };
  writeFileSync(file, JSON.stringify({ ...given, timeZone: zoneAtNoon(Date.now()) })); // JSON is YAML
  writeFileSync(join(dir, 'alerts.yaml'), JSON.stringify(alerts));
}

/** Where it is about noon now: no test runs into a midnight, which would make another due day. */
export function zoneAtNoon(now: number): Zone['id'] {
  const east = 12 - new Date(now).getUTCHours();
  return east === 0 ? 'Etc/GMT' : `Etc/GMT${east > 0 ? '-' : '+'}${Math.abs(east)}`; // their signs are the wrong way round
}

/** A record of the alerts topic. */
export interface SaidAlert {
  readonly alert: Alert;
  /** As it stands in the topic. */
  readonly text: string;
}

/** The alerts topic, followed while the processes write it. */
export class SaidAlerts {
  /** In the order of their partitions. */
  readonly records: SaidAlert[] = [];

  static async follow({ log, topics }: Scenario): Promise<SaidAlerts> {
    const said = new SaidAlerts();
    await log.tail([topics.alerts], ({ records }) => void said.records.push(...records.map(saidIn)));
    return said;
  }

  alerts(kind?: Alert['kind']): Alert[] {
    return this.records.map(({ alert }) => alert).filter((alert) => kind === undefined || alert.kind === kind);
  }
}

/** Fails on what is no alert: nothing else may stand in that topic. */
export function saidIn({ value, offset }: LogRecord): SaidAlert {
  const text = Buffer.from(value ?? []).toString('utf8');
  const alert = alertOf(text);
  if (alert === null) throw new Error(`offset ${offset} of the alerts topic is no alert: ${text}`);
  return { alert, text };
}

/** What a consumer keeps that drops ids which it has seen. */
export function withoutRepeats(said: readonly SaidAlert[]): Map<string, Alert> {
  const seen = new Map<string, Alert>();
  for (const { alert } of said) if (!seen.has(alert.id)) seen.set(alert.id, alert);
  return seen;
}

/**
 * Waits until nothing more is to come of what was published: everything is read, no timer is due, every outbox is empty.
 *
 * @param upTo an instant that has passed.
 */
export async function untilQuiet(hotline: Scenario, upTo: number): Promise<void> {
  const partitions = (await hotline.states()).map((_, p) => p);
  const isQuiet = async (): Promise<boolean> => {
    if ((await hotline.store.now()) < upTo || !(await hotline.lag()).every((n) => n === 0)) return false;
    const left = partitions.map(async (p) => {
      // Timers first: what fires between the two looks is then in the outbox.
      const { caseIds } = await hotline.store.dueTimers(p, upTo, 1);
      return caseIds.length + (await hotline.store.outbox(p, 1)).entries.length;
    });
    return (await Promise.all(left)).every((n) => n === 0);
  };
  await hotline.until('everything due has fired and every outbox is empty', isQuiet, 120_000, 100);
}
