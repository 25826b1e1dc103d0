import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { PulseError } from '../../src/domain/errors.js';
import { parseDay } from '../../src/domain/zone.js';
import { loadConfiguration, ownConfig, readYaml } from '../../src/settings/configuration.js';

/** The folder as a whole: our own is valid, a foreign one may be partial, and the problems of all files come at once. */

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pulse-config-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const write = (name: string, text: string): void => writeFileSync(join(dir, name), text);
const load = (env: Record<string, string> = {}) => loadConfiguration({ PULSE_CONFIG_DIR: dir, ...env });
function problems(env: Record<string, string> = {}): readonly string[] {
  try {
    load(env);
  } catch (error) {
    if (!(error instanceof PulseError) || error.code !== 'PULSE_CONFIG') throw error;
    for (const p of error.details['problems'] as string[]) expect(error.message).toContain(p);
    return error.details['problems'] as string[];
  }
  return [];
}

describe('the folder that comes with the program', () => {
  test('is valid, and knows Ankang', () => {
    const c = loadConfiguration({});
    expect(c.dir).toBe(ownConfig);
    expect(c.settings.timeZone).toBe('Asia/Shanghai');
    expect(c.views.zone.id).toBe('Asia/Shanghai');
    expect(c.views.calendar.covers(2021)).toBe(true);
    expect(c.views.calendar.isWorkingDay(parseDay('2021-06-14')!)).toBe(false);
    expect(c.views.unitKinds).toBe(c.catalogue.unitKinds);
    expect(c.catalogue.unitKinds.get('汉滨区')).toBe('county');
  });
  test('an empty PULSE_CONFIG_DIR is none', () => {
    expect(loadConfiguration({ PULSE_CONFIG_DIR: '' }).dir).toBe(ownConfig);
  });
  test('sends nothing: it has no sink', () => {
    expect(loadConfiguration({}).alerts.sinks).toEqual({});
  });
  test('what stands in our pulse.yaml is the default: the file could be empty', () => {
    write('pulse.yaml', '# nothing\n');
    expect(load().settings).toEqual(loadConfiguration({}).settings);
  });
});

describe('a folder of one’s own', () => {
  test('files that it lacks are ours', () => {
    write('pulse.yaml', 'namespace: baoji\n');
    const c = load();
    expect([c.dir, c.settings.namespace, c.catalogue.unitKinds.size]).toEqual([
      dir,
      'baoji',
      loadConfiguration({}).catalogue.unitKinds.size,
    ]);
  });
  test('files that it has are read instead', () => {
    write('calendar.yaml', "base: none\nyears:\n  '2030':\n    off: ['2030-01-01']\n");
    write('deadlines.yaml', 'rules:\n  - otherwise: { workingDays: 9 }\n');
    const { views } = load();
    expect([views.calendar.covers(2030), views.calendar.covers(2021)]).toEqual([true, false]);
    expect(views.rules[0]!.terms.normal.help).toEqual({ workingDays: 9 });
  });
  test('its alerts: part of the views, checked against its catalogue, with secrets of the environment', () => {
    write(
      'alerts.yaml',
      "maxReminders: 7\nsinks:\n  one: { type: webhook, url: 'https://x.cn', secret: 'env:HOTLINE_S', for: ['unit:安康市汉滨区'] }\n",
    );
    const { alerts, views } = load({ HOTLINE_S: 'geheim' });
    expect(views.timers).toBe(alerts.timers);
    expect(views.timers).toMatchObject({ reminderHour: 9, maxReminders: 7 });
    expect(alerts.sinks['one']).toMatchObject({ secret: 'geheim', for: ['unit:汉滨区'] });
    write('catalogue.yaml', readFileSync(join(ownConfig, 'examples', 'los-angeles', 'catalogue.yaml'), 'utf8'));
    expect(problems({ HOTLINE_S: 'geheim' })).toEqual([
      'alerts: sinks.one.for.0: no unit of catalogue.yaml: 安康市汉滨区',
    ]);
  });
  test('the alerts that come with the program fit any catalogue', () => {
    write('catalogue.yaml', readFileSync(join(ownConfig, 'examples', 'los-angeles', 'catalogue.yaml'), 'utf8'));
    expect(load().alerts.timers).toEqual(loadConfiguration({}).alerts.timers);
  });
  test('the environment wins over it', () => {
    write('pulse.yaml', 'timeZone: Asia/Urumqi\n');
    expect(load({ PULSE_TIME_ZONE: 'Asia/Tokyo' }).views.zone.id).toBe('Asia/Tokyo');
  });
});

describe('what is wrong', () => {
  test('is told of all files at once', () => {
    write('pulse.yaml', 'namespace: A B\n');
    write('catalogue.yaml', 'channels: 7\n');
    write('calendar.yaml', 'base: mars\n');
    write('deadlines.yaml', 'rules: []\n');
    write('alerts.yaml', 'digest: 5\nlanguage: fr\n');
    const list = problems({ PULSE_TYPO: '1' });
    expect(list).toHaveLength(5);
    const all = list.join('\n');
    for (const part of [
      /PULSE_TYPO: no such variable/,
      /pulse\.yaml: namespace/,
      /catalogue: channels/,
      /calendar: base/,
      /deadlines: rules/,
      /alerts: digest/,
      /alerts: language/,
    ]) {
      expect(all).toMatch(part);
    }
  });
  test('a file that is no YAML is named, with the line', () => {
    write('deadlines.yaml', 'rules:\n  - [\n');
    expect(problems()).toEqual([expect.stringMatching(/^deadlines\.yaml: .*line \d/s)]);
  });
  test('an empty file of rules is no rule', () => {
    write('deadlines.yaml', '');
    expect(problems()).toEqual([expect.stringMatching(/^deadlines: /)]);
  });
  test('a folder that does not exist', () => {
    rmSync(dir, { recursive: true });
    expect(problems()).toEqual([`PULSE_CONFIG_DIR: no such folder: ${dir}`]);
  });
  test('a file that is nowhere', () => {
    expect(() => readYaml(dir, 'nothing.yaml')).toThrow(
      expect.objectContaining({ code: 'PULSE_CONFIG', message: expect.stringMatching(/^nothing\.yaml: /) }),
    );
  });
});
