import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, jest, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { checkConfigCommand } from '../../src/commands/check-config.js';
import { Context } from '../../src/commands/context.js';

/** `pulse check-config` with sinks: all that holds is printed, but no secret, as text and as JSON. */

const dir = mkdtempSync(join(tmpdir(), 'pulse-check-'));
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(dir, { recursive: true, force: true });
});

async function printed(...args: string[]): Promise<string> {
  let out = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    out += String(chunk);
    return true;
  });
  const context = new Context({ PULSE_CONFIG_DIR: dir, PULSE_LOG_LEVEL: 'silent', HOTLINE_URL: 'https://x.cn/GEHEIM' });
  await checkConfigCommand(async (work) => {
    expect(await work(context)).toBe(0);
  }).parseAsync(args, { from: 'user' });
  jest.restoreAllMocks();
  return out;
}

test('check-config shows the alerts without their secrets', async () => {
  writeFileSync(
    join(dir, 'alerts.yaml'),
    "maxReminders: 8\nsinks:\n  one: { type: webhook, url: 'env:HOTLINE_URL', secret: GEHEIM, for: [duty] }\n",
  );
  const sink = { type: 'webhook', url: 'env:HOTLINE_URL', secret: '***', for: ['duty'] };
  const text = await printed();
  const json = await printed('--json');
  expect(text + json).not.toContain('GEHEIM');
  const [, yaml] = text.split('# alerts.yaml\n');
  const warnings = [expect.stringMatching(/these units: .* more$/)];
  expect(text).toMatch(/^# warning: alerts: sinks: none of them reaches these units: .* more$/m);
  expect(JSON.parse(json)).toMatchObject({ warnings });
  expect(parseAllDocuments(yaml!)[0]!.toJS()).toMatchObject({ maxReminders: 8, sinks: { one: sink } });
  expect(JSON.parse(json)).toMatchObject({ ok: true, alerts: { maxReminders: 8, sinks: { one: sink } } });
});
