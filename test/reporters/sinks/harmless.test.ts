import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { harmless } from '../../../src/reporters/sinks/harmless.js';
import { readMarkdown } from '../../../src/reporters/sinks/shared-markdown.js';
import { seed } from '../../support/seed.js';
import { forgeries } from './samples.js';

/** Pieces that make marks when they come together, and some that are none. */
const piece = fc.oneof(
  fc.constantFrom(
    '*',
    '**',
    '_',
    '`',
    '[',
    ']',
    '(',
    ')',
    '<',
    '>',
    '#',
    '~',
    '@',
    '&',
    ';',
    '\\',
    '|',
    '!',
    '-',
    '+',
    '=',
  ),
  fc.constantFrom(
    'http',
    'https',
    ':',
    '//',
    'www',
    '.',
    'com',
    'a',
    '1',
    '\n',
    '\r',
    '\u2028',
    '\u202e',
    '\ud800',
    '😀',
    '市',
    ' ',
  ),
  fc.constantFrom(...forgeries),
);
const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));

describe('harmless', () => {
  test(`leaves no mark, mention, tag or link, and one line (seed ${seed})`, () => {
    fc.assert(
      fc.property(text, (written) => {
        const shown = harmless(written, true);
        expect(shown).not.toMatch(
          /[*`[\]<~\\@|]|:\/\/|[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e]|^[-+=#>]|&#|www\.[a-z]/u,
        );
        expect(
          readMarkdown(shown, 'https://evil.example/login').flatMap(({ spans }) => spans.map(({ kind }) => kind)),
        ).toEqual(shown.trim() === '' ? [] : ['text']);
      }),
      { seed },
    );
  });

  test(`twice is once (seed ${seed})`, () => {
    const same = (written: string): void =>
      expect(harmless(harmless(written, true), true)).toBe(harmless(written, true));
    fc.assert(fc.property(text, same), { seed });
  });

  test('underscores at the edge of a word are marks, all of them', () => {
    expect(harmless('__已办结__ a__b', true)).toBe('＿＿已办结＿＿ a__b');
  });

  test.each([
    'GD_2021_0612-001',
    '93.35 %(27/29)',
    '2021-06-21 24:00',
    '已逾期 2 天 3 小时',
    'calendar.yaml',
    'A&B (公司)',
    '5 > 3',
  ])('keeps %j', (written) => {
    expect(harmless(written, true)).toBe(written);
  });
});

describe('readMarkdown', () => {
  const link = 'https://pulse.example.cn/tickets/1';
  const spans = (line: string) =>
    readMarkdown(line, link).flatMap((l) => l.spans.map(({ kind, text }) => `${kind}:${text}`));

  test('bold, link, quote, escapes', () => {
    expect(readMarkdown(`> a **b**\n\n[打开](${link})`, link)).toEqual([
      {
        quote: true,
        spans: [
          { kind: 'text', text: 'a ' },
          { kind: 'bold', text: 'b' },
        ],
      },
      { quote: false, spans: [{ kind: 'link', text: '打开' }] },
    ]);
    expect(spans('\\*\\*no\\*\\* **a\\*b** [a\\]b](https://pulse.example.cn/tickets/1)')).toEqual([
      'text:**no** ',
      'bold:a*b',
      'text: ',
      'link:a]b',
    ]);
  });

  test('an address with brackets of its own', () => {
    const odd = 'https://pulse.example.cn/a(b)?c=[d]&e=$1';
    expect(readMarkdown(`[打开](${odd})`, odd)).toEqual([{ quote: false, spans: [{ kind: 'link', text: '打开' }] }]);
    expect(readMarkdown('[打开](https://pulseXexample.cn/)', 'https://pulse.example.cn/')[0]!.spans[0]!.kind).toBe(
      'text',
    );
  });

  test('a link to anywhere else is text', () => {
    expect(spans('[点击](https://evil.example) ![x](javascript:alert(1))')).toEqual([
      'text:[点击](https://evil.example) ![x](javascript:alert(1))',
    ]);
    expect(readMarkdown('[a]()', undefined)).toEqual([{ quote: false, spans: [{ kind: 'text', text: '[a]()' }] }]);
  });
});
