import type { Route } from '../route.js';
import type { ApiError, Client } from './client.js';
import type { Data } from './data.js';
import type { ServerEvent } from './sse.js';
import { type Connection, Stream } from './stream.js';
import type { Snapshot } from './types.js';

/** What changes when tickets move; lists are asked for again at most so often. */
const listsMs = 2000;

/** Puts what the stream says where the pages look, and keeps the server's clock. */
export class Live {
  readonly #data: Data;
  readonly #changed: () => void;
  readonly #refused: (error: ApiError) => void;
  readonly #stream: Stream;
  connection: Connection = { state: 'connecting' };
  #boot: string | null = null;
  /** Server's clock − ours, ms. */
  #offset: number | null = null;
  #backlog = '';
  #listsAt = 0;

  constructor(client: Client, data: Data, changed: () => void, refused: (error: ApiError) => void) {
    this.#data = data;
    this.#changed = changed;
    this.#refused = refused;
    this.#stream = new Stream(client, {
      event: (event) => this.#take(event),
      connection: (connection) => this.#connected(connection),
    });
  }

  now(): number {
    return Date.now() + (this.#offset ?? 0);
  }

  wake(): void {
    this.#stream.wake();
  }

  /** The month on the page comes live too, whichever it is. */
  follow(route: Route): void {
    this.#stream.open(route.page === 'month' ? `live,month:${route.month}` : '');
  }

  #connected(connection: Connection): void {
    this.connection = connection;
    if (connection.state === 'waiting') this.#refused(connection.error);
    this.#changed();
  }

  #take({ type, data }: ServerEvent): void {
    if (type === 'hello') this.#hello(JSON.parse(data) as { boot: string; now: string });
    else if (type === 'snapshot') this.#snapshot(JSON.parse(data) as { key: string; snapshot: Snapshot });
    else if (type === 'reset') this.#data.outdate('/');
    else if (type === 'alert' || type === 'ack') this.#data.outdate('/v1/alerts', '/v1/tickets');
  }

  /** Another process: whatever was known may have changed meanwhile. */
  #hello({ boot, now }: { boot: string; now: string }): void {
    this.#offset = new Date(now).getTime() - Date.now();
    if (this.#boot !== null && this.#boot !== boot) this.#data.outdate('/');
    this.#boot = boot;
  }

  #snapshot({ key, snapshot }: { key: string; snapshot: Snapshot }): void {
    // The tail of a key with unit figures is not the answer of any address.
    if (!key.endsWith('/units')) this.#data.put(key, snapshot);
    this.#offset ??= Date.parse(snapshot.asOf.instant) - Date.now();
    if (key === 'live') this.#outdateLists(snapshot);
  }

  /** The lists are behind as soon as the counts say something else. */
  #outdateLists({ counters }: Snapshot): void {
    const backlog = ['open', 'open_overdue', 'open_due_within_1wd'].map((name) => counters[name]).join(' ');
    if (backlog === this.#backlog || Date.now() - this.#listsAt < listsMs) return;
    this.#backlog = backlog;
    this.#listsAt = Date.now();
    this.#data.outdate('/v1/tickets');
  }
}
