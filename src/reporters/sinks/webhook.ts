import { createHmac } from 'node:crypto';
import { alertEvent } from '../../domain/alert.js';
import { PulseError } from '../../domain/errors.js';
import type { Message } from '../notify/message.js';
import type { Sender } from '../notify/sender.js';
import { postJson } from './post-json.js';
import { sentByStatus } from './status.js';
import { type HttpOptions, targetOf } from './target.js';

export interface WebhookOptions extends HttpOptions {
  /** `whsec_` and base64, as Standard Webhooks writes keys; anything else is taken as UTF-8 bytes. */
  readonly secret: string;
}

/**
 * CloudEvents to an address of one's own, signed as Standard Webhooks says (docs/webhooks.md): one event for an alert, a
 * batch for a digest. Any 2xx is delivered, whatever the body.
 *
 * @throws PulseError PULSE_CONFIG when the address is none, or the secret is empty
 */
export function webhookSender(options: WebhookOptions): Sender {
  const target = targetOf(options, options.secret);
  const key = keyOf(options.secret);
  const now = options.now ?? Date.now;
  return {
    perMinute: options.perMinute ?? null,
    async send(message) {
      const { type, body } = eventsOf(message);
      const headers = { 'content-type': `${type}; charset=utf-8`, ...signatureHeaders(message.id, body, now(), key) };
      const answer = await postJson(target, body, headers);
      return sentByStatus(answer, target.host) ?? { kind: 'delivered' };
    },
    // Every try has a connection of its own, which ends with it.
    async close() {},
  };
}

function keyOf(secret: string): Buffer {
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret);
  if (key.length === 0) throw new PulseError('PULSE_CONFIG', 'the secret of a webhook is empty');
  return key;
}

/** @param now milliseconds; the header has seconds */
export function signatureHeaders(id: string, body: string, now: number, key: Buffer): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000));
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

function eventsOf({ alerts, table }: Message): { type: string; body: string } {
  const [first] = alerts;
  if (table === undefined && alerts.length === 1 && first !== undefined) {
    return { type: 'application/cloudevents+json', body: JSON.stringify(alertEvent(first)) };
  }
  return { type: 'application/cloudevents-batch+json', body: JSON.stringify(alerts.map(alertEvent)) };
}
