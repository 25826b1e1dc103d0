import { randomBytes } from 'node:crypto';
import type { Alert } from '../../domain/alert.js';
import type { Snapshot } from '../../domain/snapshot-schema.js';
import type { FigureSource, NoteOnRecord, PublishedSnapshot } from './sources.js';

/** Where the frames of a client go: a response, or what a test puts in its place. */
export interface FrameTarget {
  write(text: string): void;
  /** Bytes written that have not left yet. */
  readonly waiting: number;
  /** Cuts the connection. */
  cut(): void;
  /** Ends it after what was written. */
  end(): void;
}

export interface StreamRequest {
  /** Keys of snapshots; null: live, the running month, today. */
  readonly keys: readonly string[] | null;
  /** What the client saw last; null: it is new. */
  readonly lastEventId: string | null;
}

interface Sent {
  readonly n: number;
  readonly event: string;
  /** Of a snapshot: its figures are asked for again, so that the ring does not hold every second of them. */
  readonly key: string | null;
  readonly data: string;
}

interface Client {
  readonly target: FrameTarget;
  readonly keys: readonly string[] | null;
}

/** Events that a client may miss and still get without beginning anew. */
const remembered = 2000;
/** A client that lets so much wait is not reading. */
const mostWaiting = 1 << 20;
export const heartbeatMs = 15_000;
/** Told to every client: it connects again after so long. */
const retryMs = 1000;

/**
 * Live updates for many readers: each event is written down once and sent to all. Of snapshots only the last one a key
 * matters, so whoever resumes gets that, not every second between.
 */
export class StreamHub {
  readonly boot = randomBytes(4).toString('hex');
  readonly #figures: Pick<FigureSource, 'latest'>;
  readonly #defaultKeys: () => readonly string[];
  readonly #now: () => number;
  readonly #clients = new Set<Client>();
  #ring: Sent[] = [];
  /** Key → number of its last snapshot. */
  readonly #last = new Map<string, number>();
  /** A snapshot as text, made once for all. */
  readonly #texts = new WeakMap<Snapshot, string>();
  #n = 0;

  /** @param defaultKeys live, the running month, today: as they are at the moment of asking */
  constructor(figures: Pick<FigureSource, 'latest'>, defaultKeys: () => readonly string[], now: () => number) {
    this.#figures = figures;
    this.#defaultKeys = defaultKeys;
    this.#now = now;
  }

  get clients(): number {
    return this.#clients.size;
  }

  snapshot(key: string, { snapshot }: PublishedSnapshot): void {
    this.#last.set(key, this.#n + 1);
    this.#send('snapshot', key, () => this.#textOf(key, snapshot));
  }

  alert(alert: Alert): void {
    const data = JSON.stringify(alert);
    this.#send('alert', null, () => data);
  }

  note(note: NoteOnRecord): void {
    const data = JSON.stringify(note);
    this.#send('ack', null, () => data);
  }

  /** @returns a function that forgets the client. */
  join(target: FrameTarget, request: StreamRequest): () => void {
    const client = { target, keys: request.keys };
    const id = this.#id(this.#n);
    const hello = JSON.stringify({ boot: this.boot, now: new Date(this.#now()).toISOString() });
    target.write(`retry: ${retryMs}\n${frame(id, 'hello', hello)}`);
    const missed = this.#missedSince(request.lastEventId);
    if (missed === null) {
      if (request.lastEventId !== null) target.write(frame(id, 'reset', '{}'));
      for (const key of client.keys ?? this.#defaultKeys()) {
        const data = this.#current(key);
        if (data !== null) target.write(frame(id, 'snapshot', data));
      }
    } else {
      for (const sent of missed) if (this.#wants(client, sent.key)) target.write(this.#frameOf(sent));
    }
    this.#clients.add(client);
    return () => void this.#clients.delete(client);
  }

  /** A comment, so that proxies and clients see that the connection lives. */
  beat(): void {
    for (const client of this.#clients) this.#deliver(client, ': \n\n');
  }

  /** Tells every client that the server ends; they come back by themselves. */
  end(): void {
    for (const { target } of this.#clients) {
      target.write(frame(this.#id(this.#n), 'bye', '{}'));
      target.end();
    }
    this.#clients.clear();
  }

  #send(event: string, key: string | null, data: () => string): void {
    const n = ++this.#n;
    this.#ring.push({ n, event, key, data: key === null ? data() : '' });
    if (this.#ring.length > remembered * 1.1) this.#ring = this.#ring.slice(-remembered);
    let text: string | null = null;
    for (const client of this.#clients) {
      if (!this.#wants(client, key)) continue;
      text ??= frame(this.#id(n), event, data());
      this.#deliver(client, text);
    }
  }

  #deliver(client: Client, text: string): void {
    if (client.target.waiting <= mostWaiting) {
      client.target.write(text);
      return;
    }
    this.#clients.delete(client);
    client.target.cut();
  }

  #wants({ keys }: Client, key: string | null): boolean {
    return key === null || (keys ?? this.#defaultKeys()).includes(key);
  }

  /** null: we cannot say what was missed since. */
  #missedSince(lastEventId: string | null): readonly Sent[] | null {
    const [, boot, number] = /^([0-9a-f]{8})-(\d{1,15})$/.exec(lastEventId ?? '') ?? [];
    if (boot !== this.boot) return null;
    const seen = Number(number);
    const first = this.#ring[0]?.n ?? this.#n + 1;
    if (seen > this.#n || seen < first - 1) return null;
    return this.#ring.filter(({ n, key }) => n > seen && (key === null || this.#last.get(key) === n));
  }

  #frameOf({ n, event, key, data }: Sent): string {
    return frame(this.#id(n), event, key === null ? data : (this.#current(key) ?? '{}'));
  }

  #current(key: string): string | null {
    const published = this.#figures.latest(key);
    return published === null ? null : this.#textOf(key, published.snapshot);
  }

  #textOf(key: string, snapshot: Snapshot): string {
    let text = this.#texts.get(snapshot);
    if (text === undefined) {
      text = JSON.stringify({ key, snapshot });
      this.#texts.set(snapshot, text);
    }
    return text;
  }

  #id(n: number): string {
    return `${this.boot}-${n}`;
  }
}

/** JSON has no line break, so one data line is enough. */
const frame = (id: string, event: string, data: string): string => `id: ${id}\nevent: ${event}\ndata: ${data}\n\n`;
