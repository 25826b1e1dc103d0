/** A stretch of a line. A link leads to the message's own address and nowhere else. */
export interface Span {
  readonly kind: 'text' | 'bold' | 'link';
  readonly text: string;
}

export interface Line {
  readonly quote: boolean;
  readonly spans: readonly Span[];
}

/** Backslash escape, `**bold**`, `[label](link)`: all that a message's Markdown may hold besides `> ` at a line's start. */
function marksOf(link: string | undefined): RegExp {
  const [escaped, bold] = [/\\([!-/:-@[-`{-~])/, /\*\*((?:\\.|[^*\\])+)\*\*/];
  // The address as it is: it may hold brackets itself.
  const target = link?.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  const links = target === undefined ? [] : [`\\[((?:\\\\.|[^\\][\\\\])+)\\]\\(${target}\\)`];
  return new RegExp([escaped.source, bold.source, ...links].join('|'), 'g');
}

/**
 * Reads the Markdown of a message. Anything that is none of its four marks is text, and so is a link to anywhere but
 * `link`: what a citizen wrote can then forge none, even where nobody escaped it.
 */
export function readMarkdown(markdown: string, link: string | undefined): Line[] {
  return markdown
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => {
      const quote = /^>\s?/.exec(line)?.[0] ?? '';
      return { quote: quote !== '', spans: spansOf(line.slice(quote.length), link) };
    })
    .filter(({ spans }) => spans.some(({ text }) => text.trim() !== ''));
}

function spansOf(line: string, link: string | undefined): Span[] {
  const spans: Span[] = [];
  const add = (kind: Span['kind'], text: string): void => {
    const last = spans.at(-1);
    // Joined, so that what is dangerous only in one piece is seen in one piece.
    if (kind === 'text' && last?.kind === 'text') spans[spans.length - 1] = { kind, text: last.text + text };
    else if (text !== '') spans.push({ kind, text });
  };
  let from = 0;
  for (const found of line.matchAll(marksOf(link))) {
    add('text', line.slice(from, found.index));
    from = found.index + found[0].length;
    const [, escaped, bold, label] = found;
    if (escaped !== undefined) add('text', escaped);
    else if (bold !== undefined) add('bold', withoutBackslashes(bold));
    else if (label !== undefined) add('link', withoutBackslashes(label));
  }
  add('text', line.slice(from));
  return spans;
}

const withoutBackslashes = (text: string): string => text.replace(/\\([!-/:-@[-`{-~])/g, '$1');
