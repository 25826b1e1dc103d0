import type { Nature, Urgency } from '../../domain/deadlines.js';
import { PulseError } from '../../domain/errors.js';
import type { Instant } from '../../domain/instant.js';
import type { LocalDay, Zone } from '../../domain/zone.js';
import { daysOfMonth } from './arrivals.js';
import { type ContactPlan, type Course, minute, type Rating, second, type TicketPlan, type UnitPlan } from './plan.js';
import type { Month, Profile, Shape, Subject } from './profile.js';
import { type Random, repeated } from './random.js';

/** Tickets with a long course are created early enough to be closed before the cut-off of the month's figures. */
const lateBefore = 20;
const longCourseBefore = 15;

/** A contact that became a ticket, and when. */
interface Slot {
  readonly contact: ContactPlan;
  readonly createdAt: Instant;
  /** Days since the first of the month. */
  readonly day: number;
}

/** What a ticket is, before it has a contact. */
interface Sort {
  readonly nature: Nature;
  readonly unit: string;
  readonly summary?: string;
  readonly urgency?: Urgency;
  readonly course?: Course;
}

/** The tickets of a month, one a contact that has one; natures, units, late ones, praise and ratings exact. */
export function planTickets(
  profile: Profile,
  month: Month,
  contacts: readonly ContactPlan[],
  zone: Zone,
  random: Random,
): TicketPlan[] {
  const slots = slotsOf(month, contacts, zone, random);
  const placed = place(month, slots, sortsOf(month, random), random);
  const ratings = ratingsOf(month, placed, random);
  return placed.map(({ slot, sort }, i): TicketPlan => {
    const unit = unitOf(profile, sort.unit);
    const contact = { ...slot.contact, region: unit.region };
    return {
      ticketId: ticketIdOf(contact.contactId),
      contact,
      createdAt: slot.createdAt,
      nature: sort.nature,
      urgency: sort.urgency ?? 'normal',
      unit,
      subject: contact.subject!,
      summary: sort.summary ?? summaryOf(sort.nature, contact.subject!, profile.shape, random),
      course: sort.course ?? 'plain',
      rating: ratings[i]!,
    };
  });
}

export const ticketIdOf = (contactId: string): string => `T${contactId.slice(1)}`;

export function unitOf(profile: Profile, code: string): UnitPlan {
  const { name, kind, region } = profile.units[code]!;
  return { code, name, kind, region };
}

const verbs: Readonly<Record<Nature, string>> = {
  help: '求助', consultation: '咨询', report: '举报', praise: '表扬', complaint: '投诉', suggestion: '建议', other: '反映',
}; // biome-ignore format: a table

export function summaryOf(nature: Nature, subject: Subject, shape: Shape, random: Random): string {
  if (nature === 'praise') return '表扬工作人员热情服务';
  const matters = shape.matters[subject.topics[0] ?? subject.category ?? ''] ?? shape.matters[''] ?? ['其他事项'];
  return `${verbs[nature]}${random.pick(matters)}问题`;
}

/** When the operator writes the ticket: after the call, and still in the month of the call, whose ticket it is. */
function slotsOf(month: Month, contacts: readonly ContactPlan[], zone: Zone, random: Random): Slot[] {
  const days = daysOfMonth(month.month);
  const first: LocalDay = days[0]!;
  const last = zone.startOf(days.at(-1)! + 1) - second;
  return contacts
    .filter((contact) => contact.hasTicket)
    .map((contact) => {
      const written = (contact.call?.endedAt ?? contact.receivedAt + 20 * minute) + random.between(40, 900) * second;
      const createdAt = Math.min(written, last);
      return { contact, createdAt, day: zone.dayOf(createdAt) - first };
    });
}

/** In this order: late, praise, extended, reopened, urgent, critical, all others shuffled. */
function sortsOf(month: Month, random: Random): Sort[] {
  const units = new Map(Object.entries(month.units));
  const left = new Map(Object.entries(month.natures) as [Nature, number][]);
  const take = <K>(from: Map<K, number>, key: K): void => void from.set(key, from.get(key)! - 1);
  const late = month.late.map((l): Sort => ({ ...l, course: 'late' }));
  const praise = repeated(Object.entries(month.praise)).map((unit): Sort => ({ nature: 'praise', unit }));
  for (const sort of [...late, ...praise]) {
    take(units, sort.unit);
    take(left, sort.nature);
  }
  const free = random.shuffle(repeated(units));
  const special = repeated<Pick<Sort, 'course' | 'urgency'>>([
    [{ course: 'extended' }, month.extended],
    [{ course: 'reopened' }, month.reopened],
    [{ urgency: 'urgent' }, month.urgencies.urgent],
    [{ urgency: 'critical' }, month.urgencies.critical],
  ]).map((what): Sort => {
    take(left, 'help');
    return { nature: 'help', unit: free.pop()!, ...what };
  });
  const others = random.shuffle(repeated(left)).map((nature): Sort => ({ nature, unit: free.pop()! }));
  return [...late, ...praise, ...special, ...others];
}

/** Gives every sort a slot: late ones an early slot without a topic (their texts name no topic), long courses an early one. */
function place(
  month: Month,
  slots: readonly Slot[],
  sorts: readonly Sort[],
  random: Random,
): { slot: Slot; sort: Sort }[] {
  const free = random.shuffle([...slots]);
  const out = sorts.map((sort) => {
    const found = free.findIndex(fitOf(sort));
    if (found < 0) {
      throw new PulseError(
        'PULSE_CONFIG',
        `${month.month}: too few early tickets for the late, extended and reopened ones`,
      );
    }
    const slot = free[found]!;
    // The gap is filled from the end: the order is random anyway, and thousands of shifts would be slow.
    free[found] = free.at(-1)!;
    free.pop();
    return { slot, sort };
  });
  return out.sort((a, b) => a.slot.createdAt - b.slot.createdAt);
}

function fitOf(sort: Sort): (slot: Slot) => boolean {
  if (sort.course === 'late') return (slot) => slot.day < lateBefore && slot.contact.subject!.topics.length === 0;
  if (sort.course === 'extended' || sort.course === 'reopened') return (slot) => slot.day < longCourseBefore;
  return () => true;
}

/** Exact for each rated topic, and for all together. */
function ratingsOf(month: Month, placed: readonly { slot: Slot }[], random: Random): Rating[] {
  const out: Rating[] = placed.map(() => 'none');
  const { topics, ...all } = month.ratings;
  const rest = { ...all };
  const topicOf = (i: number) =>
    placed[i]!.slot.contact.subject!.topics.find((topic) => topics[topic] !== undefined) ?? '';
  const rate = (topic: string, rated: number, satisfied: number): void => {
    const tickets = random.shuffle([...out.keys()].filter((i) => topicOf(i) === topic));
    for (const [nth, i] of tickets.slice(0, rated).entries()) out[i] = nth < satisfied ? 'satisfied' : 'dissatisfied';
  };
  for (const [topic, { rated, satisfied }] of Object.entries(topics)) {
    rate(topic, rated, satisfied);
    rest.rated -= rated;
    rest.satisfied -= satisfied;
  }
  rate('', rest.rated, rest.satisfied);
  return out;
}
