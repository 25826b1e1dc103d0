import { ApiError, type Client } from './client.js';
import { isNewer } from './newer.js';
import type { Snapshot } from './types.js';

/** What is known of one address. */
export interface Known<T> {
  /** null: nothing has come yet. */
  readonly value: T | null;
  /** Of the last try; the value before it is kept. */
  readonly error: ApiError | null;
}

interface Entry {
  value: unknown;
  error: ApiError | null;
  /** When it was asked for last; 0: it must be asked again. */
  askedAt: number;
  usedAt: number;
  asking: boolean;
}

const nothing: Known<never> = { value: null, error: null };
const retryMs = 3000;
const keptMs = 600_000;

/**
 * Answers of the API by address. Pages ask for what they show while they render; what is missing or too old is fetched
 * behind, and `changed` asks for another render. An old value stays until a new one has come.
 */
export class Data {
  readonly #client: Client;
  readonly #entries = new Map<string, Entry>();
  readonly #changed: () => void;
  readonly #refused: (error: ApiError) => void;

  constructor(client: Client, changed: () => void, refused: (error: ApiError) => void) {
    this.#client = client;
    this.#changed = changed;
    this.#refused = refused;
  }

  get<T>(path: string, maxAgeMs: number): Known<T> {
    const now = Date.now();
    const entry = this.#entry(path);
    entry.usedAt = now;
    const age = entry.error === null ? maxAgeMs : Math.min(maxAgeMs, retryMs);
    if (!entry.asking && now - entry.askedAt > age) void this.#ask(path, entry);
    return entry.value === null && entry.error === null ? nothing : (entry as Known<T>);
  }

  /** A snapshot that came by the stream, unless a newer one is known. */
  put(key: string, snapshot: Snapshot): void {
    const entry = this.#entry(`/v1/snapshots/${key}`);
    if (entry.value !== null && !isNewer(snapshot, entry.value as Snapshot)) return;
    Object.assign(entry, { value: snapshot, error: null, askedAt: Date.now(), usedAt: Date.now() });
    this.#changed();
  }

  /** Whatever begins with one of these is asked for again when it is next shown. */
  outdate(...beginnings: readonly string[]): void {
    for (const [path, entry] of this.#entries) {
      if (beginnings.some((b) => path.startsWith(b))) entry.askedAt = 0;
    }
    this.#changed();
  }

  #entry(path: string): Entry {
    let entry = this.#entries.get(path);
    if (entry === undefined) {
      this.#forget();
      entry = { value: null, error: null, askedAt: 0, usedAt: Date.now(), asking: false };
      this.#entries.set(path, entry);
    }
    return entry;
  }

  async #ask(path: string, entry: Entry): Promise<void> {
    entry.asking = true;
    entry.askedAt = Date.now();
    try {
      const value = await this.#client.get(path);
      const old = path.startsWith('/v1/snapshots/') ? (entry.value as Snapshot | null) : null;
      if (old === null || isNewer(value as Snapshot, old)) entry.value = value;
      entry.error = null;
    } catch (error) {
      entry.error = error instanceof ApiError ? error : new ApiError(0, 'unreadable', String(error));
      this.#refused(entry.error);
    }
    entry.asking = false;
    this.#changed();
  }

  /** A wall screen runs for months: what no page has shown lately goes. */
  #forget(): void {
    const limit = Date.now() - keptMs;
    for (const [path, { usedAt }] of this.#entries) if (usedAt < limit) this.#entries.delete(path);
  }
}
