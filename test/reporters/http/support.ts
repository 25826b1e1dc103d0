import type { Alert } from '../../../src/domain/alert.js';
import { PulseError } from '../../../src/domain/errors.js';
import { type HotlineEvent, parseEvent } from '../../../src/domain/events.js';
import type { Snapshot } from '../../../src/domain/snapshot-schema.js';
import { AlertBoard } from '../../../src/reporters/alerts/board.js';
import type { AppOptions } from '../../../src/reporters/http/build-app.js';
import type {
  ApiSources,
  NoteOnRecord,
  PublishedSnapshot,
  Role,
  TakenNote,
  TicketQuery,
} from '../../../src/reporters/http/sources.js';
import { newToken, tokenStore } from '../../../src/reporters/http/tokens.js';
import { explaining } from '../../support/explaining.js';
import { MemoryStore } from '../../support/memory-store.js';

export const nowMs = Date.parse('2021-06-12T10:00:00Z');
export const topics = { alerts: 'alerts', acks: 'acks', deliveries: 'deliveries' };

/** A hotline in memory: what is posted is kept, what is asked comes from what the test puts there. */
export class World {
  readonly accepted: { event: HotlineEvent; json: string }[] = [];
  readonly contacts = new Map<string, string[]>();
  readonly snapshots = new Map<string, PublishedSnapshot>();
  readonly logged: { level: string; fields: Record<string, unknown>; message: string }[] = [];
  readonly asked: TicketQuery[] = [];
  readonly board = new AlertBoard(topics);
  readonly notes: TakenNote[] = [];
  /** What the log says to the next publication. */
  refusesToPublish: Error | null = null;
  ready = true;
  readonly tokens: Record<Role, string>;
  readonly records = new Map<string, ReturnType<typeof newToken>['record']>();
  readonly #updates = new Set<(key: string, s: PublishedSnapshot) => void>();
  readonly #alerts = new Set<(alert: Alert) => void>();
  readonly #notes = new Set<(note: NoteOnRecord) => void>();

  constructor() {
    const make = (role: Role): string => {
      const { text, record } = newToken({ role, label: role, createdAt: '2021-06-01T00:00:00.000Z' });
      this.records.set(record.id, record);
      return text;
    };
    this.tokens = { ingest: make('ingest'), read: make('read'), operate: make('operate') };
    this.publish('live', snapshotOf('live', 'live', 1));
    this.publish('month:2021-06', snapshotOf('month', '2021-06', 22_361));
  }

  /** June 2021 has two; the second closed a ticket late. */
  readonly revisions: ApiSources['revisions'] = {
    list: (month) => ({ month, revisions: month === '2021-06' ? [revisionHead(1), revisionHead(2)] : [] }),
    diff: (month, from, to) => {
      if (from >= to) throw new PulseError('PULSE_USAGE', `r${from} is not before r${to}`);
      return { ...revisionChange, month, before: from, after: to };
    },
  };

