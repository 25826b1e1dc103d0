/**
 * Runs jest on one ring of tests or all: `node scripts/test.mjs all|unit|int|system [jest arguments]`.
 * The ring is the file's suffix: what the test needs. A script, because setting NODE_OPTIONS differs between shells.
 */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const rings = {
  all: String.raw`\.test\.ts$`,
  unit: String.raw`(?<!\.int|\.system)\.test\.ts$`,
  int: String.raw`\.int\.test\.ts$`,
  system: String.raw`\.system\.test\.ts$`,
};

const [ring, ...rest] = process.argv.slice(2);
if (!Object.hasOwn(rings, ring)) {
  console.error(`first argument: ${Object.keys(rings).join(', ')}`);
  process.exit(2);
}

const jest = join(dirname(createRequire(import.meta.url).resolve('jest/package.json')), 'bin', 'jest.js');
const options = [process.env.NODE_OPTIONS, '--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
// The ring comes last: jest takes every word after it, up to the next option, for one more expression.
const child = spawn(process.execPath, [jest, ...rest, `--testRegex=${rings[ring]}`], {
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  stdio: 'inherit',
  env: { ...process.env, NODE_OPTIONS: options.filter(Boolean).join(' ') },
});
// The terminal sends Ctrl-C to both; we wait for jest to clean up. SIGTERM comes to us alone.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code) => process.exit(code ?? 1));
