import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('./child.mjs', import.meta.url));

export type Line = Readonly<Record<string, unknown>>;

/** A second process in one of the roles of child-main.ts. */
export class Child {
  readonly lines: Line[] = [];
  readonly process: ChildProcess;
  readonly ended: Promise<number | null>;

  /** `blocks`: the largest file it may write, in units of 1,024 bytes: a disk that is full for it alone. */
  constructor(args: readonly string[], blocks?: number) {
    const env = { ...process.env, NODE_OPTIONS: '' };
    const limited = ['-c', `trap '' XFSZ; ulimit -f ${blocks}; exec "$@"`, 'bash', process.execPath, script, ...args];
    const [command, list] = blocks === undefined ? [process.execPath, [script, ...args]] : ['bash', limited];
    this.process = spawn(command, list, { env, stdio: ['pipe', 'pipe', 'inherit'] });
    this.ended = new Promise((resolve) => this.process.once('close', resolve));
    createInterface({ input: this.process.stdout! }).on('line', (line) => this.lines.push(JSON.parse(line) as Line));
  }

  /** The last value said under a name. */
  last(name: string): unknown {
    return this.lines.findLast((line) => name in line)?.[name];
  }

  async kill(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.ended;
  }
}
