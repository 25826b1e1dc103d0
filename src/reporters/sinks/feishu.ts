import { createHmac } from 'node:crypto';
import type { Message } from '../notify/message.js';
import type { Sender } from '../notify/sender.js';
import { harmless } from './harmless.js';
import { type Code, robotSender, textOf } from './robot.js';
import { cutPoints, type Dialect, jsonSize, linkLabel, robotText, safeLink } from './robot-text.js';
import { type HttpOptions, targetOf } from './target.js';

export interface FeishuOptions extends HttpOptions {
  /** Of the robot's security setting 签名校验; absent: the robot does not ask for signatures. */
  readonly secret?: string | undefined;
}

/** Of the whole body, in bytes. */
const limit = 20_000;
const titlePoints = 120;

const dialect: Dialect = {
  joint: '\n',
  afterQuote: '',
  bold: (text) => `**${text}**`,
  // Its cards know no quotation.
  quote: (line) => line,
  link: (label, url) => `[${label}](${url})`,
  size: jsonSize,
};

const colours = { info: 'blue', warning: 'orange', critical: 'red' } as const;

/**
 * A group robot of Feishu (飞书自定义机器人): a card whose header has the colour of the severity, 100 messages a minute.
 * 19021 (signature or clock), 19022 (address of the caller), 19024 (keyword) and the other codes are refusals.
 *
 * @throws PulseError PULSE_CONFIG when the address is none
 */
export function feishuSender(options: FeishuOptions): Sender {
  const { secret, now = Date.now } = options;
  return robotSender({
    vendor: 'Feishu',
    perMinute: options.perMinute === undefined ? 100 : options.perMinute,
    target: targetOf(options, secret),
    request: (message) => ({
      body: feishuBody(message, options, secret === undefined ? {} : feishuSignature(now(), secret)),
    }),
    codeOf,
    passing: (code) => (isPassing(code) ? {} : null),
  });
}

/** HMAC-SHA256 of nothing under the key `timestamp\nsecret`, in base64; the timestamp in seconds. */
export function feishuSignature(now: number, secret: string): { timestamp: string; sign: string } {
  const timestamp = String(Math.floor(now / 1000));
  const sign = createHmac('sha256', `${timestamp}\n${secret}`).digest('base64');
  return { timestamp, sign };
}

/** Old robots answer `StatusCode` and `StatusMessage`. */
function codeOf(answer: Readonly<Record<string, unknown>>): Code | null {
  const code = answer['code'] ?? answer['StatusCode'];
  return typeof code === 'number' ? { code, text: textOf(answer['msg'] ?? answer['StatusMessage']) } : null;
}

/** 11232 is too many. 9499 is that too, but also a body that it cannot read: only its text tells them apart. */
function isPassing({ code, text }: Code): boolean {
  return code === 11_232 || code === -1 || (code === 9499 && !/bad request/i.test(text));
}

function feishuBody(message: Message, { language = 'zh' }: HttpOptions, signature: object): object {
  const link = safeLink(message.link);
  const look = { tag: 'plain_text', content: linkLabel(message, language) };
  const button = { tag: 'action', actions: [{ tag: 'button', text: look, type: 'primary', url: link }] };
  const title = { tag: 'plain_text', content: harmless(cutPoints(message.title, titlePoints), true) };
  const body = (text: string): object => ({
    ...signature,
    msg_type: 'interactive',
    card: {
      config: { wide_screen_mode: true },
      header: { template: colours[message.severity], title },
      elements: [{ tag: 'markdown', content: text }, ...(link === null ? [] : [button])],
    },
  });
  const room = limit - Buffer.byteLength(JSON.stringify(body('')));
  return body(robotText(message, dialect, { title: '', withLink: false, limit: room, language }));
}
