import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { watch } from './services-watchdog.js';

/** One native server: a child of this process, found again only by its own id. */
export class ServerProcess {
  readonly #command: string;
  readonly #args: readonly string[];
  readonly #logFile: string;
  #child: ChildProcess | undefined;

  constructor(command: string, args: readonly string[], logFile: string) {
    this.#command = command;
    this.#args = args;
    this.#logFile = logFile;
  }

  /** @throws when the server is not running. */
  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error(`${this.#command} is not running`);
    return pid;
  }

  get running(): boolean {
    return this.#child !== undefined;
  }

  /** Starts it and waits until `ready` answers true; a server that ends or is not ready in time is an error with its log's tail. */
  async start(ready: () => Promise<boolean>, timeoutMs: number): Promise<void> {
    const log = openSync(this.#logFile, 'a');
    const child = spawn(this.#command, this.#args, { stdio: ['ignore', log, log] });
    closeSync(log);
    let failure: string | undefined;
    child.once('error', (error) => {
      failure = error.message;
    });
    child.once('exit', (code, signal) => {
      failure = `ended with ${signal ?? code}`;
      if (this.#child === child) this.#child = undefined;
    });
    watch(child);
    this.#child = child;
    child.unref();
    const end = Date.now() + timeoutMs;
    while (failure === undefined && Date.now() < end) {
      if (await ready()) return;
      await sleep(50);
    }
    const why = failure ?? `is not ready after ${timeoutMs} ms`;
    await this.stop('SIGKILL');
    throw new Error(`${this.#command} ${why}\n${this.#tail()}`);
  }

  /** Ends it and waits until it has ended. SIGKILL follows when a gentler signal has not worked in 15 s. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.pid === undefined) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.ref(); // else the process that waits here may run out of things to do and end
    child.kill(signal);
    const hard = setTimeout(() => child.kill('SIGKILL'), 15_000);
    await ended;
    clearTimeout(hard);
  }

  #tail(): string {
    return readFileSync(this.#logFile, 'utf8').split('\n').slice(-30).join('\n');
  }
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
