import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { zoneOf } from '../../../src/domain/zone.js';
import { readProfile } from '../../../src/feeders/simulator/profile-file.js';
import { loadCalendar } from '../../../src/settings/calendar.js';
import { loadDeadlines } from '../../../src/settings/deadlines.js';

export const configPath = (name: string): string => fileURLToPath(new URL(`../../../config/${name}`, import.meta.url));
export const configYaml = (name: string): unknown => parse(readFileSync(configPath(name), 'utf8'));

export const world = {
  calendar: loadCalendar(configYaml('calendar.yaml')).calendar,
  rules: loadDeadlines(configYaml('deadlines.yaml')),
  zone: zoneOf('Asia/Shanghai'),
};
export const twoMonths = readProfile(configPath('profiles/ankang-2021-05-06.yaml'));
export const halfYear = readProfile(configPath('profiles/ankang-2021-h1.yaml'));
