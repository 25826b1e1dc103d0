import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { type FastifyInstance, fastify } from 'fastify';
import { readSheet } from 'read-excel-file/node';
import { PulseError } from '../../../src/domain/errors.js';
import { parsePeriod } from '../../../src/domain/period.js';
import { tablesPlugin } from '../../../src/reporters/tables/tables-plugin.js';
import { fold, readerOver } from '../../support/fold.js';
import { ticket } from '../../verifier/support.js';
import { catalogue, cutOff, TicketList, ticketItem } from './june.js';

let server: FastifyInstance;
let address: string;
const computed: [string, number | null][] = [];
const tickets = new TicketList({
  overdue: [],
  'closed-late': [1, 2, 3, 4, 5, 6].map((n) => ticketItem(n, { closedAt: '2021-06-17T17:30:00.000Z' })),
});

beforeAll(async () => {
  const events = [1, 2, 3].map((n) => ticket(`C${n}/T${n}`, { nature: n === 3 ? 'praise' : 'help' }));
  const reader = readerOver(await fold(events));
  const figures = {
    latest: () => null,
    compute: (period: string, at: number | null) => {
      computed.push([period, at]);
      return reader.snapshot(parsePeriod(period, 0), at ?? cutOff, true);
    },
  };
  server = fastify();
  server.setErrorHandler((error, _, reply) =>
    reply.status(error instanceof PulseError && error.code === 'PULSE_USAGE' ? 404 : 400).send(String(error)),
  );
  await server.register(tablesPlugin({ figures, tickets, catalogue }));
  address = await server.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => server.close());

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
}
async function get(path: string): Promise<Answer> {
  const answer = await fetch(`${address}/v1/tables/${path}`);
  return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
}
const rowsOf = (text: Buffer) => parse(text, { bom: true, columns: true }) as Record<string, string>[];

describe('GET /v1/tables', () => {
  test('a CSV to save: its type, its name, its figures', async () => {
    const answer = await get('month:2021-06/natures.csv');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="month-2021-06-natures.csv"');
    expect(answer.bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(rowsOf(answer.bytes)[0]).toMatchObject({ 代码: 'help', 工单: '2', '占比 (%)': '66.67' });
  });

  test('the same as an Excel file', async () => {
    const answer = await get('month:2021-06/natures.xlsx?lang=en');
    expect(answer.headers.get('content-type')).toBe(
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    );
    const [titles, first] = await readSheet(answer.bytes);
    expect(titles?.slice(0, 4)).toEqual(['Code', 'Name', 'Tickets', 'Share']);
    expect(first?.slice(0, 4)).toEqual(['help', 'help', 2, 0.6667]);
  });

  test('the six that are late, whatever the size of a page', async () => {
    const rows = rowsOf((await get('month:2021-06/overdue.csv?unit=%E6%B1%89%E6%BB%A8%E5%8C%BA')).bytes);
    expect(rows.map((row) => row['工单号'])).toEqual(['T1', 'T2', 'T3', 'T4', 'T5', 'T6']);
    expect(rows[0]).toMatchObject({ 状态: '逾期办结', 办结时间: '2021-06-18 01:30:00', '逾期(小时)': '1.5' });
    expect(tickets.asked.map(({ state }) => state)).toEqual(['overdue', 'closed-late', 'closed-late', 'closed-late']);
    expect(tickets.asked.every(({ month, unit }) => month === '2021-06' && unit === '汉滨区')).toBe(true);
  });

  test('as of an instant: the days that had begun, all at that instant', async () => {
    computed.length = 0;
    const answer = await get('month:2021-06/days.csv?at=2021-06-03T12:00:00%2B08:00');
    expect(rowsOf(answer.bytes).map((row) => row['日期'])).toEqual(['2021-06-01', '2021-06-02', '2021-06-03']);
    expect(new Set(computed.map(([, at]) => at))).toEqual(new Set([Date.parse('2021-06-03T12:00:00+08:00')]));
  });

  test.each([
    ['no such table', 'month:2021-06/secrets.csv', 400],
    ['no such format', 'month:2021-06/days.pdf', 400],
    ['no instant', 'month:2021-06/days.csv?at=noon', 404],
    ['no period', 'month:2021-13/days.csv', 404],
    ['too many days', 'year:2021/days.csv', 404],
    ['late tickets of a day', 'day:2021-06-12/overdue.csv', 404],
  ])('%s: refused', async (_, path, status) => {
    expect((await get(path)).status).toBe(status);
  });
});
