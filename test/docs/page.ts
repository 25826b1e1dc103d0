import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** One fenced block of a page: its language and its text. */
export interface Block {
  readonly language: string;
  readonly text: string;
}

/** A block of commands, and what the page says that it prints: the `text` or `json` block right after it. */
export interface Step {
  readonly commands: string;
  readonly prints: string | null;
}

/** @param section its heading, to read no further than to the next one of any level; absent: the whole page. */
export function blocksOf(page: string, section?: string): Block[] {
  const text = readFileSync(page, 'utf8');
  const [, after] = section === undefined ? ['', text] : text.split(`\n${section}\n`);
  if (after === undefined) throw new Error(`${page} has no ${section}`);
  const found = (section === undefined ? after : after.split(/^#+ /m)[0]!).matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm);
  return [...found].map(([, language, text]) => ({ language: language!, text: text! }));
}

export function stepsOf(blocks: readonly Block[]): Step[] {
  return blocks.flatMap((block, i) => {
    const next = blocks[i + 1];
    const prints = next?.language === 'text' || next?.language === 'json' ? next.text.trimEnd() : null;
    return block.language === 'sh' ? [{ commands: block.text, prints }] : [];
  });
}

export interface PlayedStep {
  readonly commands: string;
  readonly printed: string;
}

export interface Played {
  /** Null: ended by a signal. */
  readonly code: number | null;
  readonly steps: readonly PlayedStep[];
  readonly stderr: string;
}

/**
 * Pastes all steps into one shell, in order; the first command that fails ends it, as a reader would stop there. What the
 * shell started in the background ends with it.
 */
export async function play(
  steps: readonly Step[],
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<Played> {
  const mark = '--- end of step ---';
  const lines = steps.map(({ commands }) => `${commands}\necho; echo '${mark}'\n`);
  const script = `set -eu\ntrap 'kill $(jobs -p) 2> /dev/null || true' EXIT\n${lines.join('')}`;
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(PULSE|KAFKA|REDIS|NODE|JEST|URL)(_|$)/.test(name),
  );
  const shell = spawn('bash', ['-s'], { cwd, env: { ...Object.fromEntries(inherited), ...env } });
  let [stdout, stderr] = ['', ''];
  shell.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  shell.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  shell.stdin.end(script);
  const code = await new Promise<number | null>((resolve, reject) => {
    shell.once('error', reject);
    shell.once('close', resolve);
  });
  const printed = stdout.split(`\n${mark}\n`);
  return {
    code,
    stderr,
    steps: steps.flatMap(({ commands }, i) => {
      const text = printed[i];
      return text === undefined ? [] : [{ commands, printed: text.replaceAll('\ufeff', '').trimEnd() }];
    }),
  };
}
