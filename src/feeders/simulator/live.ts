import type { Nature, Urgency } from '../../domain/deadlines.js';
import { PulseError } from '../../domain/errors.js';
import { type Instant, parseInstant } from '../../domain/instant.js';
import type { Zone } from '../../domain/zone.js';
import { daysOfMonth, weekdayOf } from './arrivals.js';
import { Heap } from './heap.js';
import { type ContactPlan, hour, minute, second, type TicketPlan } from './plan.js';
import { satisfactionOf } from './plan-closings.js';
import { answeredCall, unansweredCall, type Wait } from './plan-contacts.js';
import { summaryOf, ticketIdOf, unitOf } from './plan-tickets.js';
import type { Month, Profile, Subject } from './profile.js';
import { Random, Weighted } from './random.js';
import { type SimulatedEvent, type Timed, Wire } from './wire.js';

export interface LiveOptions {
  readonly seed: number;
  /** No event is due before this. Part of every contact's id, so that a demo that is started again makes new contacts. */
  readonly from: Instant;
  readonly zone: Zone;
  /** How many times as many contacts as the profile's last month has, with tickets that are closed that much sooner; default 1. */
  readonly speed?: number | undefined;
}

/** So that nobody mistakes it for the hotline's own. */
export const demoSource = 'urn:hotline-pulse:demo';

/** A closing comes this long after its ticket (at speed 1), every order of magnitude between equally often. */
const closingDelay = { shortest: 3 * minute, longest: 96 * hour };
/** Of its term: the latest closing of an urgent, a critical ticket, and a consultation, so that few demo tickets are late. */
const latest: Readonly<Record<string, number>> = { urgent: 20 * hour, critical: 1.6 * hour, consultation: 12 * hour };

/**
 * Endless traffic in the manner of the profile's last month: calls, tickets minutes later, closings later still, in the
 * order of their `time`. The caller sleeps until each event's `time`.
 *
 * @throws PulseError PULSE_USAGE when the speed is not a number above 0.
 */
export function liveTraffic(profile: Profile, options: LiveOptions): Iterable<SimulatedEvent> {
  const { speed = 1 } = options;
  if (!(speed > 0 && Number.isFinite(speed)))
    throw new PulseError('PULSE_USAGE', `speed is a number above 0, not ${speed}`);
  return { [Symbol.iterator]: () => traffic(new Demo(profile, options, speed)) };
}

/** When an event of a live stream is due. */
export const dueTimeOf = (event: SimulatedEvent): Instant => parseInstant(event.time)!;

function* traffic(demo: Demo): Generator<SimulatedEvent> {
  const waiting = new Heap<Timed>();
  for (;;) {
    const receivedAt = demo.nextArrival();
    // Whatever is due before the next call can no longer be overtaken.
    while ((waiting.least ?? Number.POSITIVE_INFINITY) <= receivedAt) yield waiting.pop()!.write();
    for (const timed of demo.caseOf(receivedAt)) waiting.push(timed.at, timed);
  }
}

class Demo {
  readonly #profile: Profile;
  readonly #month: Month;
  readonly #random: Random;
  readonly #wire: Wire;
  readonly #zone: Zone;
  readonly #speed: number;
  readonly #idPrefix: string;
  readonly #decks: ReturnType<typeof weightsOf>;
  /** Contacts an hour in the busiest hour of the busiest day. */
  readonly #peak: number;
  #at: Instant;
  #made = 0;

