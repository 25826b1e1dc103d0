import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from '@jest/globals';
import { embeddedPair, projectRoot } from '../support/pair.js';

/**
 * `pulse snapshot … --json | less`: the reader takes the first pipe of it (64 KiB) and comes back later for the rest. The
 * program ends by itself soon after its work, so it must not end before what it printed has been taken.
 */
const pair = embeddedPair();
afterAll(() => pair.close());
const program = join(projectRoot, 'dist', 'commands', 'main.js');
/** Longer than the program needs to start, and then waits for what a library has left behind. */
const lateSeconds = 6;

/** As many categories as make a snapshot that no pipe holds. */
const events = Array.from({ length: 1000 }, (_, i) => {
  const at = '2021-06-12T08:30:00+08:00';
  const data = { contactId: `c${i}`, receivedAt: at, channel: 'phone', answered: true, category: `category-${i}` };
  const envelope = { specversion: '1.0', id: `e${i}`, source: '/test', type: 'hotline.call-received.v1', time: at };
  return JSON.stringify({ ...envelope, data });
});

test('a reader that comes back late gets all of it', async () => {
  const { code } = await pair.run(['replay', '-'], { stdin: events.join('\n') });
  expect(code).toBe(0);
  await pair.pulse('process', '--until-caught-up');
  const args = ['snapshot', 'day:2021-06-12', '--json', '--at', '2021-07-01T00:00:00+08:00'];
  const whole = await pair.pulse(...args);
  expect(whole.length).toBeGreaterThan(4 * 65_536);

  const line = `"$0" "$@" | (sleep ${lateSeconds}; cat)`;
  const { stdout } = await promisify(execFile)('sh', ['-c', line, process.execPath, program, ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...pair.env },
    maxBuffer: 2 * whole.length,
  });
  expect([stdout.length, stdout === whole]).toEqual([whole.length, true]);
});
