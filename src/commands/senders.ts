import { readFileSync } from 'node:fs';
import type { Logger } from '../ports/logger.js';
import type { Sender } from '../reporters/notify/sender.js';
import type { Language } from '../reporters/notify/texts.js';
import { dingtalkSender } from '../reporters/sinks/dingtalk.js';
import { feishuSender } from '../reporters/sinks/feishu.js';
import { smtpSender } from '../reporters/sinks/smtp.js';
import { webhookSender } from '../reporters/sinks/webhook.js';
import { wecomSender } from '../reporters/sinks/wecom.js';
import type { SinkSettings } from '../settings/alerts.js';

export interface SenderOptions {
  /** Of the few words that a sender adds itself. */
  readonly language: Language;
  /** Hears of recipients of a mail that were refused while others were not. */
  readonly logger: Logger;
}

/** The sender of a sink of alerts.yaml; the file of `ca` is read now. */
export function senderOf(sink: SinkSettings, { language, logger }: SenderOptions): Sender {
  const { perMinute, timeoutMs } = sink;
  const ca = sink.ca === undefined ? undefined : readFileSync(sink.ca, 'utf8');
  const shared = { perMinute, timeoutMs, ca, language };
  switch (sink.type) {
    case 'wecom':
      return wecomSender({ ...shared, url: sink.url });
    case 'dingtalk':
      return dingtalkSender({ ...shared, url: sink.url, secret: sink.secret });
    case 'feishu':
      return feishuSender({ ...shared, url: sink.url, secret: sink.secret });
    case 'webhook':
      return webhookSender({ ...shared, url: sink.url, secret: sink.secret });
    case 'smtp': {
      const { host, port, tls, user, password, from, to } = sink;
      return smtpSender({ ...shared, host, port, tls, user, password, from, to, log: logger });
    }
  }
}
