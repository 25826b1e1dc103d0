import type { CallReceived } from '../domain/events.js';
import type { KnownContact } from './history.js';
import type { Tally } from './tally.js';

/** What one contact adds to the period of its receivedAt (kpi.md sections 2 and 3). */
export function countContact({ data, hasTicket }: KnownContact, tally: Tally): void {
  const reason = data.direction === 'outbound' ? 'outbound' : data.invalid;
  if (reason !== undefined) {
    tally.add('contacts_excluded', { reason });
    return;
  }
  const channel = { channel: data.channel };
  tally.addEach('contacts', [channel]);
  if (data.answered) {
    tally.addEach('answered', [channel]);
    if (data.category !== undefined) tally.add('answered', { category: data.category });
    if (data.region !== undefined) tally.add('answered', { region: data.region });
    for (const topic of data.topics) tally.add('answered', { topic });
    tally.add(hasTicket ? 'contacts_with_ticket' : 'direct');
    countWait(data, tally);
  } else {
    if (hasTicket) tally.add('unanswered_with_ticket');
    if (data.abandonedAt !== undefined) tally.addEach('abandoned', [channel]);
  }
}

function countWait(data: CallReceived, tally: Tally): void {
  const seconds = data.channel === 'phone' ? waitOf(data) : null;
  if (seconds === null) return;
  tally.add('waited');
  if (seconds <= 15) tally.add('waited_within_15s');
  tally.add('wait_seconds', {}, seconds);
}

/** Whole seconds, cut; null = unknown. */
function waitOf(data: CallReceived): number | null {
  let seconds = data.waitSeconds;
  if (seconds === undefined) {
    if (data.answeredAt === undefined) return null;
    seconds = (data.answeredAt - (data.queuedAt ?? data.receivedAt)) / 1000;
  }
  return seconds < 0 ? null : Math.floor(seconds);
}
