import type { Message } from '../notify/message.js';
import type { Sender, Sent } from '../notify/sender.js';
import { type Answer, postJson } from './post-json.js';
import { later, sentByStatus } from './status.js';
import type { Target } from './target.js';

/** What tells one vendor's group robot from another's. */
export interface Robot {
  readonly vendor: string;
  readonly perMinute: number | null;
  readonly target: Target;
  request(message: Message): { readonly body: object; readonly query?: Readonly<Record<string, string>> };
  /** The vendor's code in an answer, which is an object; null: this is not the vendor speaking. */
  codeOf(answer: Readonly<Record<string, unknown>>): Code | null;
  /** Whether the code means "not now", and how long that lasts, if the vendor says so. */
  passing(code: Code): { readonly afterMs?: number } | null;
}

export interface Code {
  /** 0: delivered. */
  readonly code: number;
  readonly text: string;
}

/**
 * A sender for a group robot. The vendors answer 200 to refusals too: the code in the body decides. A body without a
 * code is somebody else's (a proxy, a log-in page), so nothing was delivered.
 */
export function robotSender(robot: Robot): Sender {
  return {
    perMinute: robot.perMinute,
    async send(message) {
      const { body, query } = robot.request(message);
      const headers = { 'content-type': 'application/json; charset=utf-8' };
      return sentBy(robot, await postJson(robot.target, JSON.stringify(body), headers, query));
    },
    // Every try has a connection of its own, which ends with it.
    async close() {},
  };
}

function sentBy(robot: Robot, answer: Answer): Sent {
  const { vendor, target } = robot;
  const byStatus = sentByStatus(answer, target.host);
  if (answer.kind === 'failed' || byStatus?.kind === 'later') return byStatus!;
  const object = objectOf(answer.body);
  const found = object === null ? null : robot.codeOf(object);
  if (found === null) {
    const told = `${target.host} answered ${answer.status} with something that is not ${vendor}'s answer`;
    return byStatus ?? later(`${told}: ${target.hide(answer.body)}`, answer.retryAfterMs);
  }
  const reason = `${vendor}: code ${found.code}, ${target.hide(found.text)}`;
  const passing = robot.passing(found);
  if (passing !== null) return later(reason, answer.retryAfterMs ?? passing.afterMs);
  // A refusal by the status stays one, whatever the code says.
  if (byStatus?.kind === 'refused') return { kind: 'refused', reason: `${byStatus.reason}; ${reason}` };
  return found.code === 0 ? { kind: 'delivered' } : { kind: 'refused', reason };
}

function objectOf(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : null;
  } catch {
    return null;
  }
}

/** `{errcode, errmsg}`, as WeCom and DingTalk answer. */
export function errcodeOf(answer: Readonly<Record<string, unknown>>): Code | null {
  const { errcode, errmsg } = answer;
  return typeof errcode === 'number' ? { code: errcode, text: textOf(errmsg) } : null;
}

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
