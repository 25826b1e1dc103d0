import { createTransport } from 'nodemailer';
import type SMTPTransport from 'nodemailer/lib/smtp-transport/index.js';
import type { Logger } from '../../ports/logger.js';
import type { Message } from '../notify/message.js';
import type { Sender } from '../notify/sender.js';
import { mailOf } from './mail.js';
import { sentByError } from './smtp-error.js';
import { hide, type Language } from './target.js';

export interface SmtpOptions {
  readonly host: string;
  readonly port: number;
  /** `starttls`: the server must offer it, else nothing is sent. `none`: not even where it is offered. */
  readonly tls: 'none' | 'starttls' | 'implicit';
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly from: string;
  /** Where a message without recipients of its own goes. */
  readonly to: readonly string[];
  /** For a whole try. */
  readonly timeoutMs: number;
  readonly perMinute?: number | null | undefined;
  /** PEM text of the authority that signed the server's certificate; it then takes the place of the public ones. */
  readonly ca?: string | undefined;
  readonly language?: Language | undefined;
  /** Hears of recipients that were refused while others were not. */
  readonly log?: Logger | undefined;
}

/**
 * Mail. A message is delivered when the server took it for at least one recipient: to send it again for the others
 * would tell the first ones over and over. Who was refused is logged, without addresses.
 *
 * A mail is refused when the server says so of this mail (5xx to its sender, recipients or text). All else is later: 4xx,
 * connection, TLS, time-out, and authentication, which is a matter of configuration and no message's fault.
 */
export function smtpSender(options: SmtpOptions): Sender {
  const { from, to: own, timeoutMs, language = 'zh', log } = options;
  const transport = createTransport(transportOptions(options));
  const domain = /@([\w.-]+)/.exec(from)?.[1] ?? 'localhost';
  return {
    perMinute: options.perMinute ?? null,
    async send(message, to) {
      const signal = AbortSignal.timeout(timeoutMs);
      try {
        const mail = { ...mailHeaders(message), ...mailOf(message, domain, language), from, signal };
        const info = await transport.sendMail({ ...mail, to: [...(to.length === 0 ? own : to)] });
        if (info.rejected.length > 0) {
          const counts = { host: options.host, accepted: info.accepted.length, refused: info.rejected.length };
          log?.warn({ ...counts, message: message.id }, 'mail: some recipients were refused');
        }
        return { kind: 'delivered' };
      } catch (cause) {
        const host = `${options.host}:${options.port}`;
        if (signal.aborted) return { kind: 'later', reason: `no answer from ${host} within ${timeoutMs} ms` };
        return sentByError(cause, host, (text) => hide(text, [options.password ?? '']));
      }
    },
    async close() {
      transport.close();
    },
  };
}

function transportOptions({ host, port, tls, user, password, timeoutMs, ca }: SmtpOptions): SMTPTransport.Options {
  return {
    host,
    port,
    secure: tls === 'implicit',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    ...(user !== undefined && { auth: { user, pass: password ?? '' } }),
    ...(ca !== undefined && { tls: { ca } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    // Texts of citizens never name a file or an address to fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** RFC 3834: no out-of-office answer to these. */
function mailHeaders({ severity }: Message): { headers: Record<string, string>; priority: 'high' | 'normal' } {
  return { headers: { 'Auto-Submitted': 'auto-generated' }, priority: severity === 'critical' ? 'high' : 'normal' };
}
