import type { Message } from '../notify/message.js';
import { harmless } from './harmless.js';
import { type Line, readMarkdown, type Span } from './shared-markdown.js';
import type { Language } from './target.js';

/** How a robot writes what messages consist of. Texts are harmless already. */
export interface Dialect {
  /** Between two lines. */
  readonly joint: string;
  /** Ends a quotation, besides the joint: else the line below would belong to it. */
  readonly afterQuote: string;
  bold(text: string): string;
  quote(line: string): string;
  link(label: string, url: string): string;
  /** What a text takes of the limit; additive over concatenation. */
  size(text: string): number;
}

export interface RobotText {
  /** The first line, as the dialect shows a title; '' where the robot has a place of its own for it. */
  readonly title: string;
  /** Whether the last line is the link; false where the robot has a place of its own for it. */
  readonly withLink: boolean;
  readonly limit: number;
  readonly language: Language;
}

const words = {
  zh: { look: '查看详情', more: (n: number) => `… 另有 ${n} 件` },
  en: { look: 'Open', more: (n: number) => `… and ${n} more` },
} as const;
export const lookWord = (language: Language): string => words[language].look;

/** What the message calls its link, where it has a line of its own for it. */
export function linkLabel(message: Message, language: Language): string {
  const line = readMarkdown(message.markdown, message.link).find(isLink);
  return line?.spans.map(({ text }) => text).join('') ?? lookWord(language);
}

const isLink = ({ spans }: Line): boolean => spans.length === 1 && spans[0]?.kind === 'link';

const cellLimit = 60;

/**
 * The text of a message in a robot's dialect, within its limit: title, lines, the table's rows as lines (robots have no
 * tables), link. The link keeps its place; what does not fit is cut on a code point with `…`, rows as a whole with
 * `… 另有 n 件`.
 */
export function robotText(message: Message, dialect: Dialect, o: RobotText): string {
  const link = safeLink(message.link);
  const lines = readMarkdown(message.markdown, message.link).filter((line) => !isLink(line));
  const label = harmless(linkLabel(message, o.language), true);
  const foot = link !== null && o.withLink ? dialect.link(label, link) : '';
  const page = new Page(dialect, o.limit, foot, link);
  if (o.title !== '') page.add(o.title);
  const { head, rows } = tableLines(message);
  const more = words[o.language].more;
  const kept = rows.length === 0 ? 0 : dialect.size(dialect.joint + more(rows.length));
  for (const line of [...lines, ...head]) if (!page.line(line, kept)) break;
  for (const [i, row] of rows.entries()) {
    if (page.tryLine(row, i === rows.length - 1 ? 0 : kept)) continue;
    page.add(more(rows.length - i));
    break;
  }
  return page.finish();
}

/** The address, so written that it cannot end its brackets; null when it is not one of the web. */
export function safeLink(link: string | undefined): string | null {
  if (link === undefined || !URL.canParse(link)) return null;
  const url = new URL(link);
  if (!/^https?:$/.test(url.protocol)) return null;
  return url.href.replace(/[()<>[\]'"*\\`|~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function tableLines({ table }: Message): { head: Line[]; rows: Line[] } {
  if (table === undefined) return { head: [], rows: [] };
  const join = (cells: readonly string[]): string => cells.map((cell) => cutPoints(cell, cellLimit)).join(' · ');
  const text = (kind: Span['kind'], row: readonly string[]): Line => ({
    quote: false,
    spans: [{ kind, text: join(row) }],
  });
  return { head: [text('bold', table.head)], rows: table.rows.map((row) => text('text', row)) };
}

/** At most `n` code points, the last one `…` when some were cut. */
export function cutPoints(text: string, n: number): string {
  const points = [...text];
  return points.length <= n ? text : `${points.slice(0, n - 1).join('')}…`;
}

/** A text that grows line by line and keeps room for its foot. */
class Page {
  readonly #dialect: Dialect;
  readonly #foot: string;
  readonly #link: string | null;
  #room: number;
  #text = '';
  #quoted = false;

  constructor(dialect: Dialect, limit: number, foot: string, link: string | null) {
    this.#dialect = dialect;
    this.#link = link;
    const size = foot === '' ? 0 : dialect.size(dialect.joint + foot);
    // An address that fills half of the message leaves no room to say what it is about.
    this.#foot = size > limit / 2 ? '' : foot;
    this.#room = this.#foot === '' ? limit : limit - size;
  }

  /** @returns whether there was room */
  add(line: string, kept = 0): boolean {
    const piece = this.#text === '' ? line : this.#dialect.joint + line;
    const size = this.#dialect.size(piece);
    if (size > this.#room - kept) return false;
    this.#text += piece;
    this.#room -= size;
    return true;
  }

  tryLine(line: Line, kept: number): boolean {
    if (!this.add(this.#render(line.spans, line.quote), kept)) return false;
    this.#quoted = line.quote;
    return true;
  }

  /** Adds the line, or as much of it as there is room for. @returns whether it was the whole line */
  line(line: Line, kept: number): boolean {
    if (this.tryLine(line, kept)) return true;
    let [fits, tooMany] = [0, line.spans.reduce((sum, { text }) => sum + [...text].length, 0)];
    const cut = (n: number): string => this.#render(firstPoints(line.spans, n), line.quote);
    const limit = this.#room - kept - this.#dialect.size(this.#dialect.joint);
    while (tooMany - fits > 1) {
      const n = Math.floor((fits + tooMany) / 2);
      if (this.#dialect.size(cut(n)) <= limit) fits = n;
      else tooMany = n;
    }
    if (fits > 0) this.add(cut(fits), kept);
    return false;
  }

  finish(): string {
    if (this.#foot === '') return this.#text;
    return this.#text === '' ? this.#foot : this.#text + this.#dialect.joint + this.#foot;
  }

  #render(spans: readonly Span[], quote: boolean): string {
    const line = spans.map(({ kind, text }, i) => {
      const shown = harmless(text, i === 0);
      const [before, after] = [
        /^\s/.test(text) && i > 0 ? ' ' : '',
        /\s$/.test(text) && i < spans.length - 1 ? ' ' : '',
      ];
      if (shown === '') return before;
      if (kind === 'link' && this.#link !== null) return before + this.#dialect.link(shown, this.#link) + after;
      return before + (kind === 'bold' ? this.#dialect.bold(shown) : shown) + after;
    });
    if (quote) return this.#dialect.quote(line.join(''));
    return (this.#quoted ? this.#dialect.afterQuote : '') + line.join('');
  }
}

function firstPoints(spans: readonly Span[], n: number): Span[] {
  const out: Span[] = [];
  let left = n;
  for (const { kind, text } of spans) {
    const points = [...text];
    if (left < points.length)
      return [...out, { kind, text: points.slice(0, left).join('') }, { kind: 'text', text: '…' }];
    out.push({ kind, text });
    left -= points.length;
  }
  return out;
}

export const utf8Size = (text: string): number => Buffer.byteLength(text);
/** What a text takes within a JSON body. */
export const jsonSize = (text: string): number => Buffer.byteLength(JSON.stringify(text)) - 2;
