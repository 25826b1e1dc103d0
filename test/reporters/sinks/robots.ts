import { afterEach, expect } from '@jest/globals';
import type { Message } from '../../../src/reporters/notify/message.js';
import type { Sender } from '../../../src/reporters/notify/sender.js';
import { dingtalkSender } from '../../../src/reporters/sinks/dingtalk.js';
import { feishuSender } from '../../../src/reporters/sinks/feishu.js';
import { wecomSender } from '../../../src/reporters/sinks/wecom.js';
import { type RobotOptions, type RobotServer, startRobotServer } from '../../support/robot-server.js';

export const secret = 'SEC6a1d2f0c9b8e7d6c5b4a';
export const timeoutMs = 5000;
export const senders = { wecom: wecomSender, dingtalk: dingtalkSender, feishu: feishuSender } as const;
export type Name = keyof typeof senders;
export const names = Object.keys(senders) as Name[];

const opened: RobotServer[] = [];
afterEach(async () => {
  for (const server of opened.splice(0)) await server.close();
});

/** A robot that asks for signatures where its vendor has them, and a sender that knows its secret. Closed after the test. */
export async function robot(name: Name, options: RobotOptions = {}): Promise<{ server: RobotServer; sender: Sender }> {
  const server = await startRobotServer(name, { secret, ...options });
  opened.push(server);
  return { server, sender: senders[name]({ url: server.url, secret, timeoutMs }) };
}

// biome-ignore lint/suspicious/noExplicitAny: the vendor's JSON, looked into by tests.
export type Taken = any;
/** The Markdown that the robot shows. */
export const shown: Readonly<Record<Name, (taken: Taken) => string>> = {
  wecom: (taken) => taken.markdown.content,
  dingtalk: (taken) => taken.markdown.text,
  feishu: (taken) => taken.card.elements[0].content,
};

export async function show(name: Name, message: Message): Promise<{ text: string; taken: Taken; bytes: number }> {
  const { server, sender } = await robot(name);
  expect(await sender.send(message, [])).toEqual({ kind: 'delivered' });
  const taken = server.taken.at(-1) as Taken;
  return { text: shown[name](taken), taken, bytes: server.requests.at(-1)!.body.length };
}
