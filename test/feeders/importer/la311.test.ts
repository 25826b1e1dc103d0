import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { parse as parseYaml } from 'yaml';
import { type CallReceived, parseEvent, type TicketClosed, type TicketCreated } from '../../../src/domain/events.js';
import { type Imported, importInto, tempFiles } from './support.js';

const csvPath = new URL('../../../samples/la311-2017-12.csv', import.meta.url).pathname;
const mapping = parseYaml(readFileSync(new URL('../../../config/mappings/la311.yaml', import.meta.url), 'utf8'));
const write = tempFiles();

/** The independent way: a CSV library, plain loops, wall times compared as if they were UTC. */
type Row = Record<string, string>;
const rows: Row[] = parse(readFileSync(csvPath), { columns: true });

function wall(text: string): number {
  const [, month, day, year, hour, minute, second, half] = /^(..)\/(..)\/(....) (..):(..):(..) (AM|PM)$/.exec(text)!;
  return Date.UTC(+year!, +month! - 1, +day!, (+hour! % 12) + (half === 'PM' ? 12 : 0), +minute!, +second!);
}

function countBy<T>(list: readonly T[], key: (item: T) => string | undefined): Record<string, number> {
  const out: Record<string, number> = {};
  for (const item of list) {
    const k = key(item);
    if (k) out[k] = (out[k] ?? 0) + 1;
  }
  return out;
}

/** On time of the rows with a ServiceDate, by a reading of that date. */
function onTime(due: (at: number) => number): number {
  let n = 0;
  for (const row of rows) {
    if (row['ServiceDate'] && row['ClosedDate'] && wall(row['ClosedDate']) <= due(wall(row['ServiceDate']))) n += 1;
  }
  return n;
}

const day = 86_400_000;

