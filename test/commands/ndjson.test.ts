import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Line, readEvents, totalBytes } from '../../src/commands/ndjson.js';
import { parseEvent } from '../../src/domain/events.js';
import { deepJson, wire } from '../support/wire.js';

/** A file of events line by line: what is a line, what is told of one that is no event, and files that cannot be read. */

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pulse-ndjson-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function file(content: string | Uint8Array, name = 'events.ndjson'): string {
  const path = join(dir, name);
  writeFileSync(path, content);
  return path;
}
async function read(path: string): Promise<Line[]> {
  const out: Line[] = [];
  for await (const line of readEvents(path)) out.push(line);
  return out;
}
const line = (contactId: string): string => JSON.stringify(wire('call', { contactId }));
/** Number and contact of an event, or number and reason of a refusal. */
const shown = (lines: Line[]): unknown[] =>
  lines.map((l) => [l.number, l.problem === undefined ? l.event.data.contactId : l.problem.details['reason']]);

describe('lines', () => {
  test('one event a line, with its text as it stands there', async () => {
    const [one] = await read(file(`${line('a')}\n`));
    expect(one).toEqual({ number: 1, text: line('a'), event: parseEvent(wire('call', { contactId: 'a' })) });
  });
  test('the last one needs no line end; blank ones are passed over and counted; so are Windows line ends', async () => {
    expect(shown(await read(file(`${line('a')}\r\n\r\n  \n${line('b')}\n\n${line('c')}`)))).toEqual([
      [1, 'a'],
      [4, 'b'],
      [6, 'c'],
    ]);
  });
  test('an empty file has none', async () => {
    expect(await read(file(''))).toEqual([]);
    expect(await read(file('\n\n'))).toEqual([]);
  });
  test('packed', async () => {
    expect(shown(await read(file(gzipSync(`${line('a')}\n${line('b')}\n`), 'events.ndjson.gz')))).toEqual([
      [1, 'a'],
      [2, 'b'],
    ]);
  });
  test('longer than any buffer', async () => {
    const long = JSON.stringify(wire('ticket', { x: 'x'.repeat(300_000) }));
    expect(shown(await read(file(`${long}\n${line('b')}`)))).toEqual([
      [1, 'c1'],
      [2, 'b'],
    ]);
  });
  test('characters that are line ends elsewhere (U+2028, U+0085) are none here: JSON allows them in texts', async () => {
    const text = JSON.stringify(wire('ticket', { summary: 'a\u2028b\u2029c\u0085d\u000b' }));
    const [one, two] = await read(file(`${text}\n${line('b')}`));
    expect(one).toMatchObject({ number: 1, event: { data: { summary: 'a\u2028b\u2029c\u0085d\u000b' } } });
    expect(two).toMatchObject({ number: 2 });
  });
  test('a character that lies across two chunks of the file is one', async () => {
    for (const pad of [65_530, 65_531, 65_532, 65_533]) {
      const text = JSON.stringify(wire('ticket', { x: 'x'.repeat(pad), summary: '路灯不亮'.repeat(5) }));
      expect((await read(file(text)))[0]).toMatchObject({ event: { data: { summary: '路灯不亮'.repeat(5) } } });
    }
  });
  test('a byte order mark at the start is no part of the first event', async () => {
    expect(shown(await read(file(`\ufeff${line('a')}\n${line('b')}`)))).toEqual([
      [1, 'a'],
      [2, 'b'],
    ]);
  });
});

describe('lines that are no events', () => {
  test('go by without stopping the others, each with its number and reason', async () => {
    const other = JSON.stringify({ ...wire('call'), type: 'other' });
    const wrong = JSON.stringify(wire('call', { answered: 'x' }));
    const lines = await read(
      file([line('a'), 'not json', '[1]', '{}', other, wrong, deepJson(50_000), line('b')].join('\n')),
    );
    expect(shown(lines)).toEqual([
      [1, 'a'],
      [2, 'not-json'],
      [3, 'envelope'],
      [4, 'envelope'],
      [5, 'unknown-type'],
      [6, 'invalid-data'],
      [7, 'envelope'],
      [8, 'b'],
    ]);
    expect(lines[5]!.problem!.details['problems']).toEqual([expect.stringMatching(/^answered: /)]);
    expect(lines[1]!.text).toBe('not json');
  });
  test('text of another encoding is refused, as it would be from the log: nothing is guessed', async () => {
    const gbk = Buffer.concat([
      Buffer.from(line('x').replace('phone"', '')),
      Buffer.from([0xbd, 0xbb, 0xcd, 0xa8]),
      Buffer.from('"'),
    ]);
    const lines = await read(file(Buffer.concat([Buffer.from(`${line('a')}\n`), gbk, Buffer.from(`\n${line('b')}`)])));
    expect(shown(lines)).toEqual([
      [1, 'a'],
      [2, 'not-json'],
      [3, 'b'],
    ]);
    const valid = Buffer.from(JSON.stringify(wire('ticket', { summary: 'XX' })));
    valid.set([0xbd, 0xbb], valid.indexOf('XX'));
    expect(shown(await read(file(valid)))).toEqual([[1, 'not-json']]);
  });
  test('a replacement character that stands in the file itself is a character', async () => {
    expect(shown(await read(file(JSON.stringify(wire('ticket', { summary: '\ufffd' })))))).toEqual([[1, 'c1']]);
  });
});

describe('files that cannot be read', () => {
  const failure = (message: RegExp) =>
    expect.objectContaining({ code: 'PULSE_USAGE', message: expect.stringMatching(message) });
  test.each(['missing.ndjson', 'missing.ndjson.gz'])('%s', async (name) => {
    await expect(read(join(dir, name))).rejects.toEqual(failure(/missing\.ndjson.*ENOENT/));
  });
  test('a folder', async () => {
    await expect(read(dir)).rejects.toEqual(failure(/EISDIR/));
  });
  test('no gzip, though named so', async () => {
    await expect(read(file(line('a'), 'a.gz'))).rejects.toEqual(failure(/a\.gz: incorrect header/));
  });
  test('gzip that was cut: the lines up to there, then the problem', async () => {
    const packed = gzipSync(Array.from({ length: 3000 }, (_, i) => line(`c${i}`)).join('\n'));
    const seen: Line[] = [];
    const reading = async (): Promise<void> => {
      for await (const l of readEvents(file(packed.subarray(0, -2000), 'cut.gz'))) seen.push(l);
    };
    await expect(reading()).rejects.toEqual(failure(/cut\.gz: unexpected end of file \(after line \d+\)/));
    expect(seen.length).toBeGreaterThan(100);
  });
});

test('one may stop reading at any line', async () => {
  const path = file(Array.from({ length: 50_000 }, (_, i) => line(`c${i}`)).join('\n'));
  for await (const l of readEvents(path)) {
    expect(l.number).toBe(1);
    break;
  }
  rmSync(path);
});

describe('bytes of all files', () => {
  test('together', async () => {
    expect(await totalBytes([file('12345', 'a'), file('123', 'b')])).toBe(8);
    expect(await totalBytes([])).toBe(0);
  });
  test('unknown where one is packed or standard input', async () => {
    expect(await totalBytes([file('1', 'a'), file('1', 'b.gz')])).toBeNull();
    expect(await totalBytes(['-'])).toBeNull();
  });
  test('a missing one adds nothing: reading it will say so', async () => {
    expect(await totalBytes([join(dir, 'missing'), file('12', 'a')])).toBe(2);
  });
});