  constructor(profile: Profile, { seed, from, zone }: LiveOptions, speed: number) {
    this.#profile = profile;
    this.#month = profile.months.at(-1)!;
    this.#random = new Random(seed, 'live', from);
    this.#wire = new Wire(demoSource, zone);
    this.#zone = zone;
    this.#speed = speed;
    this.#idPrefix = `Cdemo-${from.toString(36)}-${seed}-`;
    this.#decks = weightsOf(this.#month);
    const { hours, weekdays } = profile.shape;
    const mean = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0) / list.length;
    const perHour = this.#month.contacts / daysOfMonth(this.#month.month).length / 24;
    this.#peak = perHour * (Math.max(...hours) / mean(hours)) * (Math.max(...weekdays) / mean(weekdays)) * speed;
    this.#at = from;
  }

  /** A Poisson process whose rate follows the hours: one at the peak's rate, thinned out. */
  nextArrival(): Instant {
    const { hours, weekdays } = this.#profile.shape;
    const peak = Math.max(...hours) * Math.max(...weekdays);
    for (;;) {
      this.#at += this.#random.exponential(hour / this.#peak);
      const wall = this.#at + this.#zone.offsetAt(this.#at);
      const weight = hours[Math.floor(wall / hour) % 24]! * weekdays[weekdayOf(this.#zone.dayOf(this.#at))]!;
      if (this.#random.chance(weight / peak)) return Math.ceil(this.#at / second) * second;
    }
  }

  caseOf(receivedAt: Instant): Timed[] {
    const contact = this.#contact(receivedAt);
    if (!contact.hasTicket) return [this.#wire.contact(contact)];
    const ticket = this.#ticket(contact);
    const closedAt = ticket.createdAt + this.#closingDelay(ticket);
    const satisfaction = satisfactionOf(ticket, this.#profile.shape, this.#random);
    const closing = {
      closedAt,
      at: closedAt,
      repliedAt: closedAt,
      outcome: this.#random.chance(0.7) ? 'resolved' : 'explained',
      satisfaction,
    } as const;
    const located = { ...contact, region: ticket.unit.region };
    return [this.#wire.contact(located), this.#wire.created(ticket), this.#wire.closed(ticket, closing, 0)];
  }

  #contact(receivedAt: Instant): ContactPlan {
    const random = this.#random;
    const { channel, fate } = this.#decks.sorts.draw(random);
    const answered = fate !== 'unanswered';
    const call =
      channel !== 'phone'
        ? undefined
        : answered
          ? answeredCall(receivedAt, this.#decks.waits.draw(random), this.#profile.shape, random)
          : unansweredCall(receivedAt, random.chance(0.93), random);
    return {
      contactId: `${this.#idPrefix}${++this.#made}`,
      receivedAt,
      channel,
      answered,
      subject:
        fate === 'ticket'
          ? this.#decks.ticketSubjects.draw(random)
          : answered
            ? this.#decks.directSubjects.draw(random)
            : null,
      hasTicket: fate === 'ticket',
      ...(call !== undefined && { call }),
      ...(fate === 'direct' &&
        !this.#decks.regions.empty &&
        random.chance(0.6) && { region: this.#decks.regions.draw(random) }),
    };
  }

  #ticket(contact: ContactPlan): TicketPlan {
    const random = this.#random;
    const nature = this.#decks.natures.draw(random);
    const urgency = nature === 'help' ? this.#decks.urgencies.draw(random) : 'normal';
    const rating = !random.chance(this.#month.ratings.rated / this.#month.tickets)
      ? 'none'
      : random.chance(this.#month.ratings.satisfied / this.#month.ratings.rated) ? 'satisfied' : 'dissatisfied'; // biome-ignore format: two questions
    return {
      ticketId: ticketIdOf(contact.contactId),
      contact,
      createdAt: (contact.call?.endedAt ?? contact.receivedAt) + random.between(40, 600) * second,
      nature,
      urgency,
      unit: unitOf(this.#profile, this.#decks.units.draw(random)),
      subject: contact.subject!,
      summary: summaryOf(nature, contact.subject!, this.#profile.shape, random),
      course: 'plain',
      rating,
    };
  }

  #closingDelay(ticket: TicketPlan): number {
    const { shortest } = closingDelay;
    const longest = latest[ticket.urgency] ?? latest[ticket.nature] ?? closingDelay.longest;
    const delay = shortest * (longest / shortest) ** this.#random.next();
    return Math.max(1, Math.round(delay / this.#speed / second)) * second;
  }
}

/** The month's margins as probabilities. */
function weightsOf(month: Month) {
  const sorts = Object.entries(month.channels).flatMap(([channel, c]) => [
    [{ channel, fate: 'ticket' as const }, c.tickets] as const,
    [{ channel, fate: 'direct' as const }, c.answered - c.tickets] as const,
    [{ channel, fate: 'unanswered' as const }, c.contacts - c.answered] as const,
  ]);
  const { urgent, critical } = month.urgencies;
  const { known, within15s } = month.waits;
  const answered = month.channels['phone']?.answered ?? 0;
  const help = month.natures.help ?? 0;
  return {
    sorts: new Weighted<{ channel: string; fate: 'ticket' | 'direct' | 'unanswered' }>(sorts),
    ticketSubjects: new Weighted(month.subjects.map((s): [Subject, number] => [s, s.tickets])),
    directSubjects: new Weighted(month.subjects.map((s): [Subject, number] => [s, s.answered - s.tickets])),
    waits: new Weighted<Wait>([['within15s', within15s], ['longer', known - within15s], ['unknown', answered - known]]), // biome-ignore format: a row
    regions: new Weighted(Object.entries(month.regions)),
    units: new Weighted(Object.entries(month.units)),
    natures: new Weighted(Object.entries(month.natures) as [Nature, number][]),
    urgencies: new Weighted<Urgency>([['normal', help - urgent - critical], ['urgent', urgent], ['critical', critical]]), // biome-ignore format: a row
  };
}
