import { afterEach, expect } from '@jest/globals';
import type { Sender, Sent } from '../../../src/reporters/notify/sender.js';
import { type SmtpOptions, smtpSender } from '../../../src/reporters/sinks/smtp.js';
import { type SmtpServerOptions, startSmtpServer, type TestSmtpServer } from '../../support/smtp-server.js';

export const login = { user: 'pulse', password: 'pa55word-of-the-mailbox' };
export const unit = 'zhujianju@example.cn';
export const from = '12345 热线 <pulse@hotline.example.cn>';

const opened: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

/** A mail server, closed after the test. */
export async function start(options: SmtpServerOptions = {}): Promise<TestSmtpServer> {
  const server = await startSmtpServer(options);
  opened.push(server.close);
  return server;
}

/** A sender to a server on that port, without encryption unless told otherwise. */
export function sender(port: number, over: Partial<SmtpOptions> = {}): Sender {
  return smtpSender({ host: '127.0.0.1', port, tls: 'none', from, to: [unit], timeoutMs: 5000, ...over });
}

export const later = (reason: string | RegExp): Sent => ({
  kind: 'later',
  reason: expect.stringMatching(reason) as unknown as string,
});
export const refused = (reason: string | RegExp): Sent => ({
  kind: 'refused',
  reason: expect.stringMatching(reason) as unknown as string,
});
