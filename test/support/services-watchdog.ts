import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';

/**
 * Ends the servers of this process and removes their directories, however this process ends: a shell waits for the end of
 * its standard input, which the kernel closes even when we are killed by SIGKILL. It knows every server by its own id and
 * forgets it as soon as the server has ended, so a reused id is never hit.
 */
const script = `
pids=' '; dirs=''
while read -r what value; do
  case $what in
    pid) pids="$pids$value " ;;
    ended) pids="\${pids%% $value *} \${pids#* $value }" ;;
    dir) dirs="$dirs$value
" ;;
  esac
done
for pid in $pids; do kill -9 "$pid" 2>/dev/null; done
[ -n "$pids" ] && sleep 0.2
printf '%s' "$dirs" | while read -r dir; do rm -rf "$dir"; done
`;

let shell: ChildProcess | undefined;

function tell(line: string): void {
  if (shell === undefined) {
    // A session of its own: Ctrl-C in the terminal must not end it before it has done its work.
    shell = spawn('sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
    shell.unref();
    const input = shell.stdin as Writable & { unref(): void };
    input.on('error', () => undefined); // the shell is gone only when somebody killed it: nothing left to tell
    input.unref();
  }
  shell.stdin?.write(`${line}\n`);
}

/** From now on this child ends with this process. */
export function watch(child: ChildProcess): void {
  const pid = child.pid;
  if (pid === undefined) return;
  tell(`pid ${pid}`);
  child.once('exit', () => tell(`ended ${pid}`));
}

/** A new directory, removed when this process ends. */
export function temporaryDirectory(name: string): string {
  const dir = mkdtempSync(join(tmpdir(), `hotline-${name}-`));
  tell(`dir ${dir}`);
  return dir;
}
