import cliProgress from 'cli-progress';
import Table from 'cli-table3';

/** The one place that writes results: JSON when asked, else the text. */
export function print(
  options: { readonly json?: true },
  value: unknown,
  text: () => string,
  to: NodeJS.WritableStream = process.stdout,
): void {
  if (to.listenerCount('error') === 0) to.on('error', closedPipe);
  to.write(options.json ? `${JSON.stringify(value, null, 2)}\n` : text());
}

/** `pulse snapshot … | head`: the rest is not wanted, which is no fault; the exit code still says what was found. */
function closedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

/** A table without lines between rows; colours only on a terminal. */
export function table(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  numeric: readonly number[] = [],
): string {
  const t = new Table({
    head: [...head],
    style: { head: process.stdout.isTTY ? ['cyan'] : [], border: [], compact: true },
    colAligns: head.map((_, i) => (numeric.includes(i) ? 'right' : 'left')),
  });
  for (const row of rows) t.push(row.map(String));
  return `${t.toString()}\n`;
}

export interface Progress {
  add(n: number): void;
  stop(): void;
}

/** A progress bar on a terminal, nothing elsewhere. `total` null: unknown. */
export function progress(label: string, total: number | null): Progress {
  if (!process.stderr.isTTY) return { add: () => undefined, stop: () => undefined };
  const format =
    total === null
      ? `${label} {value} · {speed}/s`
      : `${label} {bar} {percentage}% · {value}/{total} · {speed}/s · {eta_formatted}`;
  const bar = new cliProgress.SingleBar(
    { format, stream: process.stderr, hideCursor: true, clearOnComplete: true },
    cliProgress.Presets.shades_classic,
  );
  const began = Date.now();
  let done = 0;
  bar.start(total ?? 0, 0, { speed: 0 });
  return {
    add: (n) => {
      done += n;
      bar.update(done, { speed: Math.round((done * 1000) / Math.max(1, Date.now() - began)) });
    },
    stop: () => bar.stop(),
  };
}
