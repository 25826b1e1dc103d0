import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { recount } from '../../src/commands/what-if/recount.js';
import { differs } from '../../src/domain/what-if-figures.js';
import { ControlBoard } from '../../src/engine/control.js';
import { generationHash } from '../../src/engine/generation.js';
import { readerOf } from '../../src/engine/processor.js';
import { loadWhatIf } from '../../src/settings/what-if.js';
import { type Bench, call, openBench, silent, ticket, topics } from '../support/embedded-processor.js';
import { views } from '../support/views.js';

/** A recount from the log of a hotline that ran: today's column is what the state says, and nothing live changes. */

let bench: Bench;
beforeEach(async () => {
  bench = await openBench(2);
});
afterEach(() => bench.close());

const at = (day: number): string => `2021-06-${String(day).padStart(2, '0')}T10:00:00+08:00`;
const closed = (contactId: string, day: number) => ({
  ...call(contactId, at(day)),
  type: 'hotline.ticket-closed.v1',
  data: { contactId, ticketId: `T${contactId}`, closedAt: at(day) },
});
const asOf = Date.parse('2021-07-01T00:00:00+08:00');

async function pipelineOf({ log, store }: Bench) {
  const board = await ControlBoard.open(log, topics, silent);
  const shared = { log, store, board, partitions: 2, views, topics };
  const generation = { number: 1, hash: generationHash(views.context, 2) };
  return { ...shared, generation, context: views.context, reader: readerOf({ ...shared, generation }) };
}

async function everything({ log, store }: Bench) {
  const names = [...topics.inputs, topics.alerts, topics.deadLetters, topics.control];
  const ends = await Promise.all(names.map(async (name) => (await log.bounds(name)).map(({ end }) => end)));
  const states = await Promise.all(
    [0, 1].map(async (p) => [(await store.load(p, [])).head, (await store.cases(p, '', 1000)).cases.length]),
  );
  return { ends, states };
}

describe('what-if', () => {
  test('counts what the processor counted: corrections, repeats, dead letters and misplaced records aside', async () => {
    const calls = Array.from({ length: 40 }, (_, i) => call(`c${i}`, at(1 + (i % 20))));
    const tickets = Array.from({ length: 12 }, (_, i) =>
      ticket(`c${i}`, at(2), i % 2 === 0 ? { nature: 'complaint' } : {}),
    );
    const closings = Array.from({ length: 9 }, (_, i) => closed(`c${i}`, i % 3 === 0 ? 25 : 4));
    const bad = {
      ...call('bad', at(3)),
      data: { contactId: 'bad', receivedAt: 'never', channel: 'phone', answered: true },
    };
    await bench.feed([...calls, ...tickets, ...closings, ...calls.slice(0, 5), bad]);
    // A producer with another partitioner: the record is copied to its place, and the copy counts.
    const lost = call('lost', at(5));
    const topic = topics.inputOf['hotline.call-received.v1'];
    await bench.log.publish(
      [0, 1].map((partition) => ({ topic, partition, key: 'lost', value: JSON.stringify(lost) })),
    );
    await bench.processor.caughtUp();
    const pipeline = await pipelineOf(bench);
    const before = await everything(bench);
    const rules = loadWhatIf({ excludeNatures: ['complaint'] }, views.context.rules);
    const result = await recount(pipeline, ['2021-06', 'day:2021-06-05', 'month:2021-06', 'half:2021-H1'], rules, asOf);
    expect(result.periods.map(({ period, agrees }) => [period, agrees])).toEqual([
      ['month:2021-06', true],
      ['day:2021-06-05', true],
      ['half:2021-H1', true],
    ]);
    expect(result.cases).toBe(41);
    const [june] = result.periods;
    const of = (name: string) => june!.figures.find(({ figure, kind }) => figure === name && kind !== 'change');
    expect(of('contacts')?.today.numerator).toBe(41);
    expect([of('tickets')?.today.numerator, of('tickets')?.whatIf.numerator, of('tickets')?.difference]).toEqual([
      12,
      6,
      '-6',
    ]);
    expect(await everything(bench)).toEqual(before);
    await pipeline.board.close();
  });

  test("today's own rules show no difference", async () => {
    await bench.feed([call('a', at(1)), ticket('a', at(1)), closed('a', 20), call('b', at(2))]);
    const pipeline = await pipelineOf(bench);
    const result = await recount(pipeline, ['2021-06'], loadWhatIf({}, views.context.rules), asOf);
    expect(result.periods[0]?.figures.filter(differs)).toEqual([]);
    expect(result.periods[0]?.figures.length).toBeGreaterThan(60);
    await pipeline.board.close();
  });
});
