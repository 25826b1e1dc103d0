import type { Message } from '../notify/message.js';
import type { Sender } from '../notify/sender.js';
import { harmless } from './harmless.js';
import { errcodeOf, robotSender } from './robot.js';
import { cutPoints, type Dialect, robotText, utf8Size } from './robot-text.js';
import { type HttpOptions, targetOf } from './target.js';

/** Of the Markdown text, in bytes of UTF-8 (code 40058 beyond). */
const limit = 4096;
const titlePoints = 120;

/** -1 busy, 45009 too many calls, 45033 too many at once. */
const passing: Readonly<Record<number, { readonly afterMs?: number }>> = {
  [-1]: {},
  45009: { afterMs: 60_000 }, // it counts by the minute
  45033: {},
};

const dialect: Dialect = {
  joint: '\n',
  afterQuote: '\n',
  bold: (text) => `**${text}**`,
  quote: (line) => `> ${line}`,
  link: (label, url) => `[${label}](${url})`,
  size: utf8Size,
};

/**
 * A group robot of WeCom (企业微信群机器人): Markdown, 20 messages a minute. Its key is in the address. 93000 (no such
 * robot), 40058 (too long) and the other codes are refusals.
 *
 * @throws PulseError PULSE_CONFIG when the address is none
 */
export function wecomSender(options: HttpOptions): Sender {
  return robotSender({
    vendor: 'WeCom',
    perMinute: options.perMinute === undefined ? 20 : options.perMinute,
    target: targetOf(options),
    request: (message) => ({ body: wecomBody(message, options) }),
    codeOf: errcodeOf,
    passing: ({ code }) => passing[code] ?? null,
  });
}

function wecomBody(message: Message, { language = 'zh' }: HttpOptions): object {
  const title = harmless(cutPoints(message.title, titlePoints), false);
  // The only colour there is: red, for what someone must act upon.
  const shown = message.severity === 'info' ? title : `<font color="warning">${title}</font>`;
  const text = robotText(message, dialect, { title: dialect.bold(shown), withLink: true, limit, language });
  return { msgtype: 'markdown', markdown: { content: text } };
}