  publish(key: string, snapshot: Snapshot): void {
    const published = { snapshot, version: `v${this.snapshots.size}-${snapshot.counters['contacts']}` };
    this.snapshots.set(key, published);
    for (const listener of this.#updates) listener(key, published);
  }

  /** An alert as it comes in the topic. */
  raise(alert: Alert): void {
    this.board.take(topics.alerts, { key: null, value: Buffer.from(JSON.stringify({ data: alert })) });
    for (const listener of this.#alerts) listener(alert);
  }

  noted(note: NoteOnRecord): void {
    for (const listener of this.#notes) listener(note);
  }

  bearer(role: Role): { authorization: string } {
    return { authorization: `Bearer ${this.tokens[role]}` };
  }

  sources(): ApiSources {
    return {
      intake: {
        publish: async (events) => {
          if (this.refusesToPublish !== null) throw this.refusesToPublish;
          this.accepted.push(...events);
        },
        contactsOf: async (ticketId) => this.contacts.get(ticketId) ?? [],
      },
      figures: this.#figures(),
      revisions: this.revisions,
      tickets: {
        list: async (query) => {
          this.asked.push(query);
          return { asOf: new Date(nowMs).toISOString(), total: 0, next: null, tickets: [] };
        },
      },
      explanations: explaining(new MemoryStore()),
      alerts: this.#alertSource(),
      tokens: tokenStore((id) => this.records.get(id)),
      catalogue: {
        language: 'zh',
        labels: { channel: { phone: '电话' } },
        units: { x: { name: '市甲局', kind: 'department' } },
      },
    };
  }

  #figures(): ApiSources['figures'] {
    return {
      latest: (key) => this.snapshots.get(key) ?? revised.get(key) ?? null,
      keys: () => [...this.snapshots.keys()],
      periods: () =>
        [...this.snapshots].map(([key, { snapshot }]) => ({
          key,
          state: snapshot.state,
          from: snapshot.period.from ?? null,
          to: snapshot.period.to ?? null,
          asOf: snapshot.asOf.instant,
        })),
      compute: async (period) => {
        if (!/^(\w+:)?[\w.-]+$/.test(period) || period.startsWith('nothing')) {
          throw new PulseError('PULSE_USAGE', `"${period}" is no period; write one of month:2021-06`);
        }
        return { ...snapshotOf('month', period, 7), counters: { contacts: 7, 'tickets{unit=x}': 3 } };
      },
      series: async ({ from, measures }) => [{ at: from, ...Object.fromEntries(measures.map((m) => [m, 1])) }],
      onUpdate: (listener) => {
        this.#updates.add(listener);
        return () => void this.#updates.delete(listener);
      },
    };
  }

  #alertSource(): ApiSources['alerts'] {
    return {
      rows: ({ open, kind }) =>
        (open ? this.board.open() : this.board.all()).filter((r) => kind === undefined || r.alert.kind === kind),
      byId: (prefix) => this.board.byId(prefix),
      onAlert: (listener) => {
        this.#alerts.add(listener);
        return () => void this.#alerts.delete(listener);
      },
      onNote: (listener) => {
        this.#notes.add(listener);
        return () => void this.#notes.delete(listener);
      },
      acknowledge: async (alert, said) => {
        this.notes.push(said);
        const action = said.until === undefined ? 'ack' : 'snooze';
        return { alertId: alert.id, action, by: said.by, at: new Date(nowMs).toISOString() };
      },
    };
  }

  options(change: Partial<AppOptions['api'] & object> = {}, top: Partial<AppOptions> = {}): AppOptions {
    const log = (level: string) => (fields: object, message: string) =>
      void this.logged.push({ level, fields: fields as Record<string, unknown>, message });
    return {
      health: {
        live: () => true,
        ready: async () => ({ ready: this.ready, checks: { log: { ok: this.ready, detail: 'it is' } } }),
      },
      metrics: async () => ({ contentType: 'text/plain; version=0.0.4; charset=utf-8', body: 'up 1\n' }),
      logger: { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') },
      trustProxy: false,
      requestTimeoutMs: 30_000,
      api: {
        sources: this.sources(),
        openRead: false,
        metricsToken: false,
        bodyLimits: { event: 10_000, batch: 100_000 },
        limits: { ingest: 100_000, read: 100_000, operate: 100_000 },
        now: () => nowMs,
        defaultKeys: () => ['live', 'month:2021-06'],
        plugins: [],
        dashboard: 'nowhere',
        topicPrefix: 'hotline',
        ...change,
      },
      ...top,
    };
  }
}

export function snapshotOf(kind: Snapshot['period']['kind'], id: string, contacts: number): Snapshot {
  return {
    period: { kind, id, timeZone: 'Asia/Shanghai', ...(kind !== 'live' && { from: '2021-06-01', to: '2021-06-30' }) },
    state: 'running',
    partial: false,
    demo: false,
    revision: 0,
    asOf: { instant: new Date(nowMs).toISOString(), eventTime: null, generation: 1, rollback: 0, offsets: {} },
    calendarMissing: [],
    counters: { contacts },
    indicators: [],
    identities: [],
  };
}

export const overdue = (id = 'ticket-overdue-0123456789abcdef', ticketId = 't-1'): Alert => ({
  id,
  subject: `ticket:["c-1","${ticketId}"]`,
  kind: 'ticket-overdue',
  state: 'open',
  severity: 'critical',
  at: '2021-06-12T09:00:00.000Z',
  firedAt: '2021-06-12T09:00:01.000Z',
  digestOnly: false,
  ticket: {
    contactId: 'c-1',
    ticketId,
    unit: { code: 'x', kind: 'department' },
    nature: 'help',
    urgency: 'normal',
    createdAt: '2021-06-01T09:00:00.000Z',
    dueAt: '2021-06-12T09:00:00.000Z',
    reopenings: 0,
  },
});

type Loose = Record<string, unknown>;

export const callEvent = (id: string, data: Loose = {}): Loose & { data: Loose } => ({
  specversion: '1.0',
  id,
  source: 'urn:test',
  type: 'hotline.call-received.v1',
  time: '2021-06-12T08:31:40+08:00',
  data: { contactId: `c-${id}`, receivedAt: '2021-06-12T08:30:00+08:00', channel: 'phone', answered: true, ...data },
});

export const closing = (id: string, data: Loose = {}): Loose & { data: Loose } => ({
  ...callEvent(id),
  type: 'hotline.ticket-closed.v1',
  data: { ticketId: 't-9', closedAt: '2021-06-12T08:30:00+08:00', ...data },
});

export const creation = (id: string, data: Loose = {}): Loose & { data: Loose } => ({
  ...callEvent(id),
  type: 'hotline.ticket-created.v1',
  data: { ticketId: 't-9', contactId: 'c-9', createdAt: '2021-06-11T08:30:00+08:00', nature: 'help', ...data },
});

export const isEvent = (value: unknown): boolean => parseEvent(value) !== null;

const revisionHead = (revision: number) => ({
  revision,
  decidedAt: '2021-07-12T16:01:00.000Z',
  cutOff: '2021-07-12T16:00:00.000Z',
  generation: 1,
  rollback: 0,
  offsets: { 'hotline.call-received': ['7', '9'] },
  signatures: revision === 1 ? [{ by: '王', note: '', at: '2021-07-13T02:00:00.000Z' }] : [],
});

const revisionChange = {
  changes: [{ counter: 'closed_late', before: 0, after: 1, difference: 1 }],
  causes: [
    {
      ...{ topic: 'hotline.ticket-closed', partition: 0, offset: '5', eventId: 'e5', source: '/test' },
      ...{ type: 'hotline.ticket-closed.v1', contactId: 'c5', ticketId: 't5', at: '2021-07-14T01:00:00.000Z' },
      differences: { closed_late: 1 },
    },
  ],
  total: 1,
  unexplained: {},
  unitsLeftOut: false,
};

const unitCounters = { 'tickets{unit=x}': 3 };
const revised = new Map([
  ['month:2021-06@r1', { snapshot: snapshotOf('month', '2021-06', 22_360), version: 'decided' }],
  [
    'month:2021-06@r1/units',
    { snapshot: { ...snapshotOf('month', '2021-06', 0), counters: unitCounters }, version: 'decided-table' },
  ],
]);
