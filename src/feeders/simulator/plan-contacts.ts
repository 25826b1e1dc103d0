import type { Instant } from '../../domain/instant.js';
import { type CallPlan, type ContactPlan, second } from './plan.js';
import type { Month, Shape, Subject } from './profile.js';
import { type Random, repeated, Weighted } from './random.js';

/** What a contact is, before it has a time. */
interface Sort {
  readonly channel: string;
  readonly fate: 'ticket' | 'direct' | 'unanswered' | 'excluded';
  readonly excluded?: NonNullable<ContactPlan['excluded']>;
}

/** How the wait of an answered call is known. */
export type Wait = 'within15s' | 'longer' | 'unknown';

/**
 * The contacts of a month, every margin exact, in the order of `times`.
 *
 * @param times ascending; as many as `contactsOf(month)`.
 * @param idPrefix contact ids are this and a running number.
 */
export function planContacts(
  month: Month,
  shape: Shape,
  times: readonly Instant[],
  idPrefix: string,
  random: Random,
): ContactPlan[] {
  const deal = dealer(month, random);
  const regions = new Weighted(Object.entries(month.regions));
  return random.shuffle(sortsOf(month)).map((sort, i): ContactPlan => {
    const receivedAt = times[i]!;
    const phone = sort.channel === 'phone';
    const answered = sort.fate !== 'unanswered';
    const call = !phone
      ? undefined
      : sort.fate === 'excluded'
        ? excludedCall(receivedAt, shape, random)
        : answered
          ? answeredCall(receivedAt, deal.wait(), shape, random)
          : unansweredCall(receivedAt, deal.abandoned(), random);
    return {
      contactId: `${idPrefix}${String(i + 1).padStart(6, '0')}`,
      receivedAt,
      channel: sort.channel,
      answered,
      subject: sort.fate === 'ticket' ? deal.ticketSubject() : sort.fate === 'direct' ? deal.directSubject() : null,
      hasTicket: sort.fate === 'ticket',
      // Where a direct caller lives is often not asked.
      ...(sort.fate === 'direct' && !regions.empty && random.chance(0.6) && { region: regions.draw(random) }),
      ...(sort.excluded !== undefined && { excluded: sort.excluded }),
      ...(call !== undefined && { call }),
    };
  });
}

/** Contacts of a month, excluded ones included. */
export function contactsOf(month: Month): number {
  return month.contacts + Object.values(month.excluded).reduce((a, b) => a + b, 0);
}

function sortsOf(month: Month): Sort[] {
  const sorts: [Sort, number][] = [];
  for (const [channel, c] of Object.entries(month.channels)) {
    sorts.push([{ channel, fate: 'ticket' }, c.tickets]);
    sorts.push([{ channel, fate: 'direct' }, c.answered - c.tickets]);
    sorts.push([{ channel, fate: 'unanswered' }, c.contacts - c.answered]);
  }
  for (const [reason, n] of Object.entries(month.excluded)) {
    sorts.push([{ channel: 'phone', fate: 'excluded', excluded: reason as NonNullable<Sort['excluded']> }, n]);
  }
  return repeated(sorts);
}

/** Shuffled decks, one for each margin; a draw takes the top card. */
function dealer(month: Month, random: Random) {
  const deck = <T>(entries: Iterable<readonly [T, number]>): (() => T) => {
    const cards = random.shuffle(repeated(entries));
    return () => cards.pop()!;
  };
  const { known, within15s } = month.waits;
  const phone = month.channels['phone'] ?? { contacts: 0, answered: 0 };
  const unanswered = phone.contacts - phone.answered;
  return {
    ticketSubject: deck(month.subjects.map((s): [Subject, number] => [s, s.tickets])),
    directSubject: deck(month.subjects.map((s): [Subject, number] => [s, s.answered - s.tickets])),
    wait: deck<Wait>([['within15s', within15s], ['longer', known - within15s], ['unknown', phone.answered - known]]), // biome-ignore format: a row
    abandoned: deck([[true, month.abandoned], [false, unanswered - month.abandoned]]), // biome-ignore format: a row
  };
}

export function answeredCall(receivedAt: Instant, wait: Wait, shape: Shape, random: Random): CallPlan {
  const queuedAt = receivedAt + random.between(2, 8) * second;
  const within = Math.min(15, Math.floor(random.exponential(6)));
  const waitSeconds = wait === 'longer' ? 16 + Math.min(280, Math.floor(random.exponential(35))) : within;
  const answeredAt = queuedAt + waitSeconds * second;
  return {
    queuedAt,
    ...(wait !== 'unknown' && { answeredAt, ...(random.chance(0.7) && { waitSeconds }) }),
    endedAt: answeredAt + (25 + Math.min(1500, Math.floor(random.exponential(150)))) * second,
    agentId: agentOf(shape, random),
  };
}

export function unansweredCall(receivedAt: Instant, abandoned: boolean, random: Random): CallPlan {
  const queuedAt = receivedAt + random.between(2, 8) * second;
  const endedAt = queuedAt + (3 + Math.min(400, Math.floor(random.exponential(50)))) * second;
  return { queuedAt, ...(abandoned && { abandonedAt: endedAt }), endedAt };
}

function excludedCall(receivedAt: Instant, shape: Shape, random: Random): CallPlan {
  return {
    queuedAt: receivedAt,
    endedAt: receivedAt + random.between(4, 90) * second,
    agentId: agentOf(shape, random),
  };
}

const agentOf = (shape: Shape, random: Random): string =>
  `A${String(random.between(1, shape.agents)).padStart(3, '0')}`;
