import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { embeddedPair, type Pair, type Ran } from '../support/pair.js';

/**
 * The commands that bring events in (import, simulate, replay, validate) as a person at a terminal meets them: what wrong
 * use is answered with, what becomes of bad lines and rows, and where results and files go.
 */
const sample = new URL('../../samples/la311-2017-12.csv', import.meta.url).pathname;

let pair: Pair;
let file: (name: string) => string;
beforeAll(() => {
  pair = embeddedPair();
  file = (name) => join(pair.dir, name);
});
afterAll(() => pair.close());

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');
/** Wrong use: exit code 2, one message on standard error that says it, no stack, nothing on standard output. */
const refused = ({ code, stdout, stderr }: Ran, message: RegExp): void => {
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(message);
  expect(linesOf(stderr).length).toBeLessThanOrEqual(2);
};

describe('wrong use is answered in words, before anything is done', () => {
  test.each([
    ['no such export', ['import', 'nosuch.csv', '--mapping', 'la311'], /nosuch\.csv/],
    ['no such mapping', ['import', sample, '--mapping', 'la312'], /"la312" .* la311/],
    ['standard input as an export', ['import', '-', '--mapping', 'la311'], /not standard input/],
    ['two uses of standard output', ['import', sample, '--mapping', 'la311', '--out', '-', '--rejects', '-'], /both/],
    [
      'a folder as an output',
      ['import', sample, '--mapping', 'la311', '--out', '.'],
      /cannot write \.: it is a folder/,
    ],
    [
      'no folder for rejects',
      ['import', sample, '--mapping', 'la311', '--rejects', 'no/such/r'],
      /cannot write no\/such\/r/,
    ],
    ['no such profile', ['simulate', '--profile', 'nope'], /"nope" .* ankang-2021-05-06, ankang-2021-h1$/m],
    ['a share beyond 1', ['simulate', '--profile', 'ankang-2021-h1', '--disorder', '2'], /disorder .* 0 to 1/],
    ['a seed that is no number', ['simulate', '--profile', 'ankang-2021-h1', '--seed', 'x'], /--seed x/],
    [
      'no folder for events',
      ['simulate', '--profile', 'ankang-2021-h1', '--out', 'no/such/x'],
      /cannot write no\/such\/x/,
    ],
    ['no such file of events', ['replay', 'nosuch.ndjson'], /nosuch\.ndjson/],
    ['a speed that is none', ['replay', sample, '--speed', '0'], /--speed 0/],
    ['no such file to validate', ['validate', 'nosuch.ndjson'], /nosuch\.ndjson/],
  ])('%s', async (_what, args, message) => {
    refused(await pair.run(args), message);
  });

  test('an archive that is none', async () => {
    writeFileSync(file('bad.gz'), 'not packed');
    refused(await pair.run(['replay', file('bad.gz')]), /bad\.gz/);
  });

  test('an export under another header', async () => {
    writeFileSync(file('other.csv'), 'a,b\n1,2\n');
    const ran = await pair.run(['import', file('other.csv'), '--mapping', 'la311']);
    refused(ran, /no column "SRNumber"/);
  });
});

