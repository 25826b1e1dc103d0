import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { auditSchema } from '../../src/auditor/result.js';
import { seedFile } from '../auditor/support.js';
import { embeddedPair, type Pair } from '../support/pair.js';

/** `pulse audit` as it is called: what it prints, how it ends, and our own figures beside the report's. */

let pair: Pair;
const seed = 'samples/ankang-2021-06.txt';
beforeAll(() => {
  pair = embeddedPair();
});
afterAll(() => pair.close());

const written = (name: string, text: string): string => {
  const file = join(pair.dir, name);
  writeFileSync(file, text);
  return file;
};

describe('a report alone', () => {
  test('the table for people: lines, what is printed, what comes out, why; exit code 1', async () => {
    const { code, stdout, stderr } = await pair.run(['audit', seed]);
    expect([code, stderr]).toEqual([1, '']);
    const row = stdout.split('\n').find((line) => line.includes('8.78%') && line.includes('113'))!;
    expect(row).toMatch(/基数错误.*8\.78%.*9\.40%/);
    expect(stdout).toContain('共85个数字');
    expect(stdout).not.toContain('\u001b[');
  });

  test('--json is what its schema says, with every figure', async () => {
    const { code, stdout } = await pair.run(['audit', seed, '--json']);
    const result = auditSchema.parse(JSON.parse(stdout));
    expect([code, result.figures.length, result.wrong, result.doubtful]).toEqual([1, 85, 5, 8]);
  });

  test('nothing wrong: exit code 0; what is doubtful fails only with --strict', async () => {
    const right = written('right.txt', '2023年3月,共受理来电1000件,接通900件,接通率90.00%,环比下降2.00%。\n');
    expect((await pair.run(['audit', right])).code).toBe(0);
    expect((await pair.run(['audit', right, '--strict'])).code).toBe(1);
    expect((await pair.run(['audit', right, '--all'])).stdout).toMatch(/正确.*90\.00%/);
  });

  test('a store that knows nothing of the period is no reference', async () => {
    const { code, stderr } = await pair.run(['audit', seed, '--period', 'month:2021-06']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('no contact and no ticket of month:2021-06')]);
  });

  test.each([
    ['a file that is not there', ['audit', 'no-such.txt'], 'cannot be read'],
    ['a kind that cannot be read', ['audit', 'package.json'], 'txt, md, html, htm, docx'],
    ['a period that is none', ['audit', seed, '--period', 'June'], 'is no period'],
    ['a snapshot that is none', ['audit', seed, '--against', 'package.json'], 'no snapshot'],
  ])('%s: exit code 2 and what to do', async (_what, args, message) => {
    const { code, stderr } = await pair.run(args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});

describe('against our own figures', () => {
  beforeAll(async () => {
    const file = join(pair.dir, 'events.ndjson');
    await pair.pulse('simulate', '--profile', 'ankang-2021-05-06', '--seed', '3', '--out', file);
    await pair.pulse('replay', file);
    await pair.pulse('process', '--until-caught-up');
  }, 300_000);

  test('--period reads the store: the ratings are checked, and a slip that the report alone hides is found', async () => {
    const slip = written(
      'slip.txt',
      readFileSync(seedFile, 'utf8').replace('出租车管理问题448件', '出租车管理问题438件'),
    );
    const { code, stdout } = await pair.run(['audit', slip, '--period', 'month:2021-06', '--json']);
    const { figures, reference } = auditSchema.parse(JSON.parse(stdout));
    const of = (text: string) => figures.filter((f) => f.text === text).map((f) => [f.verdict, f.ours]);
    expect([code, reference]).toEqual([1, expect.stringContaining('month:2021-06')]);
    expect(of('438件')).toEqual([['wrong', '448']]);
    expect(of('98.05%以上')).toEqual([['right', null]]);
  });

  test('--against a file that pulse snapshot wrote says the same', async () => {
    const snapshot = written('june.json', await pair.pulse('snapshot', 'month:2021-06', '--json'));
    const answer = async (...args: string[]): Promise<string[]> =>
      auditSchema
        .parse(JSON.parse((await pair.run(['audit', seed, ...args, '--json'])).stdout))
        .figures.filter((f) => f.period === '2021-06')
        .map((f) => `${f.line} ${f.text} ${f.verdict} ${f.ours}`);
    expect(await answer('--against', snapshot)).toEqual(await answer('--period', '2021-06'));
  });
});
