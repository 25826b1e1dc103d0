import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A log and a store of one test's own, as the built program sees them: an environment to run it under. */
export interface Pair {
  readonly env: Readonly<Record<string, string>>;
  /** The test's own folder, for files; gone after `close`. */
  readonly dir: string;
  /** Runs the built program (dist/); whatever its exit code. */
  run(args: readonly string[], options?: RunOptions): Promise<Ran>;
  /** The same for a reader who closes standard output before anything has come. */
  runUnread(args: readonly string[]): Promise<Omit<Ran, 'stdout'>>;
  /** As `run`; resolves to its standard output, rejects when the exit code is not 0. */
  pulse(...args: string[]): Promise<string>;
  close(): Promise<void>;
}

export interface RunOptions {
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export const projectRoot = fileURLToPath(new URL('../../', import.meta.url));
const program = join(projectRoot, 'dist', 'commands', 'main.js');

/** The pair that needs nothing: LMDB in a temporary folder. */
export function embeddedPair(extra: Readonly<Record<string, string>> = {}): Pair {
  const dir = mkdtempSync(join(tmpdir(), 'pulse-pair-'));
  return pairOf(dir, { PULSE_LOG: 'embedded', PULSE_STORE: 'embedded', PULSE_DATA_DIR: join(dir, 'data'), ...extra });
}

export function pairOf(dir: string, settings: Readonly<Record<string, string>>): Pair {
  const env = { PULSE_LOG_LEVEL: 'warn', ...settings };
  const run: Pair['run'] = (args, options = {}) =>
    node([program, ...args], { ...options, env: { ...env, ...options.env } });
  return {
    env,
    dir,
    run,
    runUnread: async (args) => {
      const child = nodeProcess([program, ...args], env);
      const err: Buffer[] = [];
      child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
      child.stdout.destroy();
      const [code] = await once(child, 'close');
      return { code, stderr: Buffer.concat(err).toString('utf8') };
    },
    pulse: async (...args) => {
      const ran = await run(args);
      if (ran.code === 0) return ran.stdout;
      throw new Error(`pulse ${args.join(' ')}: exit code ${ran.code}\n${ran.stderr}${ran.stdout.slice(0, 2000)}`);
    },
    close: async () => rmSync(dir, { recursive: true, force: true }),
  };
}

/** Node on a script, in the project's folder, under these settings of the program and none of the caller's. */
export function node(args: readonly string[], { env = {}, stdin }: RunOptions = {}): Promise<Ran> {
  const child = nodeProcess(args, env);
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  // A program that ends before it has read everything closes the pipe: its exit code says why.
  child.stdin.on('error', () => undefined);
  child.stdin.end(stdin);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({ code, stdout: Buffer.concat(out).toString('utf8'), stderr: Buffer.concat(err).toString('utf8') }),
    );
  });
}

function nodeProcess(args: readonly string[], env: RunOptions['env']) {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(PULSE|KAFKA|REDIS|NODE|JEST)_/.test(name));
  return spawn(process.execPath, args, { cwd: projectRoot, env: { ...Object.fromEntries(inherited), ...env } });
}
