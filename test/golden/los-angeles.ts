import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';

/**
 * Every counter of the Los Angeles sample by plain loops over the CSV (kpi.md section 8), with nothing of the program. Wall
 * times are compared as if they were UTC: the rows end before the clocks go back, so their order is that of the instants.
 */
export const samplePath = new URL('../../samples/la311-2017-12.csv', import.meta.url).pathname;
type Row = Readonly<Record<'CreatedDate' | 'ClosedDate' | 'ServiceDate' | 'Status' | 'Owner', string>> &
  Readonly<Record<'RequestSource' | 'RequestType' | 'APC', string>>;
export const rows: readonly Row[] = parse(readFileSync(samplePath), { columns: true });

const day = 86_400_000;

/** `12/31/2017 11:59:58 PM` as if in UTC; NaN for an empty cell. */
export function wall(text: string): number {
  const [, month, date, year, hour, minute, second, half] =
    /^(..)\/(..)\/(....) (..):(..):(..) (AM|PM)$/.exec(text) ?? [];
  return Date.UTC(+year!, +month! - 1, +date!, (+hour! % 12) + (half === 'PM' ? 12 : 0), +minute!, +second!);
}

/**
 * Counters of the rows of [from, to), 0 left out; those of units only when asked, as only months have them. What is open
 * comes from the due index, by unit in every period.
 */
export function counted(from: number, to: number, withUnits: boolean): Record<string, number> {
  const out = new Map<string, number>();
  const add = (measure: string, labels: Readonly<Record<string, string>> = {}, n = 1): void => {
    const pairs = Object.keys(labels)
      .sort()
      .map((label) => `${label}=${labels[label]}`);
    const name = pairs.length === 0 ? measure : `${measure}{${pairs.join(',')}}`;
    out.set(name, (out.get(name) ?? 0) + n);
  };
  for (const row of rows) {
    const closed = wall(row.ClosedDate);
    if (closed >= from && closed < to) addFlow(row, closed, add);
    const created = wall(row.CreatedDate);
    if (created < from || created >= to) continue;
    addContact(row, add);
    addTicket(row, created, closed, add);
  }
  const names = [...out].filter(
    ([name, n]) => n !== 0 && (withUnits || name.startsWith('open') || !/[{,]unit=/.test(name)),
  );
  return Object.fromEntries(names);
}

type Add = (measure: string, labels?: Readonly<Record<string, string>>, n?: number) => void;

function addContact(row: Row, add: Add): void {
  for (const measure of ['contacts', 'answered', 'contacts_with_ticket']) add(measure);
  add('contacts', { channel: row.RequestSource });
  add('answered', { channel: row.RequestSource });
  add('answered', { category: row.RequestType });
  if (row.APC !== '') add('answered', { region: row.APC });
}

function addTicket(row: Row, created: number, closed: number, add: Add): void {
  const byUnit = (measure: string): void => {
    add(measure);
    add(measure, { unit: row.Owner });
    add(measure, { unit_kind: 'department' });
    add(measure, { unit_group: 'department' });
  };
  byUnit('tickets');
  add('tickets', { nature: 'other' });
  add('tickets', { urgency: 'normal' });
  add('tickets', { category: row.RequestType });
  if (row.APC !== '') add('tickets', { region: row.APC });
  if (row.Status === 'Open') {
    for (const measure of ['open', row.ServiceDate === '' ? 'open_due_unknown' : 'open_overdue']) {
      add(measure);
      add(measure, { unit: row.Owner });
    }
    return;
  }
  byUnit('closed');
  if (row.Status === 'Cancelled') add('closed', { outcome: 'withdrawn' });
  if (row.Status === 'Referred Out') add('closed', { outcome: 'rejected' });
  add('replied');
  add('reply_working_days', {}, workingDaysBetween(created, closed));
  const due = dueOf(row);
  if (due === null) byUnit('closed_due_unknown');
  else if (closed <= due) {
    byUnit('closed_on_time');
    add('first_closed_on_time');
  } else {
    byUnit('closed_late');
    add('closed_late', { nature: 'other' });
    add('closed_late', { nature: 'other', unit: row.Owner });
  }
}

/** Closings by their own day, whenever the request was made. */
function addFlow(row: Row, closed: number, add: Add): void {
  add('flow_closed');
  const due = dueOf(row);
  if (due !== null && closed > due) add('flow_closed_late');
}

/** Midnight is no time but a date: until 24:00 of it. */
export function dueOf(row: Row): number | null {
  if (row.ServiceDate === '') return null;
  const at = wall(row.ServiceDate);
  return at % day === 0 ? at + day : at;
}

/** Days after that of `from`, up to that of `to`, on which the city works. */
function workingDaysBetween(from: number, to: number): number {
  let n = 0;
  for (let d = Math.floor(from / day) + 1; d <= Math.floor(to / day); d++) if (works(d * day)) n++;
  return n;
}

/** New Year, King, Washington, Memorial, Independence, Labor, Columbus, Veterans, Thanksgiving, Christmas of 2018. */
const holidays = new Set([
  Date.UTC(2018, 0, 1),
  nth(3, 'monday', 0),
  nth(3, 'monday', 1),
  nth(4, 'monday', 4), // the last of four in May 2018
  Date.UTC(2018, 6, 4),
  nth(1, 'monday', 8),
  nth(2, 'monday', 9),
  Date.UTC(2018, 10, 12), // the 11th is a Sunday
  nth(4, 'thursday', 10),
  Date.UTC(2018, 11, 25),
]);

function works(at: number): boolean {
  const weekday = new Date(at).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !holidays.has(at);
}

/** The n-th such weekday of a month of 2018. */
function nth(n: number, weekday: 'monday' | 'thursday', month: number): number {
  const first = Date.UTC(2018, month, 1);
  const offset = ((weekday === 'monday' ? 1 : 4) - new Date(first).getUTCDay() + 7) % 7;
  return first + (offset + 7 * (n - 1)) * day;
}
