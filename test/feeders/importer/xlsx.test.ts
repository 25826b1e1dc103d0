import { expect, test } from '@jest/globals';
import { importInto, smallHeader, smallMapping, tempFiles } from './support.js';
import { type XlsxCell, xlsx } from './xlsx-writer.js';

const write = tempFiles();
const names: readonly XlsxCell[] = smallHeader.split(',');

/** Serial number of a wall time: days since 1899-12-30. */
const serial = (...[y, mo, d, h = 0, mi = 0, s = 0]: number[]) => ({
  serial: +(Date.UTC(y!, mo! - 1, d, h, mi, s) / 86_400_000 + 25_569).toFixed(10),
});
const row = (
  id: XlsxCell,
  received: XlsxCell,
  due: XlsxCell,
  closed: XlsxCell,
  channel: XlsxCell = '电话',
): XlsxCell[] => [...[id, received, channel, '求助', '疫情、供水', '住建局', due, null, '办结', closed]];
const midnights = { due: { column: 'due', date: { midnightIsDate: true, dateOnly: 'end-of-day' } } };
const mapping = (over = {}) => {
  const raw = smallMapping(over);
  raw['ticket'] = { ...(raw['ticket'] as object), dueAt: midnights.due };
  return raw;
};

test('dates as cells and as text, numbers as they were typed; lines are rows of the sheet', async () => {
  const file = xlsx({
    Notes: new Map([[1, ['not this one']]]),
    工单: new Map([
      [1, ['June']],
      [3, names],
      [
        4,
        row({ number: '202106120000000017' }, serial(2021, 6, 12, 8, 30, 17), serial(2021, 6, 18), '2021-06-18 23:59'),
      ],
      [6, row({ number: '2' }, '2021-06-12 08:30', serial(2021, 6, 18, 12), serial(2021, 6, 18, 23, 59, 59))],
      [7, row('3', serial(2021, 6, 12), '2021-06-18', 'yesterday')],
      [9, row('4', '2021-06-12 08:30', null, '2021-06-18 23:59', { error: '#N/A' })],
      [12, row('5', serial(2021, 6, 30, 23, 59, 58), '2021-06-31', '2021-06-18 23:59')],
    ]),
  });
  const path = write('orders.xlsx', file);
  const { events, rejects, summary } = await importInto(path, mapping({ file: { sheet: '工单', headerRow: 3 } }));
  expect(rejects.map((r) => [r.line, r.reason])).toEqual([
    [7, 'date: closing.closedAt (closed): "yesterday" fits none of the formats'],
    // The library hands over error cells as empty ones.
    [9, 'missing: contact.channel: channel is empty'],
    [12, 'date: ticket.dueAt (due): "2021-06-31" fits none of the formats'],
  ]);
  // The 00:00 of row 7's creation is a time: only the due column says that midnight means a date.
  expect(summary).toMatchObject({ rows: 5, rejected: 3, rejectedByReason: { date: 2, missing: 1 } });
  expect(rejects[0]!.row).toMatchObject({ id: '3', received: '2021-06-12', closed: 'yesterday' });
  const data = events.map((e) => e.data);
  expect(data.map((d) => d.contactId)).toEqual([
    '202106120000000017',
    '202106120000000017',
    '202106120000000017',
    '2',
    '2',
    '2',
  ]);
  expect(data[1]).toMatchObject({
    createdAt: '2021-06-12T00:30:17.000Z',
    dueAt: '2021-06-18T16:00:00.000Z',
    topics: ['疫情', '供水'],
  });
  expect(data[4]).toMatchObject({ createdAt: '2021-06-12T00:30:00.000Z', dueAt: '2021-06-18T04:00:00.000Z' });
  expect(data[5]).toMatchObject({ closedAt: '2021-06-18T15:59:59.000Z' });
});

test('every second of a day comes out whole, though a spreadsheet stores it as a fraction', async () => {
  const seconds = Array.from({ length: 1200 }, (_, i) => i * 72 + (i % 71));
  const rows = seconds.map(
    (s, i) => [i + 2, row(`${i}`, serial(2021, 6, 12, 0, 0, s), null, '2021-07-01 00:00')] as const,
  );
  const { events } = await importInto(write('seconds.xlsx', xlsx({ S: new Map([[1, names], ...rows]) })), mapping());
  const received = events
    .filter((e) => e.type === 'hotline.call-received.v1')
    .map((e) => Date.parse(String(e.data['receivedAt'])));
  expect(received).toEqual(seconds.map((s) => Date.UTC(2021, 5, 11, 16, 0, s)));
});

test('the same sheet twice gives the same events, and the same as its CSV twin', async () => {
  const path = write(
    'twice.xlsx',
    xlsx({
      S: new Map([
        [1, names],
        [2, row('1', serial(2021, 6, 12, 8, 30), '2021-06-18', '2021-06-18 23:59')],
      ]),
    }),
  );
  const [a, b] = [await importInto(path, mapping()), await importInto(path, mapping())];
  const text = `${smallHeader}\n1,2021-06-12 08:30,电话,求助,疫情、供水,住建局,2021-06-18,,办结,2021-06-18 23:59\n`;
  const twin = await importInto(write('twin.csv', text), mapping());
  expect(a.events).toHaveLength(3);
  expect(b.events).toEqual(a.events);
  expect(twin.events).toEqual(a.events);
});

test('no XLSX, no such sheet, no header', async () => {
  const refused = (path: string, file = {}) =>
    importInto(path, mapping({ file })).then(
      () => 'imported',
      (e) => [e.code, e.message],
    );
  const path = write('small.xlsx', xlsx({ S: new Map([[1, names]]) }));
  expect(await refused(path, { sheet: 'T' })).toEqual(['PULSE_INPUT', expect.stringContaining('T')]);
  expect((await refused(path, { headerRow: 5 }))[0]).toBe('PULSE_INPUT');
  expect((await refused(write('text.xlsx', 'id,received\n')))[0]).toBe('PULSE_INPUT');
  expect((await refused(path.replace('small', 'absent')))[0]).toBe('PULSE_USAGE');
});