describe('Los Angeles 311, December 2017', () => {
  let run: Imported;
  let contacts: CallReceived[];
  let tickets: TicketCreated[];
  let closings: TicketClosed[];

  const parsed = <T>(imported: Imported, type: string): T[] =>
    imported.events.filter((e) => e.type === type).map((e) => parseEvent(e).data as T);

  /** The same from the produced events alone, with `grace` ms added to each due. */
  const onTimeOfEvents = (imported: Imported, grace = 0) => {
    const due = new Map(parsed<TicketCreated>(imported, 'hotline.ticket-created.v1').map((t) => [t.ticketId, t.dueAt]));
    const closed = parsed<TicketClosed>(imported, 'hotline.ticket-closed.v1');
    return closed.filter((c) => due.get(c.ticketId) !== undefined && c.closedAt! <= due.get(c.ticketId)! + grace)
      .length;
  };

  /** Without contacts, which say nothing about due dates. */
  const withDueDate = (date: unknown) => ({
    ...mapping,
    contact: undefined,
    ticket: { ...mapping.ticket, dueAt: { column: 'ServiceDate', date } },
  });

  beforeAll(async () => {
    run = await importInto(csvPath, mapping);
    contacts = parsed(run, 'hotline.call-received.v1');
    tickets = parsed(run, 'hotline.ticket-created.v1');
    closings = parsed(run, 'hotline.ticket-closed.v1');
  });

  test('every row becomes a contact and a ticket, every row but the five open ones a closing', () => {
    expect(run.summary).toEqual({
      rows: 9999,
      rejected: 0,
      rejectedByReason: {},
      masked: 0,
      events: {
        'hotline.call-received.v1': 9999,
        'hotline.ticket-created.v1': 9999,
        'hotline.ticket-closed.v1': rows.filter((r) => r['Status'] !== 'Open').length,
      },
    });
    expect(new Set(contacts.map((c) => c.contactId))).toEqual(new Set(rows.map((r) => r['SRNumber'])));
    expect(closings).toHaveLength(9994);
  });

  test('counts by owner, channel, region and category are those of the file', () => {
    expect(countBy(tickets, (t) => t.unit?.code)).toEqual(countBy(rows, (r) => r['Owner']));
    expect(countBy(tickets, (t) => t.unit?.kind)).toEqual({ department: 9999 });
    expect(countBy(tickets, (t) => t.nature)).toEqual({ other: 9999 });
    expect(countBy(contacts, (c) => c.channel)).toEqual(countBy(rows, (r) => r['RequestSource']));
    expect(countBy(tickets, (t) => t.region)).toEqual(countBy(rows, (r) => r['APC']));
    expect(countBy(contacts, (c) => c.region)).toEqual(countBy(rows, (r) => r['APC']));
    expect(countBy(tickets, (t) => t.category)).toEqual(countBy(rows, (r) => r['RequestType']));
    expect(contacts.every((c) => c.answered)).toBe(true);
  });

  test('outcomes: 246 withdrawn, 9 rejected, none for the plainly closed', () => {
    expect(countBy(closings, (c) => c.outcome ?? 'none')).toEqual({ withdrawn: 246, rejected: 9, none: 9739 });
    expect(countBy(rows, (r) => r['Status'])).toEqual({ Cancelled: 246, 'Referred Out': 9, Closed: 9739, Open: 5 });
  });

  test('every instant is the wall time of Los Angeles, and rows that close before they were created are kept', () => {
    const byId = new Map(closings.map((c) => [c.ticketId, c.closedAt]));
    let early = 0;
    const wrong: unknown[] = [];
    for (const [i, row] of rows.entries()) {
      // December to April: two offsets, one on either side of 2018-03-11 02:00.
      const eightOrSeven = (at: number) => at + (at < Date.UTC(2018, 2, 11, 2) ? 8 : 7) * 3_600_000;
      const ours = [contacts[i]!.receivedAt, tickets[i]!.createdAt, byId.get(row['SRNumber']!)];
      const theirs = [row['CreatedDate'], row['CreatedDate'], row['ClosedDate']];
      const wanted = theirs.map((text) => (text ? eightOrSeven(wall(text)) : undefined));
      if (ours.some((at, n) => at !== wanted[n])) wrong.push({ row, ours, wanted });
      if (row['ClosedDate'] && wall(row['ClosedDate']) < wall(row['CreatedDate']!)) early += 1;
    }
    expect(wrong).toEqual([]);
    expect(early).toBe(12);
  });

  test('on time: 4,796 of the 9,499 with a ServiceDate; 500 have no due', () => {
    expect(tickets.filter((t) => t.dueAt !== undefined)).toHaveLength(9499);
    expect(rows.filter((r) => r['ServiceDate'] === '')).toHaveLength(500);
    expect(onTime((at) => (at % day === 0 ? at + day : at))).toBe(4796);
    expect(onTimeOfEvents(run)).toBe(4796);
  });

  test('other readings differ, so the mapping must say which', async () => {
    // Every ServiceDate as a date, 24:00 of it: the times are cut off before the file is read.
    const cut = readFileSync(csvPath, 'utf8').replace(/^((?:[^,]*,){8}\d\d\/\d\d\/\d{4}) \d\d:\d\d:\d\d [AP]M/gm, '$1');
    const dateOnly = withDueDate({ formats: ['MM/dd/yyyy'], dateOnly: 'end-of-day' });
    const allDates = await importInto(write('dates.csv', cut), dateOnly);
    expect(onTime((at) => Math.floor(at / day) * day + day)).toBe(5781);
    expect(onTimeOfEvents(allDates)).toBe(5781);

    // Every ServiceDate as the instant it names: 462. Each with 24 hours more: 5,856, the figure of kpi.md section 8.
    const asWritten = await importInto(csvPath, withDueDate('instant'));
    expect([onTime((at) => at), onTime((at) => at + day)]).toEqual([462, 5856]);
    expect([onTimeOfEvents(asWritten), onTimeOfEvents(asWritten, day)]).toEqual([462, 5856]);
  });

  test('the same file twice gives the same events, packed or not', async () => {
    const again = await importInto(write('la.csv.gz', gzipSync(readFileSync(csvPath))), mapping);
    // As text: what goes on the wire is the same byte for byte.
    expect(again.events.map((e) => JSON.stringify(e))).toEqual(run.events.map((e) => JSON.stringify(e)));
    expect(new Set(run.events.map((e) => e.id)).size).toBe(run.events.length);
  });

  test('the version of an event is the UpdatedDate of its row', () => {
    expect(run.events.slice(0, 3).map((e) => [e.id.slice(0, -12), e.time])).toEqual([
      ['la311:contact:1-870704831:', '2018-04-09T16:25:28.000Z'],
      ['la311:ticket:1-870704831:', '2018-04-09T16:25:28.000Z'],
      ['la311:closing:1-870704831:', '2018-04-09T16:25:28.000Z'],
    ]);
  });

  test('a closed row without a closing date is rejected, a status of neither kind is open', async () => {
    const [header, first] = readFileSync(csvPath, 'utf8').split('\n');
    const undated = first!.replace('04/09/2018 09:18:35 AM', '');
    const pending = first!.replace('1-870704831', '2').replace(',Closed,', ',Pending,');
    const result = await importInto(write('odd.csv', [header, undated, pending].join('\n')), mapping);
    expect(result.rejects.map((r) => [r.line, r.reason])).toEqual([
      [2, 'missing: closing.closedAt: ClosedDate is empty'],
    ]);
    expect(result.events.map((e) => e.type)).toEqual(['hotline.call-received.v1', 'hotline.ticket-created.v1']);
  });
});
