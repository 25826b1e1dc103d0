import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseEvent } from '../../../src/domain/events.js';
import { importFile } from '../../../src/feeders/importer/import-file.js';
import { loadMapping } from '../../../src/feeders/importer/mapping.js';
import { importInto, smallHeader, smallMapping, tempFiles } from './support.js';

const write = tempFiles();
const good = (id: string, over: Partial<Record<string, string>> = {}) => {
  const row = {
    ...{ id, received: '2021-06-12 08:30', channel: '电话', nature: '求助', topics: '疫情、供水', unit: '住建局' },
    ...{ due: '2021-06-18', text: '', status: '办结', closed: '2021-06-18 23:59', ...over },
  } as Record<string, string>;
  return smallHeader
    .split(',')
    .map((name) => (/[",\r\n]/.test(row[name]!) ? `"${row[name]!.replaceAll('"', '""')}"` : row[name]));
};
const csv = (rows: readonly (readonly (string | undefined)[])[], eol = '\n') =>
  [smallHeader, ...rows.map((r) => r.join(','))].join(eol) + eol;

describe('a CSV export', () => {
  test('a row becomes contact, ticket and closing', async () => {
    const { events, summary } = await importInto(write('one.csv', csv([good('7')])), smallMapping());
    expect(summary.rows).toBe(1);
    expect(events.map((e) => e.data)).toEqual([
      { contactId: '7', receivedAt: '2021-06-12T00:30:00.000Z', channel: 'phone', answered: true },
      {
        ...{ ticketId: 'T-7', contactId: '7', createdAt: '2021-06-12T00:30:00.000Z', nature: 'help' },
        ...{
          topics: ['疫情', '供水'],
          unit: { code: '住建局', kind: 'department' },
          dueAt: '2021-06-18T16:00:00.000Z',
        },
      },
      { ticketId: 'T-7', contactId: '7', closedAt: '2021-06-18T15:59:00.000Z' },
    ]);
    // Without a `time` in the mapping each event has its own date.
    expect(events.map((e) => e.time)).toEqual([
      '2021-06-12T00:30:00.000Z',
      '2021-06-12T00:30:00.000Z',
      '2021-06-18T15:59:00.000Z',
    ]);
  });

  test('rejects name the physical line on which the row begins, whatever the line ends and the quoted newlines', async () => {
    for (const eol of ['\n', '\r\n', '\r']) {
      const rows = [
        good('1', { text: `first${eol}second${eol}${eol}fourth, "quoted"` }),
        good('', {}),
        good('3', { received: '2021-06-31 08:30', text: `a${eol}b` }),
        good('4', { channel: '飞鸽' }),
        good('5', { status: '挂起' }),
        good('6'),
      ];
      const { rejects, summary, events } = await importInto(write('lines.csv', csv(rows, eol)), smallMapping());
      expect(rejects.map((r) => [r.line, r.reason])).toEqual([
        [6, 'missing: contactId: id is empty; missing: ticketId: id is empty'],
        [
          7,
          'date: contact.receivedAt (received): "2021-06-31 08:30" fits none of the formats; date: ticket.createdAt (received): "2021-06-31 08:30" fits none of the formats',
        ],
        [9, 'unknown-value: contact.channel (channel): "飞鸽" is not in the lookup'],
        [10, 'unknown-value: closing.when (status): "挂起" is in neither list'],
      ]);
      expect(summary).toMatchObject({
        rows: 6,
        rejected: 4,
        rejectedByReason: { missing: 1, date: 1, 'unknown-value': 2 },
      });
      expect(events.filter((e) => e.type === 'hotline.call-received.v1').map((e) => e.data.contactId)).toEqual([
        '1',
        '6',
      ]);
      expect(rejects[1]!.row).toMatchObject({ id: '3', text: `a${eol}b` });
    }
  });

  test('line numbers, any mix of blank lines, quoted newlines and line ends', async () => {
    const eol = fc.constantFrom('\n', '\r\n');
    const item = fc.record({ blanks: fc.array(eol, { maxLength: 2 }), breaks: fc.array(eol, { maxLength: 3 }), eol });
    await fc.assert(
      fc.asyncProperty(fc.array(item, { maxLength: 8 }), async (items) => {
        let text = `${smallHeader}\n`;
        const expected: number[] = [];
        for (const { blanks, breaks, eol } of items) {
          text += blanks.join('');
          // An independent count: of everything written before this row.
          expected.push(text.split('\n').length);
          text += good('x', { channel: '?', text: `a"${breaks.join('b')}` }).join(',') + eol;
        }
        const { rejects } = await importInto(write('mixed.csv', text), smallMapping());
        expect(rejects.map((r) => r.line)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  test('one bad cell takes the whole row: no half contacts', async () => {
    const { events, rejects } = await importInto(write('half.csv', csv([good('1', { due: 'soon' })])), smallMapping());
    expect(events).toEqual([]);
    expect(rejects).toHaveLength(1);
  });

  test('rows with too few or too many cells are rejected; empty cells at the end are nothing', async () => {
    const rows = [
      good('1').slice(0, 9),
      [...good('2'), 'x'],
      [...good('3'), '', ' '],
      smallHeader.split(',').map(() => ''),
    ];
    const { rejects, summary } = await importInto(write('cells.csv', csv(rows)), smallMapping());
    expect(rejects.map((r) => [r.line, r.reason])).toEqual([
      [2, 'columns: 9 cells under 10 columns'],
      [3, 'columns: 11 cells under 10 columns'],
    ]);
    expect(rejects[1]!.row).toMatchObject({ id: '2', '#11': 'x' });
    expect(summary.rows).toBe(3);
  });

  test('gb18030, with bytes of a character on both sides of a chunk', async () => {
    // "电话" "求助" "疫情" "、" "住建局" "办结" "𠮷" in gb18030; the runtime decodes it but cannot encode it.
    const gb: Record<string, number[]> = {
      ...{
        电话: [0xb5, 0xe7, 0xbb, 0xb0],
        求助: [0xc7, 0xf3, 0xd6, 0xfa],
        疫情: [0xd2, 0xdf, 0xc7, 0xe9],
        '、': [0xa1, 0xa2],
      },
      ...{ 住建局: [0xd7, 0xa1, 0xbd, 0xa8, 0xbe, 0xd6], 办结: [0xb0, 0xec, 0xbd, 0xe1], 𠮷: [0x95, 0x34, 0xb2, 0x35] },
      供水: [0xb9, 0xa9, 0xcb, 0xae],
    };
    const encode = (text: string) => {
      const parts = text
        .split(/(电话|求助|疫情|、|住建局|办结|供水|𠮷)/u)
        .map((part) => gb[part] ?? [...Buffer.from(part, 'latin1')]);
      return Buffer.from(parts.flat());
    };
    const rows = Array.from({ length: 3000 }, (_, i) => good(`${i}`, { text: '𠮷'.repeat(1 + (i % 7)) }));
    const mapping = smallMapping({ file: { encoding: 'gb18030' } });
    const { events, rejects } = await importInto(write('gb.csv', encode(csv(rows))), mapping);
    expect(rejects).toEqual([]);
    const texts = events.filter((e) => e.type === 'hotline.ticket-created.v1').map((e) => e.data['summary']);
    expect(texts).toEqual(rows.map((_, i) => '𠮷'.repeat(1 + (i % 7))));
    await expect(importInto(write('gb2.csv', encode(csv([good('1')]))), smallMapping())).resolves.toMatchObject({
      summary: { rejectedByReason: { encoding: 1 } },
    });
  });

  test('a byte order mark is no part of the first column name, in UTF-8, UTF-16 and gb18030', async () => {
    const text = csv([good('1')]);
    const ascii = csv([good('1', { channel: 'c', nature: 'n', topics: '', unit: 'u', status: 's' })]);
    const asciiMapping = smallMapping({ closing: undefined });
    const lookups = { channel: { column: 'channel', otherwise: 'keep', lookup: {} } };
    asciiMapping['contact'] = { ...(asciiMapping['contact'] as object), ...lookups };
    asciiMapping['ticket'] = { createdAt: { column: 'received', date: 'instant' }, nature: { value: 'help' } };
    const files: [string, Uint8Array, Record<string, unknown>][] = [
      ['utf-8', Buffer.from(`\uFEFF${text}`), smallMapping()],
      ['utf-16le', Buffer.from(`\uFEFF${text}`, 'utf16le'), smallMapping()],
      ['gb18030', Buffer.concat([Buffer.from([0x84, 0x31, 0x95, 0x33]), Buffer.from(ascii)]), asciiMapping],
    ];
    for (const [encoding, bytes, mapping] of files) {
      const { summary } = await importInto(write('bom.csv', bytes), { ...mapping, file: { encoding } });
      expect([encoding, summary.rows, summary.rejected]).toEqual([encoding, 1, 0]);
    }
  });

  test('another delimiter, a header further down, texts that mean empty', async () => {
    const text = `Export of 2021-06-30\n\n${csv([good('1', { due: '-', unit: 'NULL' })]).replaceAll(',', ';')}`;
    const mapping = smallMapping({ file: { delimiter: ';', headerRow: 3, emptyTexts: ['-', 'NULL'] } });
    const { events } = await importInto(write('semi.csv', text), mapping);
    expect(events[1]!.data).not.toHaveProperty('dueAt');
    // No unit at all, though its kind is a constant: not dispatched yet.
    expect(events[1]!.data).not.toHaveProperty('unit');
  });

  test('numbers that look personal are masked and counted; the rejects keep what stood there', async () => {
    const rows = [good('1', { text: '来电13912345678投诉' }), good('2', { text: '来电13912345678投诉', channel: '?' })];
    const { events, summary, rejects } = await importInto(write('mask.csv', csv(rows)), smallMapping());
    expect(events[1]!.data['summary']).toBe('来电***78投诉');
    expect(summary.masked).toBe(1);
    expect(rejects[0]!.row['text']).toContain('13912345678');
  });

  test('codes are NFC, wherever the two spellings come from', async () => {
    const mapping = smallMapping();
    mapping['contact'] = {
      ...(mapping['contact'] as object),
      channel: { column: 'channel', lookup: { 'cafe\u0301': 're\u0301seau' } },
    };
    const { events } = await importInto(write('nfc.csv', csv([good('1', { channel: ' caf\u00e9\u3000' })])), mapping);
    expect(events[0]!.data['channel']).toBe('r\u00e9seau');
  });

  test('a spreadsheet error that went into the export is no code', async () => {
    const { rejects } = await importInto(write('na.csv', csv([good('1', { unit: '#N/A' })])), smallMapping());
    expect(rejects.map((r) => r.reason)).toEqual(['cell-error: ticket.unit.code: #N/A']);
  });

  test('what the event contract refuses is a reject too', async () => {
    const { rejects } = await importInto(
      write('long.csv', csv([good('1', { unit: 'u'.repeat(257) })])),
      smallMapping(),
    );
    expect(rejects[0]!.reason).toMatch(/^contract: ticket: invalid-data: unit\.code/);
  });

  test('a corrected row of a later export has another event id, the same row the same', async () => {
    const ids = async (rows: string[][]) =>
      (await importInto(write('v.csv', csv(rows)), smallMapping())).events.map((e) => e.id);
    const [before, same, after] = [
      await ids([good('1') as string[]]),
      await ids([good('1') as string[]]),
      await ids([good('1', { unit: '水务局' }) as string[]]),
    ];
    expect(same).toEqual(before);
    expect(after.map((id, i) => id === before[i])).toEqual([true, false, true]);
  });
});

describe('a file that is not what the mapping says', () => {
  const refused = (path: string, over = {}) =>
    importInto(path, smallMapping(over)).then(
      () => 'imported',
      (e) => [e.code, e.message],
    );

  test('all missing columns are named, with what was read instead', async () => {
    const [code, message] = await refused(write('header.csv', 'id,received,unit,unit\n'));
    expect(code).toBe('PULSE_INPUT');
    for (const part of [
      'no column "channel"',
      'no column "closed"',
      'column "unit" is there twice',
      '"id", "received"',
    ])
      expect(message).toContain(part);
  });

  test('empty, absent, damaged, never-ending quote', async () => {
    expect(await refused(write('empty.csv', ''))).toEqual([
      'PULSE_INPUT',
      'no header in row 1: the file ends before it',
    ]);
    expect((await refused(write('x.csv', '').replace('x.csv', 'absent.csv')))[0]).toBe('PULSE_USAGE');
    const packed = gzipSync(csv(Array.from({ length: 2000 }, (_, i) => good(`${i * 7919}`))));
    expect((await refused(write('cut.csv.gz', packed.subarray(0, packed.length - 200))))[0]).toBe('PULSE_INPUT');
    expect((await refused(write('no.csv.gz', 'id,received')))[0]).toBe('PULSE_INPUT');
    const quote = `${csv([good('1'), good('2')])}"3,2021\n${good('4').join(',')}\n`;
    expect(await refused(write('quote.csv', quote))).toEqual([
      'PULSE_INPUT',
      'the row that begins on line 4: a quote that is opened there is never closed',
    ]);
  });

  test('what the sink throws comes through, and nothing is read on', async () => {
    const path = write('sink.csv', csv(Array.from({ length: 3000 }, (_, i) => good(`${i}`))));
    let calls = 0;
    const sink = {
      events: async () => {
        calls += 1;
        throw new Error('log is away');
      },
      reject: async () => undefined,
    };
    await expect(importFile(path, loadMapping(smallMapping()), sink)).rejects.toThrow('log is away');
    expect(calls).toBe(1);
  });
});

test('progress ends with every row and every byte', async () => {
  const text = csv(Array.from({ length: 1234 }, (_, i) => good(`${i}`, i === 0 ? { channel: '?' } : {})));
  const seen: unknown[] = [];
  const sink = { events: async () => undefined, reject: async () => undefined };
  const options = { onProgress: (p: unknown) => void seen.push(p) };
  await importFile(write('progress.csv', text), loadMapping(smallMapping()), sink, options);
  const bytesTotal = Buffer.byteLength(text);
  expect(seen).toHaveLength(3);
  expect(seen.at(-1)).toEqual({ rows: 1234, rejected: 1, bytesRead: bytesTotal, bytesTotal });
});

test('all events of a random file pass the contract', async () => {
  const cell = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('', '电话', '求助', '2021-06-12 08:30', '2021-06-12', '办结', '在办'),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(cell, { minLength: 10, maxLength: 10 }), { maxLength: 20 }), async (table) => {
      const quoted = table.map((row) => row.map((c) => `"${c.replaceAll('"', '""')}"`));
      const { events, rejects, summary } = await importInto(write('random.csv', csv(quoted)), smallMapping());
      for (const event of events) expect(() => parseEvent(event)).not.toThrow();
      expect(summary.rejected).toBe(rejects.length);
      expect(summary.rows).toBe(table.filter((row) => row.some((c) => c.normalize('NFC').trim() !== '')).length);
    }),
    { numRuns: 60 },
  );
});
