import { type ClientRequest, request } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Client } from './client.js';
import { overdue, snapshotOf, World } from './support.js';

/** GET /v1/stream over real sockets: what comes, how it resumes, who is cut off. */

interface Frame {
  readonly id: string;
  readonly event: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the server says
  readonly data: any;
}

/** A reader that keeps what it got, and can wait for more. */
class Reader {
  readonly frames: Frame[] = [];
  ended = false;
  #text = '';
  #wake: () => void = () => undefined;
  readonly #request: ClientRequest;

  constructor(port: number, url: string, headers: Record<string, string> = {}) {
    this.#request = request({ host: '127.0.0.1', port, path: url, headers }, (response) => {
      response.setEncoding('utf8');
      response.on('data', (text: string) => this.#take(text));
      response.on('close', () => {
        this.ended = true;
        this.#wake();
      });
    });
    this.#request.on('error', () => undefined);
    this.#request.end();
  }

  async until(found: () => boolean): Promise<void> {
    while (!found()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async event(event: string, n = 1): Promise<Frame> {
    const own = () => this.frames.filter((f) => f.event === event);
    await this.until(() => own().length >= n);
    return own()[n - 1]!;
  }

  close(): void {
    this.#request.destroy();
  }

  #take(text: string): void {
    const blocks = (this.#text + text).split('\n\n');
    this.#text = blocks.pop() ?? '';
    for (const block of blocks) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
      if (field('event') !== '') {
        this.frames.push({ id: field('id'), event: field('event'), data: JSON.parse(field('data')) });
      }
    }
    this.#wake();
  }
}

let world: World;
let client: Client;
let readers: Reader[];

beforeEach(async () => {
  world = new World();
  client = await Client.open(world.options({ openRead: true }));
  readers = [];
});
afterEach(async () => {
  for (const reader of readers) reader.close();
  await client.close();
});

const read = (query = '', headers: Record<string, string> = {}): Reader => {
  const reader = new Reader(client.port, `/v1/stream${query}`, headers);
  readers.push(reader);
  return reader;
};
const kinds = ({ frames }: Reader): string[] => frames.map(({ event, data }) => data.key ?? event);

describe('what comes', () => {
  test('hello, what stands, then what changes', async () => {
    const reader = read();
    await reader.event('snapshot', 2);
    world.publish('live', snapshotOf('live', 'live', 2));
    world.raise(overdue());
    world.noted({ alertId: overdue().id, action: 'ack', by: '王', at: '2021-06-12T10:00:00.000Z' });
    await reader.event('ack');
    expect(kinds(reader)).toEqual(['hello', 'live', 'month:2021-06', 'live', 'alert', 'ack']);
    expect(reader.frames[0]!.data).toMatchObject({ now: '2021-06-12T10:00:00.000Z' });
    expect(reader.frames[3]!.data.snapshot.counters).toEqual({ contacts: 2 });
    expect(reader.frames[4]!.data).toEqual(overdue());
  });

  test('only the keys that were asked for', async () => {
    const reader = read('?keys=month:2021-06,day:2021-06-12');
    await reader.event('snapshot');
    world.publish('live', snapshotOf('live', 'live', 2));
    world.publish('day:2021-06-12', snapshotOf('day', '2021-06-12', 5));
    await reader.event('snapshot', 2);
    expect(kinds(reader)).toEqual(['hello', 'month:2021-06', 'day:2021-06-12']);
  });

  test('too many keys are refused before anything is sent', async () => {
    const keys = Array.from({ length: 21 }, (_, i) => `day:${i}`).join(',');
    const answer = await client.get(`/v1/stream?keys=${keys}`);
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'invalid-request']);
  });
});

describe('Last-Event-ID', () => {
  test('what was missed comes, of a snapshot only the last', async () => {
    const first = read();
    const seen = await first.event('snapshot', 2);
    first.close();
    for (let n = 2; n < 50; n++) world.publish('live', snapshotOf('live', 'live', n));
    world.raise(overdue());
    const again = read('', { 'last-event-id': seen.id });
    await again.event('alert');
    expect(kinds(again)).toEqual(['hello', 'live', 'alert']);
    expect(again.frames[1]!.data.snapshot.counters).toEqual({ contacts: 49 });
    const third = read('', { 'last-event-id': again.frames.at(-1)!.id });
    await third.event('hello');
    world.publish('live', snapshotOf('live', 'live', 99));
    await third.event('snapshot');
    expect(kinds(third)).toEqual(['hello', 'live']);
  });

  test.each(['00000000-3', 'whatever', ''])('%p is not ours: reset, and everything anew', async (id) => {
    const reader = read('', { 'last-event-id': id });
    await reader.event('snapshot', 2);
    expect(kinds(reader)).toEqual(['hello', 'reset', 'live', 'month:2021-06']);
  });

  test('so long ago that it is forgotten: reset', async () => {
    const first = read();
    const { id } = await first.event('hello');
    first.close();
    for (let n = 0; n < 2300; n++) {
      world.noted({ alertId: `a-${n}`, action: 'ack', by: '王', at: '2021-06-12T10:00:00.000Z' });
    }
    const again = read('', { 'last-event-id': id });
    await again.event('snapshot', 2);
    expect(kinds(again)).toContain('reset');
  });
});

test('a client that does not read is cut off; others are not', async () => {
  const told = { cuts: 0, clients: [] as number[] };
  const watcher = {
    watch: () => undefined,
    streamClients: (count: number) => void told.clients.push(count),
    streamCut: () => void told.cuts++,
  };
  await client.close();
  client = await Client.open(world.options({ openRead: true }, { watcher }));
  const good = read('?keys=live');
  await good.event('hello');
  const deaf = request({ host: '127.0.0.1', port: client.port, path: '/v1/stream?keys=live' });
  deaf.on('error', () => undefined);
  deaf.end();
  await new Promise<void>((resolve) => {
    deaf.once('response', (response) => {
      response.on('error', () => undefined).pause();
      resolve();
    });
  });
  // 600 kB each; the next comes when the good reader has the last. What the two kernels hold between them is a few MB.
  for (let sent = 1; sent <= 100 && told.cuts === 0; sent++) {
    world.publish('live', { ...snapshotOf('live', 'live', sent), calendarMissing: Array(100_000).fill(12_345) });
    await good.event('snapshot', sent + 1);
  }
  expect(told.cuts).toBe(1);
  expect(good.ended).toBe(false);
  deaf.destroy();
});

test('when the server ends, clients are told, and it does not wait for them', async () => {
  const reader = read();
  await reader.event('hello');
  await client.app.close();
  await reader.until(() => reader.ended);
  expect(reader.frames.at(-1)!.event).toBe('bye');
});
