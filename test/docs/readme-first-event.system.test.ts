import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { projectRoot } from '../support/pair.js';
import { freePort } from '../support/ports.js';
import { PulseProcess } from '../support/pulse-process.js';
import { blocksOf, type Played, play, stepsOf } from './page.js';

/**
 * The first event as the READMEs send it, pasted into a shell while `pulse start` runs. They say port 8080, which may be
 * somebody's: curl is told by its own configuration where that is.
 */

describe.each([
  ['README.md', '## HTTP API'],
  ['README.zh-CN.md', '## HTTP 接口'],
])('%s', (page, section) => {
  const steps = stepsOf(blocksOf(page, section));
  const dir = mkdtempSync(join(tmpdir(), 'pulse-readme-'));
  let program: PulseProcess;
  let played: Played;

  beforeAll(async () => {
    const port = await freePort();
    const bin = join(dir, 'bin');
    mkdirSync(bin);
    writeFileSync(join(dir, '.curlrc'), `connect-to = "localhost:8080:localhost:${port}"\nsilent\nshow-error\n`);
    const main = join(projectRoot, 'dist', 'commands', 'main.js');
    writeFileSync(join(bin, 'pulse'), `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`);
    chmodSync(join(bin, 'pulse'), 0o755);
    const env = { PULSE_DATA_DIR: join(dir, 'data'), PULSE_HTTP_PORT: String(port) };
    program = new PulseProcess(['start'], env);
    while (program.running && program.logged('listening').length === 0) await Promise.race([program.ended, tick()]);
    const path = `${bin}:${process.env['PATH']}`;
    played = await play(steps, {
      cwd: projectRoot,
      env: { ...env, PULSE_LOG_LEVEL: 'warn', CURL_HOME: dir, PATH: path },
    });
  }, 120_000);
  afterAll(async () => {
    program.signal('SIGTERM');
    await program.ended;
    rmSync(dir, { recursive: true, force: true });
  });

  test('makes a token and sends an event with it', () => {
    expect(steps.map(({ commands }) => commands.split(' ')[0])).toEqual(['INGEST=$(pulse', 'curl']);
    expect({ code: played.code, stderr: played.stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('the answer is what the page says', () => {
    expect(steps.at(-1)?.prints).toMatch(/"status":"accepted"/);
    expect(played.steps.at(-1)?.printed).toBe(steps.at(-1)?.prints);
  });
});

/** One look at what has come through the pipe; the child wakes us by writing. */
const tick = () => new Promise((resolve) => setTimeout(resolve, 20));
