import { backOff } from './back-off.js';
import { ApiError, type Client, errorOf } from './client.js';
import { EventParser, type ServerEvent } from './sse.js';

/** How the stream stands. `waiting`: broken; the next try comes at `retryAt` (this machine's clock, ms). */
export type Connection =
  | { readonly state: 'connecting' | 'open' }
  | { readonly state: 'waiting'; readonly retryAt: number; readonly error: ApiError };

/** The server sends a comment every 15 s: a longer silence is a dead connection. */
const silenceMs = 40_000;

export interface StreamHandlers {
  readonly event: (event: ServerEvent) => void;
  readonly connection: (connection: Connection) => void;
}

/** GET /v1/stream, for ever: comes back after every end with Last-Event-ID and growing pauses. */
export class Stream {
  readonly #client: Client;
  readonly #handlers: StreamHandlers;
  #lastId = '';
  #keys: string | null = null;
  #abort = new AbortController();
  #failures = 0;
  #wake: () => void = () => undefined;

  constructor(client: Client, handlers: StreamHandlers) {
    this.#client = client;
    this.#handlers = handlers;
  }

  /** @param keys snapshots to be sent, as in `live,month:2021-06`; '': the server's choice. Other keys begin anew. */
  open(keys: string): void {
    if (keys === this.#keys) return;
    const first = this.#keys === null;
    this.#keys = keys;
    this.#lastId = '';
    if (first) void this.#run();
    else this.#abort.abort();
  }

  /** Tries at once: the network is back, somebody looks at the page again, or a token was given. */
  wake(): void {
    this.#failures = 0;
    this.#wake();
  }

  async #run(): Promise<never> {
    for (;;) {
      this.#abort = new AbortController();
      const keys = this.#keys;
      this.#handlers.connection({ state: 'connecting' });
      const error = await this.#read().catch(readable);
      // Other keys were asked for meanwhile: that is no failure.
      if (this.#keys !== keys) continue;
      const pause = backOff(++this.#failures, Math.random());
      this.#handlers.connection({ state: 'waiting', retryAt: Date.now() + pause, error });
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pause);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  async #read(): Promise<ApiError> {
    const { token } = this.#client;
    const headers = { ...this.#client.headers, accept: 'text/event-stream' };
    const query = this.#keys === '' ? '' : `?keys=${encodeURIComponent(this.#keys ?? '')}`;
    const response = await fetch(`/v1/stream${query}`, {
      headers: this.#lastId === '' ? headers : { ...headers, 'last-event-id': this.#lastId },
      signal: this.#abort.signal,
      cache: 'no-store',
    });
    if (!response.ok || response.body === null) return errorOf(response, token);
    this.#failures = 0;
    this.#handlers.connection({ state: 'open' });
    await this.#follow(response.body);
    return new ApiError(0, 'closed', '');
  }

  async #follow(body: ReadableStream<Uint8Array>): Promise<void> {
    const parser = new EventParser();
    const decoder = new TextDecoder();
    const reader = body.getReader();
    const abort = this.#abort;
    for (;;) {
      const silence = setTimeout(() => abort.abort(), silenceMs);
      const { done, value } = await reader.read().finally(() => clearTimeout(silence));
      if (done) return;
      for (const event of parser.push(decoder.decode(value, { stream: true }))) {
        if (event.id !== '') this.#lastId = event.id;
        this.#handlers.event(event);
      }
    }
  }
}

const readable = (error: unknown): ApiError =>
  error instanceof ApiError ? error : new ApiError(0, 'unreachable', String(error));
