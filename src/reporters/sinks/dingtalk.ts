import { createHmac } from 'node:crypto';
import type { Message } from '../notify/message.js';
import type { Sender } from '../notify/sender.js';
import { harmless } from './harmless.js';
import { errcodeOf, robotSender } from './robot.js';
import { cutPoints, type Dialect, jsonSize, robotText } from './robot-text.js';
import { type HttpOptions, targetOf } from './target.js';

export interface DingtalkOptions extends HttpOptions {
  /** Of the robot's security setting 加签; absent: the robot does not ask for signatures. */
  readonly secret?: string | undefined;
}

/** Of the whole body, in bytes. */
const limit = 20_000;
const titlePoints = 120;

/** -1 busy; 130101 and 410100 too fast: the robot is then silent for ten minutes. */
const passing: Readonly<Record<number, { readonly afterMs?: number }>> = {
  [-1]: {},
  130101: { afterMs: 600_000 },
  410100: { afterMs: 600_000 },
};

const dialect: Dialect = {
  // A single line end is a space to some of its clients.
  joint: '\n\n',
  afterQuote: '',
  bold: (text) => `**${text}**`,
  quote: (line) => `> ${line}`,
  link: (label, url) => `[${label}](${url})`,
  size: jsonSize,
};

/**
 * A group robot of DingTalk (钉钉自定义机器人): Markdown, 20 messages a minute. 310000 (signature, keyword or address of
 * the caller is not what the robot was set to), 300005 (no such robot) and the other codes are refusals.
 *
 * @throws PulseError PULSE_CONFIG when the address is none
 */
export function dingtalkSender(options: DingtalkOptions): Sender {
  const { secret, now = Date.now } = options;
  return robotSender({
    vendor: 'DingTalk',
    perMinute: options.perMinute === undefined ? 20 : options.perMinute,
    target: targetOf(options, secret),
    request: (message) => ({
      body: dingtalkBody(message, options),
      ...(secret !== undefined && { query: dingtalkSignature(now(), secret) }),
    }),
    codeOf: errcodeOf,
    passing: ({ code }) => passing[code] ?? null,
  });
}

/** HMAC-SHA256 of `timestamp\nsecret` under the secret, in base64; the timestamp in milliseconds. */
export function dingtalkSignature(now: number, secret: string): { timestamp: string; sign: string } {
  const timestamp = String(now);
  const sign = createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64');
  return { timestamp, sign };
}

function dingtalkBody(message: Message, { language = 'zh' }: HttpOptions): object {
  const shown = harmless(cutPoints(message.title, titlePoints), true);
  // `at` is never set, so nobody is called by name whatever the text says.
  const body = (text: string): object => ({ msgtype: 'markdown', markdown: { title: shown, text } });
  const room = limit - Buffer.byteLength(JSON.stringify(body('')));
  const title = `#### ${shown}`;
  return body(robotText(message, dialect, { title, withLink: true, limit: room, language }));
}
