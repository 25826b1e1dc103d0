import { randomBytes } from 'node:crypto';
import type { Alert } from '../../domain/alert.js';
import { formatInstant, type Instant } from '../../domain/instant.js';
import { composeMessage } from '../../reporters/notify/compose.js';
import type { Message } from '../../reporters/notify/message.js';
import { textsOf } from '../../reporters/notify/texts.js';
import { type SinkSettings, sinksOf } from '../../settings/alerts.js';
import type { Context } from '../context.js';
import { senderOf } from '../senders.js';
import { textOptions } from './read-board.js';

/** Sends one message that says it is a test, at once, and says what came back. Needs no log and no store. */
export async function testSink(context: Context, name: string): Promise<number> {
  const { alerts } = context.configuration;
  const [[, sink]] = sinksOf(alerts, [name]) as [[string, SinkSettings]];
  const sender = senderOf(sink, { language: alerts.language, logger: context.logger });
  try {
    const sent = await sender.send(sampleMessage(context), []);
    if (sent.kind === 'delivered') process.stdout.write(`${name}: delivered\n`);
    else process.stdout.write(`${name}: not delivered (${sent.kind}): ${sent.reason}\n`);
    return sent.kind === 'delivered' ? 0 : 1;
  } finally {
    await sender.close();
  }
}

function sampleMessage(context: Context): Message {
  const options = textOptions(context);
  const { sample } = textsOf(options.language);
  const message = composeMessage(sampleAlert(options.now, sample), options);
  return { ...message, title: `${sample}: ${message.title}` };
}

/** Every test has an id of its own: receivers show repeats once. */
function sampleAlert(now: Instant, summary: string): Alert {
  const id = `ticket-due-soon-${randomBytes(8).toString('hex')}`;
  const hour = 3_600_000;
  const ticket = {
    contactId: 'test',
    ticketId: 'TEST',
    unit: { code: 'unassigned', kind: 'unknown' as const },
    nature: 'help' as const,
    urgency: 'normal' as const,
    createdAt: formatInstant(now - 72 * hour),
    dueAt: formatInstant(now + 24 * hour),
    reopenings: 0,
    summary,
  };
  const [at, subject] = [formatInstant(now), 'test'];
  return {
    id, subject, kind: 'ticket-due-soon', state: 'notice', severity: 'info', at, firedAt: at, digestOnly: false, ticket,
  }; // biome-ignore format: the whole alert in a glance
}
