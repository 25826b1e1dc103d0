import type { Random } from './random.js';

/** Where a figure stands in a text: its line from 1, and its characters in that line. */
export interface Span {
  readonly line: number;
  readonly from: number;
  readonly to: number;
}

/** A report, whoever wrote it, in which one digit of one figure is another. */
export function spoil(text: string, { line, from, to }: Span, r: Random): { text: string; said: string } {
  const lines = text.split('\n');
  const whole = lines[line - 1]!;
  const places = [...whole.slice(from, to)].flatMap((c, i) => (/\d/.test(c) ? [from + i] : []));
  const at = r.pick(places);
  const isLeading = at === places[0] && places.length > 1;
  const digit = r.pick([...'0123456789'].filter((d) => d !== whole[at] && !(isLeading && d === '0')));
  lines[line - 1] = `${whole.slice(0, at)}${digit}${whole.slice(at + 1)}`;
  return {
    text: lines.join('\n'),
    said: `line ${line}: ${whole.slice(from, to)} → ${lines[line - 1]!.slice(from, to)}`,
  };
}
