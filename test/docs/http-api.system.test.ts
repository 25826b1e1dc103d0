import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { projectRoot } from '../support/pair.js';
import { freePort } from '../support/ports.js';
import { blocksOf, type Played, play, stepsOf } from './page.js';

/** docs/http-api.md, pasted into a shell from top to bottom: every command works, and prints what the page says. */

const steps = stepsOf(blocksOf('docs/http-api.md'));
const dir = mkdtempSync(join(tmpdir(), 'pulse-docs-'));
let played: Played;
beforeAll(async () => {
  const port = String(await freePort());
  // The page's own defaults are port 8080 and ./pulse-data, which may be somebody's.
  const env = { PULSE_HTTP_PORT: port, URL: `http://localhost:${port}`, PULSE_DATA_DIR: dir, PULSE_LOG_LEVEL: 'warn' };
  played = await play(steps, { cwd: projectRoot, env });
}, 120_000);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test('it holds a page full of commands, and most say what they print', () => {
  expect(steps.length).toBeGreaterThan(10);
  expect(steps.filter(({ prints }) => prints !== null).length).toBeGreaterThan(8);
});

test('every command works, to the stop of the program', () => {
  expect({ code: played.code, done: played.steps.length, stderr: played.stderr }).toEqual({
    ...{ code: 0, done: steps.length, stderr: expect.not.stringMatching(/error|curl:/i) },
  });
});

test.each(steps.filter(({ prints }) => prints !== null).map((step) => [step.commands.split('\n')[0]!, step] as const))(
  'prints what the page says: %s',
  (_, { commands, prints }) => {
    expect(played.steps.find((step) => step.commands === commands)?.printed).toBe(prints);
  },
);
