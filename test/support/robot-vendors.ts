import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** What a server got, before anybody judged it. */
export interface Received {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

interface Known {
  readonly secret: string | undefined;
  readonly key: string;
  readonly now: number;
  /** The robot has had its messages of this minute. */
  readonly full: boolean;
}

interface Reply {
  readonly status?: number;
  readonly body: object;
  /** The message, when it was accepted. */
  readonly taken?: unknown;
}

interface Vendor {
  path(key: string): string;
  answer(request: Received, known: Known): Reply;
}

export type VendorName = 'wecom' | 'dingtalk' | 'feishu' | 'webhook';

const hour = 3_600_000;

/** The vendors' rules as their pages tell them, written without a look at the senders. */
export const vendors: Readonly<Record<VendorName, Vendor>> = {
  wecom: {
    path: (key) => `/cgi-bin/webhook/send?key=${key}`,
    answer(request, { key, full }) {
      const no = (errcode: number, errmsg: string): Reply => ({ body: { errcode, errmsg } });
      if (request.url.searchParams.get('key') !== key)
        return no(93000, `invalid webhook url, hint: ${request.url.href}`);
      if (full) return no(45009, 'api freq out of limit');
      const message = jsonOf(request);
      if (message?.msgtype !== 'markdown') return no(40008, 'invalid message type');
      const content: unknown = message.markdown?.content;
      if (typeof content !== 'string' || content === '') return no(44004, 'empty content');
      if (Buffer.byteLength(content) > 4096) return no(40058, 'markdown.content exceed max length 4096');
      return { body: { errcode: 0, errmsg: 'ok' }, taken: message };
    },
  },
  dingtalk: {
    path: (key) => `/robot/send?access_token=${key}`,
    answer(request, { secret, key, now, full }) {
      const no = (errcode: number, errmsg: string): Reply => ({ body: { errcode, errmsg } });
      const query = request.url.searchParams;
      if (query.get('access_token') !== key) return no(300005, 'token is not exist');
      if (secret !== undefined) {
        const timestamp = query.get('timestamp') ?? '';
        if (!/^\d{13}$/.test(timestamp) || Math.abs(Number(timestamp) - now) > hour)
          return no(310000, 'invalid timestamp');
        const wanted = createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64');
        if (query.get('sign') !== wanted) return no(310000, 'sign not match');
      }
      if (full) return no(130101, 'send too fast, exceed 20 times per minute');
      if (request.body.length > 20_000) return no(460101, 'message too long, exceed 20000 bytes');
      if (!/^application\/json/.test(request.headers['content-type'] ?? '')) return no(43004, 'invalid content type');
      const message = jsonOf(request);
      if (message?.msgtype !== 'markdown') return no(400105, 'unsupported msgtype');
      if (!message.markdown?.title || !message.markdown.text) return no(40035, 'title or text is empty');
      return { body: { errcode: 0, errmsg: 'ok' }, taken: message };
    },
  },
  feishu: {
    path: (key) => `/open-apis/bot/v2/hook/${key}`,
    answer(request, { secret, key, now, full }) {
      const no = (code: number, msg: string): Reply => ({ body: { code, msg, data: {} } });
      if (!request.url.pathname.endsWith(`/${key}`))
        return no(19001, 'param invalid: incoming webhook access token invalid');
      if (full) return no(11232, 'frequency limited psm[lark.oapi.app_platform_runtime]appID[1500]');
      if (request.body.length > 20_000) return no(9499, 'Bad Request');
      const message = jsonOf(request);
      if (secret !== undefined) {
        const timestamp = String(message?.timestamp ?? '');
        const wanted = createHmac('sha256', `${timestamp}\n${secret}`).update('').digest('base64');
        const late = !/^\d{10}$/.test(timestamp) || Math.abs(Number(timestamp) * 1000 - now) > hour;
        if (late || message?.sign !== wanted) {
          return no(19021, 'sign match fail or timestamp is not within one hour from current time');
        }
      }
      const card = message?.card;
      const colours = ['blue', 'wathet', 'turquoise', 'green', 'yellow', 'orange', 'red', 'grey'];
      if (message?.msg_type !== 'interactive' || card?.header?.title?.tag !== 'plain_text')
        return no(9499, 'Bad Request');
      if (!colours.includes(card.header.template) || !Array.isArray(card.elements)) return no(9499, 'Bad Request');
      return { body: { code: 0, msg: 'success', data: {}, StatusCode: 0, StatusMessage: 'success' }, taken: message };
    },
  },
  webhook: {
    path: (key) => `/hooks/${key}`,
    answer(request, { secret = '', now }) {
      const head = (name: string): string => String(request.headers[name] ?? '');
      const [id, timestamp, signature] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map(head);
      const text = `${id}.${timestamp}.${request.body.toString('utf8')}`;
      const wanted = `v1,${createHmac('sha256', secret).update(text).digest('base64')}`;
      const late = Math.abs(Number(timestamp) * 1000 - now) > 300_000;
      if (id === '' || late || signature !== wanted) return { status: 401, body: { error: 'signature' } };
      return { status: 202, body: {}, taken: JSON.parse(request.body.toString('utf8')) };
    },
  },
};

// biome-ignore lint/suspicious/noExplicitAny: it may be anything, that is what the vendors look into.
function jsonOf(request: Received): any {
  try {
    return JSON.parse(request.body.toString('utf8'));
  } catch {
    return null;
  }
}
