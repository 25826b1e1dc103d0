import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openEmbedded } from '../../src/adapters/embedded/open-embedded.js';
import { systemClock } from '../../src/commands/system-clock.js';
import { topicSpecs, topicsOf } from '../../src/engine/topics.js';
import { embeddedPair, type Pair } from '../support/pair.js';

/** Signing a revision that the control topic holds: who, when, once a name, and only what exists. */

let pair: Pair;
beforeAll(async () => {
  pair = embeddedPair({ PULSE_NAMESPACE: 'test' });
  const { log, close } = await openEmbedded({
    ...{ dataDir: pair.env['PULSE_DATA_DIR']!, namespace: 'test', generation: 1, clock: systemClock },
  });
  const topics = topicsOf('test');
  await log.createTopics(topicSpecs(topics, 2));
  const [cutOff, decidedAt] = ['2021-07-12T16:00:00.000Z', '2021-07-12T16:00:07.000Z'];
  for (const [month, revision] of [
    ['2021-05', 1],
    ['2021-06', 1],
    ['2021-06', 2],
  ] as const) {
    const value = { month, revision, decidedAt, cutOff, generation: 1, rollback: 0, offsets: {}, digest: 'd' };
    await log.publish([{ topic: topics.control, key: `revision:${month}@r${revision}`, value: JSON.stringify(value) }]);
  }
  await close();
});
afterAll(() => pair.close());

const refusal = async (...args: string[]): Promise<string> => {
  const { code, stderr } = await pair.run(['sign', ...args]);
  expect(code).toBe(2);
  return stderr;
};

test('a revision that does not exist is refused with those that do', async () => {
  expect(await refusal('2021-06', '--revision', '3', '--by', 'W')).toContain(
    '2021-06 has no revision 3; it has r1, r2',
  );
  expect(await refusal('2021-07', '--revision', '1', '--by', 'W')).toContain(
    '2021-07 is not final; revisions so far: 2021-05@r1, 2021-06@r1, 2021-06@r2',
  );
});

test('without a revision or a name nothing is signed', async () => {
  expect(await refusal('2021-06', '--by', 'W')).toContain('--revision 1 --by NAME');
  expect(await refusal('2021-06', '--revision', '1', '--by', ' ')).toContain('--revision 1 --by NAME');
  expect(await refusal('2021-06', '--revision', 'one', '--by', 'W')).toContain('write a number');
  expect(await pair.pulse('sign', '--list')).toBe('no signatures\n');
});

test('signed by two, by each once; the list says who, when and on what', async () => {
  expect(await pair.pulse('sign', '2021-06', '--revision', '1', '--by', '王主任', '--note', '已核')).toBe(
    '2021-06@r1 signed by 王主任\n',
  );
  expect(await pair.pulse('sign', '2021-06', '--revision', '1', '--by', '王主任')).toContain(
    'already signed by 王主任 at 20',
  );
  const second = JSON.parse(await pair.pulse('sign', '2021-06', '--revision', '1', '--by', '李科长', '--json'));
  expect(second).toMatchObject({ signed: true, signature: { by: '李科长', note: '', revision: 1 } });
  await pair.pulse('sign', '2021-05', '--revision', '1', '--by', '王主任');
  const { signatures } = JSON.parse(await pair.pulse('sign', '--list', '--json')) as {
    signatures: { month: string; by: string }[];
  };
  expect(signatures.map((s) => [s.month, s.by])).toEqual([
    ['2021-06', '王主任'],
    ['2021-06', '李科长'],
    ['2021-05', '王主任'],
  ]);
  expect(await pair.pulse('sign', '2021-06', '--list')).toMatch(/2021-06@r1 +│ 王主任 +│ 20\S+ +│ 已核/);
});

test('a revision may be named as the other commands name it', async () => {
  expect(await pair.pulse('sign', 'month:2021-05', '--revision', 'r1', '--by', '李科长')).toBe(
    '2021-05@r1 signed by 李科长\n',
  );
  expect(await pair.pulse('sign', '--list', 'month:2021-05', '--revision', 'r1')).toContain('2021-05@r1');
});
