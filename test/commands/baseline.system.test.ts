import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Snapshot, snapshotSchema } from '../../src/domain/snapshot-schema.js';
import { embeddedPair, type Pair, projectRoot } from '../support/pair.js';

/** A hotline that begins in June: with the totals of May imported, its first month has 环比, marked as such. */

const example = join(projectRoot, 'config', 'examples', 'baseline-2021-05.yaml');
let pair: Pair;
beforeAll(async () => {
  pair = embeddedPair();
  const file = join(pair.dir, 'june.ndjson');
  const events = Array.from({ length: 20 }, (_, i) => ({
    ...{ specversion: '1.0', id: `e${i}`, source: 'urn:example:calls', time: '2021-06-12T10:00:00+08:00' },
    ...{ type: 'hotline.call-received.v1' },
    data: {
      contactId: `c${i}`,
      receivedAt: '2021-06-12T09:00:00+08:00',
      channel: 'phone',
      answered: i > 0,
      topics: ['疫情'],
    },
  }));
  writeFileSync(file, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  await pair.pulse('replay', file);
  await pair.pulse('process', '--until-caught-up');
});
afterAll(() => pair.close());

const file = (name: string, text: string): string => {
  const path = join(pair.dir, name);
  writeFileSync(path, text);
  return path;
};
const snapshot = async (period: string): Promise<Snapshot> =>
  snapshotSchema.parse(JSON.parse(await pair.pulse('snapshot', period, '--json')));
const change = (s: Snapshot, of: string, more = {}) =>
  s.indicators.find((i) => i.against === 'previous' && JSON.stringify(i.labels) === JSON.stringify({ of, ...more }));

describe('pulse baseline', () => {
  test('what is wrong is refused as a whole, every problem in one message', async () => {
    const wrong = file(
      'wrong.csv',
      'month,counter,value\n2021-05,contacts,10\n2021-05,answered,11\n2021-05,calls,1\n2021-5,tickets,1\n2021-05,工单{性质=求助类},2\n2021-05,tickets{nature=help},2\n',
    );
    const { code, stderr } = await pair.run(['baseline', 'import', wrong]);
    expect(code).toBe(2);
    for (const problem of [
      'answered 11 > contacts 10 (difference 1)',
      'row 4: calls: no counter is called calls',
      'row 5: 2021-5 is no month',
      'row 7: tickets{nature=help} of 2021-05 is given twice',
      'nothing was imported',
    ])
      expect(stderr).toContain(problem);
    expect(await pair.pulse('baseline', 'list')).toBe('no opening figures\n');
  });

  test('a month that the system counts itself is refused with its count; one that is not over, too', async () => {
    const june = file('june.json', '{"months": {"2021-06": {"contacts": 5}, "2999-01": {"contacts": 5}}}');
    const refused = await pair.run(['baseline', 'import', june]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('2021-06: the system counts 20 contacts itself; --override');
    expect(refused.stderr).toContain('2999-01 is not over');
  });

  test('a dry run changes nothing', async () => {
    expect(await pair.pulse('baseline', 'import', example, '--dry-run')).toBe('2021-05: 16 counters are fit\n');
    expect((await snapshot('month:2021-06')).indicators.some((i) => i.previous != null)).toBe(false);
  });

  test('imported, the first month has 环比 and says what it was compared with', async () => {
    const said = await pair.pulse('baseline', 'import', example, '--by', '王主任', '--note', '5月通报');
    expect(said).toBe('2021-05: 16 counters imported\n');
    const june = await snapshot('month:2021-06');
    expect(change(june, 'contacts')).toMatchObject({
      numerator: 20,
      denominator: 19370,
      value: '-99.90',
      baseline: true,
    });
    expect(change(june, 'answered', { topic: '疫情' })).toMatchObject({
      denominator: 525,
      value: '-96.38',
      baseline: true,
    });
    const connected = june.indicators.find((i) => i.id === 'connection_rate' && Object.keys(i.labels).length === 0);
    expect(connected).toMatchObject({
      value: '95.00',
      previous: { value: '97.06', changePoints: '-2.06', baseline: true },
    });
    const text = await pair.pulse('snapshot', 'month:2021-06');
    expect(text).toMatch(/来电来信 .* -99\.90 % 期初/);
    expect(text).toMatch(/接通 .* -2\.06 个百分点 \(-2\.12 %\) 期初/);
    const may = await pair.pulse('snapshot', 'month:2021-05');
    expect(may).toContain('含期初数 2021-05');
    expect(may).toMatch(/办结 +│ +–/);
  });

  test('both paths agree, on the month, its half-year and the month of the opening figures', async () => {
    for (const period of ['month:2021-06', 'half:2021-H1', 'month:2021-05'])
      expect(await pair.pulse('verify', period)).toContain('equal');
  });

  test('listed with who answers for it, replaced by a later file, removed', async () => {
    const [first] = JSON.parse(await pair.pulse('baseline', 'list', '--json')).baselines;
    expect(first).toMatchObject({
      month: '2021-05',
      by: '王主任',
      note: '5月通报',
      source: '安康市12345政务服务便民热线2021年5月运行通报',
      countedContacts: 0,
    });
    expect(Object.keys(first.counters)).toHaveLength(16);
    await pair.pulse('baseline', 'import', file('may.csv', '月份,指标,数值\n2021-05,受理总量,40\n'));
    expect(change(await snapshot('month:2021-06'), 'contacts')).toMatchObject({ denominator: 40, value: '-50.00' });
    expect(await pair.pulse('baseline', 'remove', '2021-05', '--by', 'x')).toBe('2021-05: opening figures removed\n');
    expect(change(await snapshot('month:2021-06'), 'contacts')).toMatchObject({ denominator: null });
    expect(await pair.pulse('baseline', 'list', '--all')).toContain('2021-05 (removed)');
    const again = await pair.run(['baseline', 'remove', '2021-05']);
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('2021-05 has no opening figures')]);
  });

  test('with --override a file takes the place of what was counted', async () => {
    const june = file('june.yaml', 'months: { 2021-06: { contacts: 25, answered: 20 } }\n');
    await pair.pulse('baseline', 'import', june, '--override');
    const s = await snapshot('month:2021-06');
    expect([s.baselineMonths, s.counters]).toEqual([['2021-06'], { answered: 20, contacts: 25 }]);
    expect(await pair.pulse('verify', 'month:2021-06')).toContain('equal');
    expect(await pair.pulse('baseline')).toMatch(/2021-06 +│ +2 +│ +25 +│ +– +│ +20 /);
  });

  test('the example that comes with the program is the May of docs/kpi.md section 7', () => {
    const text = readFileSync(example, 'utf8');
    for (const n of [19370, 18800, 4548, 3230, 41, 290, 17, 642, 328, 1892, 2185, 1900, 2009, 153, 525])
      expect(text).toMatch(new RegExp(`: ${n}$`, 'm'));
  });
});
