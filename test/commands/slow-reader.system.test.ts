import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from '@jest/globals';
import { embeddedPair, projectRoot } from '../support/pair.js';

/**
 * `pulse … --json | less`: the reader takes the first pipe of it (64 KiB) and comes back later for the rest. The program
 * ends by itself soon after its work, so it must not end before what it printed has been taken.
 */
const pair = embeddedPair();
afterAll(() => pair.close());
const program = join(projectRoot, 'dist', 'commands', 'main.js');
/** Longer than the program waits for what a library has left behind. */
const lateSeconds = 3;

test('a reader that comes back late gets all of it', async () => {
  const file = join(pair.dir, 'bad.ndjson');
  const bad = {
    specversion: '1.0',
    id: 'a',
    source: '/test',
    type: 'hotline.ticket-created.v1',
    time: '2021-06-12T08:30:00+08:00',
    data: { holds: Array(1000).fill({ from: 'never' }) },
  };
  writeFileSync(file, `${JSON.stringify(bad)}\n`.repeat(5));
  const args = ['validate', file, '--json'];
  const { stdout: whole } = await pair.run(args);
  expect(whole.length).toBeGreaterThan(4 * 65_536);

  const line = `"$0" "$@" | (sleep ${lateSeconds}; cat)`;
  const { stdout } = await promisify(execFile)('sh', ['-c', line, process.execPath, program, ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...pair.env },
    maxBuffer: 2 * whole.length,
  });
  expect([stdout.length, stdout === whole]).toEqual([whole.length, true]);
});
