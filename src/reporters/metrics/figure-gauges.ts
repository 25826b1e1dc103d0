import { natures } from '../../domain/events.js';
import type { Instant } from '../../domain/instant.js';
import type { LiveWindow, Snapshot } from '../../domain/snapshot-schema.js';
import type { MetricsRegistry, Reading } from './registry.js';

/** The latest published snapshots, as the API has them. */
export interface LatestFigures {
  latest(key: string): { readonly snapshot: Snapshot } | null;
}

/** Indicators of a window, and of the running month, that are shares: as a ratio from 0 to 1. */
const windowRates = {
  connection_rate: 'Answered of all contacts',
  answered_within_15s_rate: 'Calls answered within 15 s of those whose wait is known',
  abandonment_rate: 'Abandoned of all calls',
} as const;
const monthRates = {
  connection_rate: 'Answered of all contacts',
  direct_rate: 'Answered at once, without a ticket, of what was answered',
  on_time_rate: 'Closed on time of all tickets, open ones included',
  on_time_rate_of_due: 'Closed on time of the tickets whose time is up or that are closed',
  close_rate: 'Closed of all tickets',
  satisfaction_rate: 'Satisfied of those who rated',
} as const;
const windowCounts = {
  contacts: ['window_contacts', 'Calls and letters'],
  answered: ['window_answered_contacts', 'Calls and letters that were answered'],
  abandoned: ['window_abandoned_contacts', 'Calls that were given up'],
  tickets: ['window_created_tickets', 'Tickets created'],
} as const;
const openCounts = {
  open: ['open_tickets', 'Tickets that are open, of whatever month'],
  open_overdue: ['open_overdue_tickets', 'Open tickets whose time is up'],
  open_due_within_1wd: ['open_due_soon_tickets', 'Open tickets due before the end of the next working day'],
  open_due_unknown: ['open_due_unknown_tickets', 'Open tickets whose due time the calendar does not reach'],
} as const;
const monthCounts = {
  contacts: ['month_contacts', 'Calls and letters'],
  answered: ['month_answered_contacts', 'Calls and letters that were answered'],
  closed: ['month_closed_tickets', 'Tickets of the month that are closed'],
  closed_late: ['month_closed_late_tickets', 'Tickets of the month that were closed late'],
} as const;

/**
 * The hotline's own figures as gauges, read from the latest snapshots at each scrape: the windows and open tickets of
 * `live`, and the month that `live` is in. Nothing published yet, or a share of nothing: no sample.
 *
 * @param now milliseconds since 1970, by the clock that the age of a snapshot is told by.
 */
export function figureGauges(registry: MetricsRegistry, figures: LatestFigures, now: () => Instant): void {
  const live = (): Snapshot | null => figures.latest('live')?.snapshot ?? null;
  const month = (): Snapshot | null => {
    const s = live();
    return s === null ? null : (figures.latest(`month:${monthOf(s)}`)?.snapshot ?? null);
  };
  windowGauges(registry, live);
  openGauges(registry, live);
  monthGauges(registry, month);
  trustGauges(registry, live, month, now);
}

function monthOf({ asOf, period }: Snapshot): string {
  const text = new Intl.DateTimeFormat('sv-SE', { timeZone: period.timeZone, year: 'numeric', month: '2-digit' });
  return text.format(Date.parse(asOf.instant));
}

type Read = () => Snapshot | null;

function windowGauges(registry: MetricsRegistry, live: Read): void {
  const each = (read: (w: LiveWindow) => number | null) => (): Reading[] =>
    (live()?.windows ?? []).map((w) => [{ window: w.id }, read(w)]);
  for (const [id, help] of Object.entries(windowRates))
    registry.reading(
      `${id}_ratio`,
      `${help}, in a window of time, 0 to 1`,
      each((w) => ratio(w, id)),
      ['window'],
    );
  for (const [counter, [name, help]] of Object.entries(windowCounts))
    registry.reading(
      name,
      `${help} in a window of time`,
      each((w) => w.counters[counter] ?? null),
      ['window'],
    );
}

function openGauges(registry: MetricsRegistry, live: Read): void {
  for (const [counter, [name, help]] of Object.entries(openCounts))
    registry.reading(name, help, () => alone(live()?.counters[counter]));
}

function monthGauges(registry: MetricsRegistry, month: Read): void {
  const so = 'in the running month so far';
  for (const [id, help] of Object.entries(monthRates))
    registry.reading(`month_${id}_ratio`, `${help}, ${so}, 0 to 1`, () => alone(ratio(month(), id)));
  for (const [counter, [name, help]] of Object.entries(monthCounts))
    registry.reading(name, `${help}, ${so}`, () => alone(month()?.counters[counter]));
  const byNature = (): Reading[] => {
    const s = month();
    return s === null ? [] : natures.map((nature) => [{ nature }, s.counters[`tickets{nature=${nature}}`] ?? 0]);
  };
  registry.reading('month_created_tickets', `Tickets created, by nature, ${so}`, byNature, ['nature']);
  const mean = () => month()?.indicators.find((i) => i.id === 'mean_reply_working_days');
  registry.reading('month_mean_reply_working_days', `Mean working days to the reply, ${so}`, () =>
    alone(quotient(mean())),
  );
}

/** How far the figures can be trusted. */
function trustGauges(registry: MetricsRegistry, live: Read, month: Read, now: () => Instant): void {
  const since = (instant: string | null | undefined): readonly Reading[] =>
    alone(instant == null ? null : Math.max(0, now() - Date.parse(instant)) / 1000);
  registry.reading('snapshot_age_seconds', 'How old the live figures are, in seconds', () =>
    since(live()?.asOf.instant),
  );
  registry.reading('event_age_seconds', 'How long ago the latest event that is counted happened, in seconds', () =>
    since(live()?.asOf.eventTime),
  );
  registry.reading('store_rollbacks', 'How often the store fell back, ever', () => alone(live()?.asOf.rollback));
  registry.reading(
    'snapshot_flags',
    '1 while the live figures are so: partial (offsets are missing), recovering (withheld), demo (simulated events)',
    () => flags(live()),
    ['flag'],
  );
  registry.reading(
    'broken_identities',
    'Equations between figures that do not hold, live and in the running month',
    () => alone(live() === null ? null : [live(), month()].reduce((n, s) => n + broken(s), 0)),
  );
  registry.reading('missing_calendar_years', 'Years that due times need and whose official calendar is unknown', () =>
    alone(live()?.calendarMissing.length),
  );
}

function flags(s: Snapshot | null): Reading[] {
  if (s === null) return [];
  const raised = { partial: s.partial, recovering: s.recovering === true, demo: s.demo };
  return Object.entries(raised).map(([flag, is]) => [{ flag }, is ? 1 : 0]);
}

const broken = (s: Snapshot | null): number => s?.identities.filter((i) => !i.holds).length ?? 0;

const alone = (value: number | null | undefined): readonly Reading[] => [[{}, value ?? null]];

type Fraction = { readonly numerator: number; readonly denominator: number | null };

/** Of the indicator without labels. */
function ratio(of: Pick<Snapshot, 'indicators'> | null, id: string): number | null {
  return quotient(of?.indicators.find((i) => i.id === id && Object.keys(i.labels).length === 0));
}

function quotient(i: Fraction | undefined): number | null {
  return i === undefined || i.denominator === null || i.denominator === 0 ? null : i.numerator / i.denominator;
}
