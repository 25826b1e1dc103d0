import type { WorkCalendar } from '../../domain/calendar.js';
import type { DeadlineRules } from '../../domain/deadlines.js';
import { PulseError } from '../../domain/errors.js';
import type { Instant } from '../../domain/instant.js';
import { parseDay, type Zone } from '../../domain/zone.js';
import { arrivals } from './arrivals.js';
import { disturb } from './disturb.js';
import { planClosings } from './plan-closings.js';
import { contactsOf, planContacts } from './plan-contacts.js';
import { planTickets } from './plan-tickets.js';
import type { Month, Profile } from './profile.js';
import { Random } from './random.js';
import { type SimulatedEvent, type Timed, Wire } from './wire.js';

export interface SimulateOptions {
  /** Same profile, seed, calendar, zone and rules: the same events, byte for byte. Part of every contact's id. */
  readonly seed: number;
  readonly calendar: WorkCalendar;
  readonly zone: Zone;
  readonly rules: DeadlineRules;
  /** Share (0–1, default 0) of the events that come later than they should. */
  readonly disorder?: number | undefined;
  /** By how many events at most displaced events and duplicates come later; default 20,000, over two weeks of June 2021. */
  readonly disorderDistance?: number | undefined;
  /** Share (0–1, default 0) of the events that come twice. */
  readonly duplicates?: number | undefined;
  /** Share (0–1, default 0) of the closings that come at the end of the stream. */
  readonly lateClosures?: number | undefined;
}

const defaultDistance = 20_000;

/**
 * The events of a profile: ordered by their `time` unless disorder is asked for. A month is planned when it is reached,
 * from the seed and its own name: so two profiles that share a month have the same events in it, `source` apart.
 *
 * @throws PulseError PULSE_USAGE for an option outside its range; PULSE_CONFIG, while iterating, when the profile cannot
 *   be met under this calendar and these rules.
 */
export function simulate(profile: Profile, options: SimulateOptions): Iterable<SimulatedEvent> {
  const {
    seed,
    disorder = 0,
    duplicates = 0,
    lateClosures = 0,
    disorderDistance: distance = defaultDistance,
  } = options;
  for (const [name, share] of Object.entries({ disorder, duplicates, lateClosures })) {
    if (!(share >= 0 && share <= 1))
      throw new PulseError('PULSE_USAGE', `${name} is a share from 0 to 1, not ${share}`);
  }
  if (!Number.isSafeInteger(distance) || distance < 1)
    throw new PulseError('PULSE_USAGE', 'the distance of disorder is a whole number of events, at least 1');
  if (!Number.isSafeInteger(seed)) throw new PulseError('PULSE_USAGE', `the seed is a whole number, not ${seed}`);
  const disturbance = { disorder, duplicates, lateClosures, distance };
  return {
    [Symbol.iterator]: () => disturb(inOrder(profile, options), disturbance, new Random(seed, 'disturbance')),
  };
}

/** How many events `simulate` yields, duplicates aside: for progress bars. */
export function countEvents(profile: Profile): number {
  return profile.months.reduce((sum, m) => sum + contactsOf(m) + 2 * m.tickets + m.extended + 2 * m.reopened, 0);
}

/** Month by month; what a month's tickets do in later months waits for those. */
function* inOrder(profile: Profile, options: SimulateOptions): Generator<SimulatedEvent> {
  const wire = new Wire(`urn:hotline-pulse:simulator:${profile.id}`, options.zone);
  let waiting: Timed[] = [];
  for (const [i, month] of profile.months.entries()) {
    const next = profile.months[i + 1];
    const end = next === undefined ? Number.POSITIVE_INFINITY : startOf(next, options.zone);
    const events = [...waiting, ...eventsOf(month, profile, options, wire)].sort((a, b) => a.at - b.at);
    const upTo = firstAtOrAfter(events, end);
    waiting = events.slice(upTo);
    for (let k = 0; k < upTo; k++) yield events[k]!.write();
  }
}

function eventsOf(month: Month, profile: Profile, options: SimulateOptions, wire: Wire): Timed[] {
  const { seed, zone } = options;
  const random = (purpose: string): Random => new Random(seed, month.month, purpose);
  const idPrefix = `C${month.month.replace('-', '')}-${seed}-`;
  const times = arrivals(month.month, contactsOf(month), profile.shape, options, random('arrivals'));
  const contacts = planContacts(month, profile.shape, times, idPrefix, random('contacts'));
  const tickets = planTickets(profile, month, contacts, zone, random('tickets'));
  const ends = planClosings(month, profile.shape, tickets, options, random('closings'));
  const withTicket = tickets.map((ticket) => wire.contact(ticket.contact));
  const others = contacts.filter((contact) => !contact.hasTicket).map((contact) => wire.contact(contact));
  return [
    ...withTicket,
    ...others,
    ...tickets.map((ticket) => wire.created(ticket)),
    ...ends.flatMap(({ ticket, extension }) => (extension === undefined ? [] : [wire.created(ticket, extension)])),
    ...ends.flatMap(({ ticket, closings }) => closings.map((closing, rev) => wire.closed(ticket, closing, rev))),
  ];
}

const startOf = (month: Month, zone: Zone): Instant => zone.startOf(parseDay(`${month.month}-01`)!);

function firstAtOrAfter(events: readonly Timed[], at: Instant): number {
  const found = events.findIndex((timed) => timed.at >= at);
  return found < 0 ? events.length : found;
}
