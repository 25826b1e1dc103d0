import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { parse } from 'yaml';
import { type Alert, alertId, ticketSubject } from '../../src/domain/alert.js';
import type { HotlineEvent } from '../../src/domain/events.js';
import { formatInstant, type Instant } from '../../src/domain/instant.js';
import { parsePeriod } from '../../src/domain/period.js';
import type { Snapshot } from '../../src/domain/snapshot-schema.js';
import { type DashboardState, todayPeriod } from './dashboard-state.js';
import { explaining } from './explaining.js';
import { configuration, views } from './views.js';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.map': 'application/json',
};
/** As strict as the real server's: a page that needs more must be seen to break. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export interface DashboardServerOptions {
  readonly state: DashboardState;
  /** What the server's clock says when it starts. */
  readonly at: Instant;
  /** null: reading is open. */
  readonly token?: string | null;
}

/** dist/dashboard and the addresses that it reads, over figures that the domain computed; ends by `stop`. */
export class DashboardServer {
  readonly #options: DashboardServerOptions;
  readonly #began = Date.now();
  readonly #acks = new Map<string, { action: string; by: string; at: string; until?: string }>();
  readonly #clients = new Map<ServerResponse, readonly string[] | null>();
  #server: Server | null = null;
  #ticking: NodeJS.Timeout | null = null;
  #boot = 0;
  #sent = 0;
  port = 0;

  constructor(options: DashboardServerOptions) {
    this.#options = options;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  now(): Instant {
    return this.#options.at + Date.now() - this.#began;
  }

