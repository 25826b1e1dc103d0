import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { watch } from './services-watchdog.js';

const program = fileURLToPath(new URL('../../dist/commands/main.js', import.meta.url));

/** One line of the program's log: pino's JSON, or plain text under `msg`. */
export interface LogLine {
  readonly msg: string;
  readonly [field: string]: unknown;
}

export interface Ended {
  /** null: ended by a signal. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built program as a child process, found again only by its own id; it ends with this process at the latest. */
export class PulseProcess {
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcess;
  readonly #name: string;
  #stdout = '';
  #stderr = '';
  #running = true;

  /** @param env settings: the program sees these and nothing else that looks like one. */
  constructor(args: readonly string[], env: Readonly<Record<string, string>>) {
    this.#name = `pulse ${args.join(' ')}`;
    const child = spawn(process.execPath, [program, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...withoutSettings(process.env), ...env },
    });
    watch(child);
    this.#child = child;
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
    this.ended = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => {
        this.#running = false;
        resolve({ code, stdout: this.#stdout, stderr: this.#stderr });
      });
    });
  }

  get running(): boolean {
    return this.#running;
  }

  /** null while it runs, and when a signal ended it. */
  get exitCode(): number | null {
    return this.#child.exitCode;
  }

  /** Complete lines of standard error so far. */
  get log(): LogLine[] {
    return this.#stderr.split('\n').slice(0, -1).map(parseLine);
  }

  /** What the group gave to it last; empty before the first assignment. */
  get partitions(): readonly number[] {
    const assigned = this.logged('partitions assigned').at(-1);
    return (assigned?.['partitions'] as number[] | undefined) ?? [];
  }

  logged(text: string): LogLine[] {
    return this.log.filter((line) => line.msg.includes(text));
  }

  /** Sent to this one process. SIGKILL and SIGTERM: `ended` tells when it is gone. */
  signal(signal: NodeJS.Signals): void {
    if (this.#running) this.#child.kill(signal);
  }

  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.ended;
  }

  /** What it said last, for the message of a failed test. */
  tail(lines = 25): string {
    const state = this.#running ? 'is running' : 'has ended';
    return `--- ${this.#name} (pid ${this.#child.pid}) ${state}\n${this.#stderr.split('\n').slice(-lines).join('\n')}`;
  }
}

/** Runs a command to its end. */
export function runPulse(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> {
  return new PulseProcess(args, env).ended;
}

function parseLine(text: string): LogLine {
  try {
    const line: unknown = JSON.parse(text);
    if (typeof line === 'object' && line !== null && 'msg' in line) return line as LogLine;
  } catch {
    // Not a log line: what a command says in words.
  }
  return { msg: text };
}

function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isOurs = (name: string): boolean => /^(PULSE|KAFKA|REDIS)_|^NODE_OPTIONS$/.test(name);
  return Object.fromEntries(Object.entries(env).filter(([name]) => !isOurs(name)));
}
