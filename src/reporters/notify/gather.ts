import type { Instant } from '../../domain/instant.js';
import type { Zone } from '../../domain/zone.js';
import type { DigestOptions, Item, Parcel } from './sink.js';

const hour = 3_600_000;

/** The tickets' alerts of one unit that go to the same recipients. */
interface Group {
  waiting: Item[];
  /** When `waiting` goes out; null: nothing waits. */
  goesAt: Instant | null;
  /** Local hour that `told` and `digested` are about. */
  hour: string;
  told: number;
  /** Critical ones that went at once in this hour. */
  urgent: number;
  /** A digest was sent in this hour: what comes later waits for its end. */
  digested: boolean;
}

/**
 * Decides what becomes a digest. The first alert of a unit opens a window of `gatherMs`; when it closes and the unit had
 * more than `above` alerts in this local hour, they are one digest, and what comes later in that hour is another at its
 * end. Otherwise each is a message. The first `above` critical ones of the hour go at once, and count; further ones are
 * gathered like others, or every morning would begin with fifty messages. What is about no ticket goes at once.
 */
export class Gatherer {
  readonly #zone: Zone;
  readonly #options: DigestOptions | null;
  readonly #groups = new Map<string, Group>();

  /** @param options null: everything goes at once. */
  constructor(zone: Zone, options: DigestOptions | null) {
    this.#zone = zone;
    this.#options = options;
  }

  /** @returns what goes at once; else the item waits for `due`. */
  offer(item: Item, now: Instant): Parcel | null {
    const { ticket, severity, digestOnly } = item.alert;
    if (ticket === undefined || this.#options === null) return single(item);
    const { above, gatherMs } = this.#options;
    const group = this.#groupOf(item, ticket.unit.code);
    this.#enter(group, now);
    if (severity === 'critical' && !digestOnly && group.urgent < above) {
      group.urgent += 1;
      group.told += 1;
      return single(item);
    }
    group.goesAt ??= group.digested ? this.#endOfHour(now) : now + gatherMs;
    group.waiting.push(item);
    return null;
  }

  /** Takes out what waits and matches. */
  drop(matches: (item: Item) => boolean): void {
    for (const group of this.#groups.values()) {
      group.waiting = group.waiting.filter((item) => !matches(item));
      if (group.waiting.length === 0) group.goesAt = null;
    }
  }

  /** What goes out at `now` or before, in the order of the instants. */
  due(now: Instant): Parcel[] {
    const ready = [...this.#groups.values()].filter((g) => g.goesAt !== null && g.goesAt <= now);
    const parcels = ready.sort((a, b) => a.goesAt! - b.goesAt!).flatMap((group) => this.#empty(group, now));
    for (const [key, group] of this.#groups)
      if (group.goesAt === null && group.hour !== this.#zone.localHour(now)) this.#groups.delete(key);
    return parcels;
  }

  /** When `due` has something; null: nothing waits. */
  nextAt(): Instant | null {
    let next: Instant | null = null;
    for (const { goesAt } of this.#groups.values()) if (goesAt !== null && goesAt < (next ?? Infinity)) next = goesAt;
    return next;
  }

  #groupOf({ to }: Item, unit: string): Group {
    const key = JSON.stringify([unit, [...to].sort()]);
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    const group = { waiting: [], goesAt: null, hour: '', told: 0, urgent: 0, digested: false };
    this.#groups.set(key, group);
    return group;
  }

  #empty(group: Group, now: Instant): Parcel[] {
    // What waited for the end of an hour is of that hour: it is a digest, and counts for nothing in the next one.
    const late = group.digested;
    if (!late) this.#enter(group, now);
    const { waiting } = group;
    group.waiting = [];
    group.goesAt = null;
    if (late) this.#enter(group, now);
    else group.told += waiting.length;
    const many = late || group.told > (this.#options?.above ?? 0);
    const singles = many && waiting.length > 1 ? [] : waiting.filter((item) => !item.alert.digestOnly);
    const together = waiting.filter((item) => !singles.includes(item));
    if (!late && many) group.digested = true;
    return [...singles.map(single), ...(together.length === 0 ? [] : [digest(together)])];
  }

  /** Counts begin anew with each local hour. A group that still waits for the end of its hour stays in it. */
  #enter(group: Group, now: Instant): void {
    const current = this.#zone.localHour(now);
    if (group.hour === current || (group.digested && group.waiting.length > 0)) return;
    group.hour = current;
    group.told = 0;
    group.urgent = 0;
    group.digested = false;
  }

  #endOfHour(now: Instant): Instant {
    const offset = this.#zone.offsetAt(now);
    return (Math.floor((now + offset) / hour) + 1) * hour - offset;
  }
}

const single = (item: Item): Parcel => ({ items: [item], to: item.to, digestOf: null });

const digest = (items: readonly Item[]): Parcel => ({
  items,
  to: items[0]!.to,
  digestOf: items.at(-1)!.alert.ticket!.unit,
});