  /** Again after `stop`: on the same port, as another process would. */
  async start(): Promise<void> {
    this.#boot++;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        if (!response.headersSent) response.writeHead(500);
        response.end(String(error));
      });
    });
    await new Promise<void>((resolve) => this.#server?.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.#server.address() as AddressInfo).port;
    this.#ticking = setInterval(() => void this.#tick(), 1000);
  }

  async stop(): Promise<void> {
    if (this.#ticking !== null) clearInterval(this.#ticking);
    const closed = new Promise((resolve) => this.#server?.close(resolve));
    this.#server?.closeAllConnections();
    this.#clients.clear();
    await closed;
  }

  /** Events of the hotline, counted and shown at once. */
  async take(events: readonly HotlineEvent[]): Promise<void> {
    await this.#options.state.take(events, this.now());
    await this.#tick();
  }

  async #tick(): Promise<void> {
    for (const [response, keys] of this.#clients) await this.#sendSnapshots(response, keys);
  }

  async #sendSnapshots(response: ServerResponse, keys: readonly string[] | null): Promise<void> {
    const today = `day:${todayPeriod(this.now()).id}`;
    for (const key of keys ?? ['live', today, `month:${today.slice(4, 11)}`]) {
      this.#send(response, 'snapshot', { key, snapshot: await this.#snapshot(key, false) });
    }
  }

  #send(response: ServerResponse, event: string, data: unknown): void {
    response.write(`id: ${this.#boot}-${++this.#sent}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  #snapshot(period: string, units: boolean): Promise<Snapshot> {
    const now = this.now();
    const { reader } = this.#options.state;
    return period === 'live'
      ? reader.live(now)
      : reader.snapshot(parsePeriod(period, views.zone.dayOf(now)), now, units);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    response.setHeader('content-security-policy', policy);
    if (!url.pathname.startsWith('/v1/') && url.pathname !== '/readyz') {
      sendFile(url.pathname, response);
      return;
    }
    const { token = null } = this.#options;
    if (token !== null && url.pathname !== '/readyz' && request.headers.authorization !== `Bearer ${token}`) {
      sendJson(response, { code: 'unauthorized', title: 'a token is needed', status: 401 }, 401);
      return;
    }
    if (url.pathname === '/v1/stream') await this.#stream(url, response);
    else if (request.method === 'POST') sendJson(response, await this.#note(url, request));
    else sendJson(response, await this.#read(url));
  }

  async #stream(url: URL, response: ServerResponse): Promise<void> {
    const keys = url.searchParams.get('keys')?.split(',') ?? null;
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    this.#send(response, 'hello', { boot: String(this.#boot), now: formatInstant(this.now()) });
    await this.#sendSnapshots(response, keys);
    this.#clients.set(response, keys);
    response.on('close', () => this.#clients.delete(response));
  }

  async #read(url: URL): Promise<unknown> {
    const query = url.searchParams;
    const { state } = this.#options;
    const [, , resource, name = ''] = url.pathname.split('/').map(decodeURIComponent);
    if (url.pathname === '/readyz') return { ready: true, checks: { log: { ok: true }, store: { ok: true } } };
    if (resource === 'snapshots') return this.#snapshot(name, query.get('units') === 'true');
    if (resource === 'periods') return { periods: state.months().map((id) => this.#head(id)) };
    if (resource === 'tickets') return this.#tickets(query);
    if (resource === 'alerts') return { alerts: this.#alerts() };
    if (resource === 'catalogue') return catalogue;
    if (resource === 'explain' || resource === 'cases') return this.#explained(url);
    if (resource === 'series') {
      const grain = query.get('grain') === 'day' ? 'day' : 'hour';
      const measures = (query.get('measures') ?? '').split(',');
      return state.series(grain, query.get('from') ?? '', query.get('to') ?? '', measures, this.now());
    }
    throw new Error(`nothing at ${url.pathname}`);
  }

  /** As the real routes read their parameters. */
  async #explained({ pathname, searchParams: query }: URL): Promise<unknown> {
    const [, , , period = '', figure = ''] = pathname.split('/').map(decodeURIComponent);
    const against = query.get('against') as 'previous' | 'lastYear' | null;
    const at = query.get('at');
    const wish = {
      labels: Object.fromEntries(query.getAll('label').map((text) => text.split(/=(.*)/s) as [string, string])),
      against: against ?? undefined,
      at: Date.parse(at ?? '') || this.now(),
    };
    const source = explaining(this.#options.state.store);
    if (period !== '') return source.explain({ ...wish, period, figure }, query.get('lang') === 'en' ? 'en' : 'zh');
    const asked = { period: query.get('period') ?? '', figure: query.get('figure') ?? '' };
    return source.cases({
      ...wish,
      ...asked,
      after: query.get('after') ?? undefined,
      limit: Number(query.get('limit')),
    });
  }

  #head(id: string) {
    return {
      key: `month:${id}`,
      state: 'provisional',
      from: `${id}-01`,
      to: `${id}-28`,
      asOf: formatInstant(this.now()),
    };
  }

  #tickets(query: URLSearchParams) {
    const { state } = this.#options;
    const all = state.tickets(query.get('state') ?? '', query.get('unit'), query.get('month'), this.now());
    const [from, limit] = [Number(query.get('after') ?? 0), Number(query.get('limit') ?? 50)];
    const next = from + limit < all.length ? String(from + limit) : null;
    return { asOf: formatInstant(this.now()), total: all.length, next, tickets: all.slice(from, from + limit) };
  }

  /** What the processor would have told of the tickets that are overdue, and of a rate below the norm. */
  #alerts() {
    const tickets = this.#options.state.tickets('overdue', null, null, this.now());
    const told = tickets.slice(0, 12).map((t): Alert => {
      const { contactId, ticketId, unit, nature, createdAt, dueAt, reopenings } = t;
      const at = dueAt ?? createdAt;
      return {
        id: alertId('ticket-overdue', [contactId, ticketId, at]),
        subject: ticketSubject(contactId, ticketId),
        kind: 'ticket-overdue',
        state: 'open',
        severity: 'critical',
        at,
        firedAt: at,
        digestOnly: false,
        ticket: {
          contactId,
          ticketId,
          unit,
          nature,
          urgency: 'normal',
          createdAt,
          dueAt,
          reopenings,
        } as Alert['ticket'],
      };
    });
    return [lowRate(formatInstant(this.now() - 540_000)), ...told].map((alert) => ({
      subject: alert.subject,
      alert,
      history: [alert],
      deliveries: [],
      acks: [],
      standing: this.#acks.get(alert.id) ?? null,
    }));
  }

  async #note(url: URL, request: IncomingMessage): Promise<unknown> {
    const [, , , id = '', action = ''] = url.pathname.split('/').map(decodeURIComponent);
    let text = '';
    for await (const part of request) text += String(part);
    const { by } = JSON.parse(text) as { by: string };
    this.#acks.set(id, { action, by, at: formatInstant(this.now()) });
    for (const response of this.#clients.keys()) this.#send(response, 'ack', { alertId: id, by, action });
    return { alertId: id, by, action };
  }
}

const lowRate = (at: string): Alert => ({
  id: alertId('connection-rate-low', [at.slice(0, 13)]),
  subject: 'connection-rate-low{window=15m}',
  kind: 'connection-rate-low',
  state: 'open',
  severity: 'warning',
  at,
  firedAt: at,
  digestOnly: false,
  condition: {
    labels: { window: '15m' },
    since: at,
    value: '91.30',
    threshold: '95',
    unit: '%',
    numerator: 21,
    denominator: 23,
  },
});

const raw = parse(readFileSync(join('config', 'catalogue.yaml'), 'utf8')) as Record<string, Record<string, string>>;
const catalogue = {
  language: 'zh',
  labels: {
    channel: raw['channels'],
    category: raw['categories'],
    nature: raw['natures'],
    urgency: raw['urgencies'],
    unit_kind: raw['unitKinds'],
  },
  units: Object.fromEntries(
    [...configuration.catalogue.unitKinds].map(([code, kind]) => [
      code,
      { name: configuration.catalogue.unitName(code), kind },
    ]),
  ),
};

function sendFile(path: string, response: ServerResponse): void {
  const file = join('dist', 'dashboard', normalize(path));
  const found = path.startsWith('/assets/') && existsSync(file) ? file : join('dist', 'dashboard', 'index.html');
  response.writeHead(200, { 'content-type': types[extname(found)] ?? 'application/octet-stream' });
  response.end(readFileSync(found));
}

function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': status === 200 ? 'application/json' : 'application/problem+json' });
  response.end(JSON.stringify(body));
}
