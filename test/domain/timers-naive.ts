import type { Due } from '../../src/domain/deadlines.js';
import type { TicketClosed, TicketCreated } from '../../src/domain/events.js';
import type { TimerRules } from '../../src/domain/timers.js';

/**
 * The second path to the timers of an open ticket with a known due that is not held: minute by minute, by a list of days, for
 * 2021 in Ankang and the default rules. All instants are whole minutes.
 */

export interface NaiveTimer {
  readonly level: number;
  readonly kind: 'ticket-near-due' | 'ticket-due-soon' | 'ticket-overdue' | 'ticket-still-overdue';
  readonly n?: number;
  readonly at: number;
}

const minute = 60_000;
const dayMs = 86_400_000;
const eastward = 8 * 3_600_000;
const dayOf = (at: number): number => Math.floor((at + eastward) / dayMs);
const startOf = (day: number): number => day * dayMs - eastward;

const days = (text: string): Set<string> =>
  new Set(
    text.split(' ').flatMap((part) => {
      const [month, span] = part.split('/') as [string, string];
      const [from, to = from] = span.split('–').map(Number) as [number, number?];
      return Array.from({ length: to - from + 1 }, (_, i) => `${Number(month)}/${from + i}`);
    }),
  );
const off = days('1/1–3 2/11–17 4/3–5 5/1–5 6/12–14 9/19–21 10/1–7');
const makeUp = days('2/7 2/20 4/25 5/8 9/18 9/26 10/9');

function isWorking(day: number): boolean {
  const date = new Date(day * dayMs);
  const name = `${date.getUTCMonth() + 1}/${date.getUTCDate()}`;
  return makeUp.has(name) || (date.getUTCDay() % 6 !== 0 && !off.has(name));
}

export function naiveTimers(
  ticket: TicketCreated,
  closing: TicketClosed | undefined,
  due: Due & { at: number },
  rules: TimerRules,
): NaiveTimer[] {
  const out: NaiveTimer[] = [];
  const dueDay = dayOf(due.at - minute);
  const { half, most, byDays } = naiveMarks(ticket, closing, due);
  if (half !== null) out.push({ level: 1, kind: 'ticket-near-due', n: 50, at: half });
  if (most !== null) out.push({ level: 2, kind: 'ticket-near-due', n: 75, at: most });
  if (byDays && startOf(dueDay) > most!) out.push({ level: 3, kind: 'ticket-due-soon', at: startOf(dueDay) });
  out.push({ level: 4, kind: 'ticket-overdue', at: due.at });
  for (let day = dueDay + 1, n = 0; n < rules.maxReminders; day++) {
    if (!isWorking(day)) continue;
    n++;
    const at = startOf(day) + rules.reminderHour * 60 * minute;
    if (at > due.at + rules.graceMs) out.push({ level: 4 + n, kind: 'ticket-still-overdue', n, at });
  }
  return out;
}

function naiveMarks(ticket: TicketCreated, closing: TicketClosed | undefined, due: Due & { at: number }) {
  const reopenings = [...(closing?.reopenings ?? [])].sort((a, b) => a.at - b.at);
  const last = reopenings.at(-1);
  const byReopening = last !== undefined && (last.dueAt !== undefined || due.at !== due.firstAt);
  const from = byReopening ? last.at : ticket.createdAt;
  const given = byReopening ? last.dueAt !== undefined : due.extended || ticket.dueAt !== undefined;
  const clock = ticket.urgency === 'urgent' || ticket.urgency === 'critical';
  const holds = ticket.holds
    .map(({ from: start, to }) => {
      const signs = [closing?.firstClosedAt, ...reopenings.map(({ at }) => at)].filter((at) => at && at > start);
      return [Math.max(start, ticket.createdAt), to ?? Math.min(...(signs as number[]))] as const;
    })
    .filter(([start]) => start < due.at);
  const workedDays = new Map<number, boolean>();
  const worked = (at: number): boolean => {
    const day = dayOf(at);
    const known = workedDays.get(day);
    if (known !== undefined) return known;
    const found = day > dayOf(from) && isWorking(day) && !holds.some(([a, b]) => dayOf(a) < day && day <= dayOf(b));
    workedDays.set(day, found);
    return found;
  };
  const elapsed = (at: number): boolean => !holds.some(([a, b]) => a <= at && at < b);
  const count = (counts: (at: number) => boolean): number => {
    let n = 0;
    for (let at = from; at < due.at; at += minute) if (counts(at)) n++;
    return n;
  };
  const byDays = !(clock && !given) && count(worked) > 0;
  const counts = byDays ? worked : elapsed;
  const term = ticket.nature === 'consultation' ? 1 : 5;
  const total = byDays && !given && !byReopening ? term * 1440 : count(counts);
  const mark = (percent: number): number | null => {
    let left = (total * percent) / 100;
    if (left <= 0) return null;
    for (let at = from; ; at += minute) {
      if (!counts(at)) continue;
      if (left <= 1) return at + left * minute;
      left--;
    }
  };
  return { half: mark(50), most: mark(75), byDays };
}
