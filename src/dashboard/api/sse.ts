/** One server-sent event. */
export interface ServerEvent {
  readonly id: string;
  readonly type: string;
  readonly data: string;
}

/**
 * Reads a text/event-stream in whatever pieces it comes (WHATWG HTML, section 9.2.6). EventSource cannot send an
 * Authorization header, so the dashboard reads the stream by fetch.
 */
export class EventParser {
  #rest = '';
  #type = '';
  #data: string[] = [];
  /** Of the last event that was complete: what Last-Event-ID says. */
  lastId = '';
  #id = '';
  /** Milliseconds that the server wishes between tries; null: it said nothing. */
  retryMs: number | null = null;

  push(text: string): ServerEvent[] {
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? '';
    return lines.flatMap((line) => this.#line(line));
  }

  #line(line: string): ServerEvent[] {
    if (line === '') return this.#dispatch();
    if (line.startsWith(':')) return [];
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.#type = value;
    else if (field === 'data') this.#data.push(value);
    else if (field === 'id' && !value.includes('\0')) this.#id = value;
    else if (field === 'retry' && /^\d+$/.test(value)) this.retryMs = Number(value);
    return [];
  }

  #dispatch(): ServerEvent[] {
    const [type, data] = [this.#type, this.#data];
    this.#type = '';
    this.#data = [];
    this.lastId = this.#id;
    return data.length === 0 ? [] : [{ id: this.#id, type: type || 'message', data: data.join('\n') }];
  }
}
