import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { CalendarData } from '../domain/calendar.js';
import type { ViewContext } from '../domain/contribution.js';
import { PulseError } from '../domain/errors.js';
import { zoneOf } from '../domain/zone.js';
import { type AlertSettings, loadAlerts } from './alerts.js';
import { loadCalendar } from './calendar.js';
import { type Catalogue, loadCatalogue } from './catalogue.js';
import { loadDeadlines } from './deadlines.js';
import { loadSettings, type Settings } from './settings.js';

/** The configuration folder as a whole. */
export interface Configuration {
  readonly dir: string;
  readonly settings: Settings;
  readonly catalogue: Catalogue;
  readonly calendarData: CalendarData;
  readonly alerts: AlertSettings;
  readonly views: ViewContext;
}

/** The folder that comes with the program. */
export const ownConfig = fileURLToPath(new URL('../../config/', import.meta.url));

/**
 * Reads and checks the whole configuration folder: PULSE_CONFIG_DIR, or the one that comes with the program. A file that
 * the folder lacks is taken from there.
 *
 * @throws PulseError PULSE_CONFIG with the problems of all files in one message.
 */
export function loadConfiguration(env: Readonly<Record<string, string | undefined>>): Configuration {
  const dir = env['PULSE_CONFIG_DIR'] || ownConfig;
  const problems: string[] = [];
  const attempt = <T>(load: () => T): T | null => {
    try {
      return load();
    } catch (error) {
      if (!(error instanceof PulseError)) throw error;
      problems.push(error.message);
      return null;
    }
  };
  if (!existsSync(dir)) problems.push(`PULSE_CONFIG_DIR: no such folder: ${dir}`);
  const settings = attempt(() => loadSettings(readYaml(dir, 'pulse.yaml'), env));
  const catalogue = attempt(() => loadCatalogue(readYaml(dir, 'catalogue.yaml')));
  const calendar = attempt(() => loadCalendar(readYaml(dir, 'calendar.yaml')));
  const rules = attempt(() => loadDeadlines(readYaml(dir, 'deadlines.yaml')));
  const alerts = attempt(() => loadAlerts(readYaml(dir, 'alerts.yaml'), { env, catalogue }));
  if (!settings || !catalogue || !calendar || !rules || !alerts || problems.length > 0) {
    throw new PulseError('PULSE_CONFIG', problems.join('\n'), { details: { problems } });
  }
  const views = {
    rules,
    calendar: calendar.calendar,
    zone: zoneOf(settings.timeZone),
    unitKinds: catalogue.unitKinds,
    timers: alerts.timers,
  };
  return { dir, settings, catalogue, calendarData: calendar.data, alerts, views };
}

/** @throws PulseError PULSE_CONFIG when the file is no YAML, or is nowhere. */
export function readYaml(dir: string, name: string): unknown {
  const own = join(dir, name);
  const path = existsSync(own) ? own : join(ownConfig, name);
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new PulseError('PULSE_CONFIG', `${name}: ${(error as Error).message}`, { cause: error });
  }
}
