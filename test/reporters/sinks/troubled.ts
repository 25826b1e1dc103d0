import { afterEach, expect } from '@jest/globals';
import type { Sender, Sent } from '../../../src/reporters/notify/sender.js';
import { dingtalkSender } from '../../../src/reporters/sinks/dingtalk.js';
import { feishuSender } from '../../../src/reporters/sinks/feishu.js';
import { webhookSender } from '../../../src/reporters/sinks/webhook.js';
import { wecomSender } from '../../../src/reporters/sinks/wecom.js';
import { type RobotOptions, type RobotServer, robotKey, startRobotServer } from '../../support/robot-server.js';
import { single } from './samples.js';

export const secret = 'SECb0b1b2b3b4b5b6b7';
const senders = { wecom: wecomSender, dingtalk: dingtalkSender, feishu: feishuSender, webhook: webhookSender } as const;
type Name = keyof typeof senders;
export const names = Object.keys(senders) as Name[];
export const robots = ['wecom', 'dingtalk', 'feishu'] as const;

const opened: RobotServer[] = [];
/** Whatever was said: no key and no secret may be in it. */
const said: Sent[] = [];
afterEach(async () => {
  for (const server of opened.splice(0)) await server.close();
  const all = JSON.stringify(said.splice(0));
  for (const word of [robotKey, encodeURIComponent(robotKey), secret, 'sign=', 'access_token=6', 'hook/6']) {
    expect(all).not.toContain(word);
  }
});

/** Closed after the test. */
export async function start(name: Name, options: RobotOptions = {}): Promise<RobotServer> {
  const server = await startRobotServer(name, { secret, ...options });
  opened.push(server);
  return server;
}

export const sender = (name: Name, url: string, o: { timeoutMs?: number; ca?: string } = {}): Sender =>
  senders[name]({ url, secret, timeoutMs: 5000, ...o });

/** After each test, all that was answered is searched for keys and secrets. */
export async function send(one: Sender): Promise<Sent> {
  const sent = await one.send(single(), []);
  said.push(sent);
  return sent;
}
