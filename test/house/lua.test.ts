import { describe, expect, test } from '@jest/globals';
import { filesUnder } from './source-files.js';

const sections = ['KEYS', 'ARGV', 'RETURNS', 'INVARIANT', 'COST'];

/** What is missing in the comment that a script begins with: `name: what it does`, then the five sections in order. */
function headerProblems(name: string, text: string): string[] {
  const header = /^--\[\[\n([\s\S]*?)\n\]\]\n/.exec(text)?.[1];
  if (header === undefined) return ['does not begin with a --[[ ... ]] header'];
  const titled = new RegExp(`^ {2}${name}: \\S`).test(header) ? [] : [`the header does not begin with "${name}: "`];
  const starts = sections.map((section) => header.search(new RegExp(`^ {2}${section}\\b`, 'm')));
  const missing = sections.filter((_, i) => starts[i] === -1).map((section) => `the header has no ${section}`);
  const ordered = starts.every((start, i) => i === 0 || start > (starts[i - 1] ?? 0));
  return [...titled, ...missing, ...(missing.length > 0 || ordered ? [] : [`not in the order ${sections.join(', ')}`])];
}

/** Keys and arguments by number that the code uses and the header does not name (`[3]`; `[3..]` and `then` name the rest). */
function unnamed(text: string): string[] {
  const [, header = '', code = ''] = /^--\[\[\n([\s\S]*?)\n\]\]\n([\s\S]*)$/.exec(text) ?? [];
  return (['KEYS', 'ARGV'] as const).flatMap((array) => {
    const next = array === 'KEYS' ? 'ARGV' : 'RETURNS';
    const named = new RegExp(`^ {2}${array}\\b([\\s\\S]*?)^ {2}${next}\\b`, 'm').exec(header)?.[1] ?? '';
    const used = [...code.matchAll(new RegExp(`\\b${array}\\[(\\d+)\\]`, 'g'))].map((match) => match[1] ?? '');
    return [...new Set(used)]
      .filter((n) => !new RegExp(`\\[${n}(\\.\\.)?\\]`).test(named))
      .map((n) => `${array}[${n}]`);
  });
}

const scripts = filesUnder('src/adapters/redis/lua', '.lua');

describe('Lua scripts', () => {
  test('there are some', () => {
    expect(scripts.length).toBeGreaterThan(0);
  });

  test.each(scripts)('$path has its header: keys, arguments, answers, invariant, cost', ({ path, text }) => {
    expect(headerProblems(path.replace(/^.*\/|\.lua$/g, ''), text)).toEqual([]);
    expect(unnamed(text)).toEqual([]);
  });

  test('a bad header is seen', () => {
    const good =
      '--[[\n  x: does it.\n  KEYS\n    [1] k\n  ARGV\n    [1] a\n  RETURNS\n    1\n  INVARIANT  i\n  COST  O(1)\n]]\n';
    expect(headerProblems('x', good)).toEqual([]);
    expect(headerProblems('y', good)).toHaveLength(1);
    expect(headerProblems('x', good.replace('  COST', '  PRICE'))).toEqual(['the header has no COST']);
    expect(headerProblems('x', `return 1\n${good}`)).toHaveLength(1);
    expect(
      headerProblems('x', good.replace('KEYS', 'ARGX').replace('ARGV', 'KEYS').replace('ARGX', 'ARGV')),
    ).toHaveLength(1);
    expect(unnamed(`${good}return KEYS[1] .. ARGV[1]`)).toEqual([]);
    expect(unnamed(`${good}return KEYS[2] .. ARGV[3]`)).toEqual(['KEYS[2]', 'ARGV[3]']);
  });
});
