import { join } from 'node:path';
import { decodeCase } from '../../src/domain/case-codec.js';
import { closingFigures } from '../../src/domain/closing.js';
import { unitOf } from '../../src/domain/contribution.js';
import { dueOf } from '../../src/domain/deadlines.js';
import { type HotlineEvent, parseEvent } from '../../src/domain/events.js';
import { formatInstant, type Instant } from '../../src/domain/instant.js';
import { dayPeriod } from '../../src/domain/period.js';
import { soonAt } from '../../src/domain/snapshot.js';
import { formatDay, parseDay } from '../../src/domain/zone.js';
import type { Decoded } from '../../src/engine/decode.js';
import { mergeChunk, touchedCases } from '../../src/engine/micro-batch.js';
import { type Progress, readProgress } from '../../src/engine/partition-state.js';
import type { StateReader } from '../../src/engine/state-reader.js';
import { readProfile } from '../../src/feeders/simulator/profile-file.js';
import { simulate } from '../../src/feeders/simulator/simulate.js';
import type { TicketItem } from '../../src/reporters/http/sources.js';
import { readerOver } from './fold.js';
import { MemoryStore } from './memory-store.js';
import { views } from './views.js';

const { zone } = views;

/** The simulated months up to an instant, in a store that goes on taking events: figures and tickets as the program has them. */
export class DashboardState {
  readonly store = new MemoryStore();
  readonly reader: StateReader = readerOver(this.store);
  #head: string | null = null;
  #offset = 0n;
  #progress: Progress | null = null;
  #tickets: { readonly sequence: number; readonly items: TicketItem[] } | null = null;

  /** Events of the profile whose `time` has come at `at`. */
  static async upTo(at: Instant, profile = 'ankang-2021-05-06'): Promise<DashboardState> {
    const state = new DashboardState();
    const { calendar, rules } = views.context;
    const events = simulate(readProfile(join('config', 'profiles', `${profile}.yaml`)), {
      seed: 7,
      calendar,
      zone,
      rules,
    });
    let batch: HotlineEvent[] = [];
    for (const json of events) {
      const event = parseEvent(json);
      if (event.time > at) continue;
      batch.push(event);
      if (batch.length === 2000) {
        await state.take(batch, at);
        batch = [];
      }
    }
    await state.take(batch, at);
    return state;
  }

  async take(events: readonly HotlineEvent[], timestamp: Instant): Promise<void> {
    const decoded = events.map((event): Decoded => {
      const record = { offset: this.#offset++, timestamp, key: null, value: null, headers: {} };
      return { kind: 'event', event, record, masked: false, foreignKey: false };
    });
    const chunk = { topic: 'events', decoded, nextOffset: this.#offset };
    const ids = touchedCases(chunk);
    const loaded = await this.store.load(0, ids);
    const merged = mergeChunk(chunk, ids, loaded.cases, this.#progress ?? readProgress(loaded), views);
    const newHead = `h${this.#offset}`;
    await this.store.commit({ partition: 0, expectHead: this.#head, newHead, ...merged.commit });
    this.#head = newHead;
    this.#progress = merged.progress;
  }

  /** Ids of the months that have counters. */
  months(): string[] {
    return [...this.store.counters(0).keys()].flatMap((b) => (b.startsWith('month:') ? [b.slice(6)] : [])).sort();
  }

  /** The points of GET /v1/series: hours or days that have begun at `now`. */
  async series(grain: 'hour' | 'day', from: string, to: string, measures: readonly string[], now: Instant) {
    const places: { at: string; bucket: string }[] = [];
    for (let day = parseDay(from)!; day <= parseDay(to)!; day++) {
      const end = Math.min(zone.startOf(day + 1), now);
      if (grain === 'day') {
        if (zone.startOf(day) < now) places.push({ at: formatDay(day), bucket: `day:${formatDay(day)}` });
        continue;
      }
      for (let at = zone.startOf(day); at < end; at += 3_600_000) {
        const label = zone.localHour(at);
        places.push({
          at: `${label.slice(0, 13)}:00:00${label.slice(13, 16)}:${label.slice(16)}`,
          bucket: `hour:${label}`,
        });
      }
    }
    const { sum } = await this.reader.read(places.map(({ bucket }) => bucket));
    const values = (bucket: string) => Object.fromEntries(measures.map((m) => [m, sum(bucket).get(m) ?? 0]));
    return { points: places.map(({ at, bucket }) => ({ at, ...values(bucket) })) };
  }

  /** The list of GET /v1/tickets, whole and in its order. */
  tickets(state: string, unit: string | null, month: string | null, now: Instant): TicketItem[] {
    const soon = soonAt(now, views.context) ?? now;
    const due = (t: TicketItem): number => (t.dueAt === null ? Number.POSITIVE_INFINITY : Date.parse(t.dueAt));
    const wanted = (t: TicketItem): boolean => {
      if (unit !== null && t.unit.code !== unit) return false;
      if (month !== null && formatDay(zone.dayOf(Date.parse(t.createdAt))).slice(0, 7) !== month) return false;
      if (state === 'closed-late') return t.closedAt !== null && (t.lateMs ?? 0) > 0;
      if (t.closedAt !== null) return false;
      if (state === 'overdue') return due(t) < now && !t.held;
      return state === 'open' || (due(t) >= now && due(t) <= soon);
    };
    const order = state === 'closed-late' ? (t: TicketItem) => Date.parse(t.closedAt!) : due;
    const late = (t: TicketItem) => (t.closedAt === null && t.dueAt !== null ? now - due(t) : t.lateMs);
    return this.#all()
      .filter(wanted)
      .sort((a, b) => order(a) - order(b) || (a.contactId < b.contactId ? -1 : 1))
      .map((t) => ({ ...t, lateMs: late(t) }));
  }

  #all(): TicketItem[] {
    const { cases, sequence } = this.store.state(0);
    if (this.#tickets?.sequence !== sequence) {
      this.#tickets = { sequence, items: [...cases].flatMap(([id, bytes]) => itemsOf(id, bytes)) };
    }
    return this.#tickets.items;
  }
}

function itemsOf(contactId: string, bytes: Uint8Array): TicketItem[] {
  return [...decodeCase(contactId, bytes).tickets].flatMap(([ticketId, { created, closed }]): TicketItem[] => {
    if (created === undefined || created.data.deleted) return [];
    const ticket = created.data;
    const closing = closed === undefined || closed.data.deleted ? undefined : closed.data;
    const due = dueOf(ticket, closing, views.context);
    const closedAt = closing === undefined ? null : closingFigures(ticket, closing, due, views.context).closedAt;
    const { code, kind } = unitOf(ticket, views.context);
    const { nature, urgency = 'normal', category, region, summary } = ticket;
    return [
      {
        contactId,
        ticketId,
        unit: { code, kind: kind as TicketItem['unit']['kind'], name: ticket.unit?.name },
        nature,
        urgency,
        category,
        region,
        createdAt: formatInstant(ticket.createdAt),
        dueAt: due.at === null ? null : formatInstant(due.at),
        held: due.held,
        closedAt: closedAt === null ? null : formatInstant(closedAt),
        reopenings: closing?.reopenings.length ?? 0,
        lateMs: closedAt === null || due.at === null ? null : closedAt - due.at,
        ...(ticket.confidential === true ? { confidential: true as const } : { summary }),
      },
    ];
  });
}

export const todayPeriod = (now: Instant) => dayPeriod(zone.dayOf(now));