describe('import', () => {
  /** Rows 5 and 6 of the file are bad: a date of another country, and too few cells. */
  const oddFile = (): string => {
    const lines = readFileSync(sample, 'utf8').split(/\r?\n/).slice(0, 6);
    lines[4] = lines[4]!.replace('12/31/2017', '31/12/2017');
    lines.splice(5, 0, 'a,b,c');
    writeFileSync(file('odd.csv'), lines.join('\n'));
    return file('odd.csv');
  };

  test('bad rows go to the rejects file with line and reason, the others go on', async () => {
    const rejects = file('odd-rejects.ndjson');
    const args = [
      'import',
      oddFile(),
      '--mapping',
      'la311',
      '--out',
      file('odd.ndjson'),
      '--rejects',
      rejects,
      '--json',
    ];
    expect(JSON.parse(await pair.pulse(...args))).toMatchObject({
      rows: 6,
      rejected: 2,
      rejectedByReason: { date: 1, columns: 1 },
      rejects,
    });
    const rows = linesOf(readFileSync(rejects, 'utf8')).map((line) => JSON.parse(line));
    expect(rows.map(({ line, reason }) => [line, reason.split(':')[0]])).toEqual([
      [5, 'date'],
      [6, 'columns'],
    ]);
    expect(linesOf(readFileSync(file('odd.ndjson'), 'utf8'))).toHaveLength(12);
    expect(await pair.pulse('validate', file('odd.ndjson'))).toMatch(/^12 events, all of them valid$/m);
  });

  test('events on standard output, the summary on standard error', async () => {
    const args = ['import', oddFile(), '--mapping', 'la311', '--out', '-', '--rejects', file('r.ndjson'), '--json'];
    const { code, stdout, stderr } = await pair.run(args);
    expect([code, linesOf(stdout).length]).toEqual([0, 12]);
    expect(JSON.parse(stderr)).toMatchObject({ rows: 6, rejected: 2 });
  });

  test('a packed export gives the same events; no rejects, no file', async () => {
    writeFileSync(file('la.csv.gz'), gzipSync(readFileSync(sample)));
    const rejects = file('none.ndjson');
    for (const [from, to] of [
      [sample, 'plain.ndjson'],
      [file('la.csv.gz'), 'packed.ndjson'],
    ] as const) {
      await pair.pulse('import', from, '--mapping', 'la311', '--out', file(to), '--rejects', rejects);
    }
    const plain = readFileSync(file('plain.ndjson'));
    expect(plain.equals(readFileSync(file('packed.ndjson')))).toBe(true);
    expect([plain.length > 1_000_000, existsSync(rejects)]).toEqual([true, false]);
  });

  test('a mapping of the own configuration folder, by its name', async () => {
    const dir = file('config');
    mkdirSync(join(dir, 'mappings'), { recursive: true });
    const own = readFileSync(new URL('../../config/mappings/la311.yaml', import.meta.url), 'utf8');
    writeFileSync(join(dir, 'mappings', 'ours.yaml'), own.replace('id: la311', 'id: ours'));
    const args = ['import', oddFile(), '--mapping', 'ours', '--out', '-', '--rejects', file('r2.ndjson')];
    const { stdout } = await pair.run(args, { env: { PULSE_CONFIG_DIR: dir } });
    expect(JSON.parse(linesOf(stdout)[0]!).source).toBe('/import/ours');
  });
});

describe('replay and validate', () => {
  const event = (id: string, data: object = {}) =>
    JSON.stringify({
      specversion: '1.0',
      id,
      source: '/test',
      type: 'hotline.call-received.v1',
      time: '2021-06-12T08:30:00+08:00',
      data: { contactId: id, receivedAt: '2021-06-12T08:30:00+08:00', channel: 'phone', answered: true, ...data },
    });
  const mixed = [event('a'), '', 'garbage', event('b', { answered: 'yes' }), event('c'), '{}'].join('\n');

  test('a bad line is named with its number and reason and left out; exit code 1', async () => {
    writeFileSync(file('mixed.ndjson'), mixed);
    for (const command of ['replay', 'validate']) {
      const { code, stdout } = await pair.run([command, file('mixed.ndjson'), '--json']);
      const { refused: count, problems } = JSON.parse(stdout);
      expect([command, code, count]).toEqual([command, 1, 3]);
      expect(problems.map((p: { line: number; reason: string }) => [p.line, p.reason])).toEqual([
        [3, 'not-json'],
        [4, 'invalid-data'],
        [6, 'envelope'],
      ]);
    }
    const { stdout } = await pair.run(['validate', file('mixed.ndjson')]);
    expect(stdout).toMatch(/mixed\.ndjson:4: invalid-data: answered: .*\n/);
    expect(stdout).toMatch(/^2 events, and 3 lines that are not valid$/m);
  });

  test('standard input and packed files, several at once', async () => {
    writeFileSync(file('one.ndjson.gz'), gzipSync(event('d')));
    const { code, stdout } = await pair.run(['replay', '-', file('one.ndjson.gz'), '--json'], {
      stdin: `${event('e')}\r\n${event('f')}`,
    });
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { published: 3, refused: 0 }]);
    expect(gunzipSync(readFileSync(file('one.ndjson.gz'))).toString()).toBe(event('d'));
  });

  test('an empty file is valid and holds nothing', async () => {
    writeFileSync(file('empty.ndjson'), '');
    expect(await pair.pulse('validate', file('empty.ndjson'))).toBe('0 events, all of them valid\n');
  });
});

describe('whoever reads the output may stop early', () => {
  test.each([
    ['simulate', ['simulate', '--profile', 'ankang-2021-05-06', '--out', '-']],
    ['import', ['import', sample, '--mapping', 'la311', '--out', '-']],
    ['snapshot', ['snapshot', 'month:2021-06', '--json']],
  ])('%s: no word of complaint, exit code 0', async (_what, args) => {
    expect(await pair.runUnread(args)).toEqual({ code: 0, stderr: '' });
  });
});
