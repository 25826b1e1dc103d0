import type { Case, Held, TicketCase } from './case.js';
import { PulseError } from './errors.js';
import type { HotlineEvent } from './events.js';

/**
 * Cases as bytes: JSON arrays whose columns are named here once, so a state holds no field names and no absent tails.
 * Columns may be added at the end of a list; any other change needs a new `stateSchema` and a rebuild.
 */
export const stateSchema = 2;

const contactColumns = [
  'receivedAt', 'channel', 'answered', 'category', 'region', 'topics', 'queuedAt', 'answeredAt', 'abandonedAt', 'endedAt',
  'waitSeconds', 'direction', 'invalid', 'agentId', 'callerHash', 'repeatOf',
] as const; // biome-ignore format: a table
const createdColumns = [
  'createdAt', 'nature', 'urgency', 'category', 'region', 'topics', 'unit', 'dueAt', 'dispatchedAt', 'extensions', 'holds',
  'summary', 'confidential', 'repeatOf',
] as const; // biome-ignore format: a table
const closedColumns = [
  'closedAt', 'repliedAt', 'firstClosedAt', 'reopenings', 'outcome', 'satisfaction', 'unit', 'note',
] as const; // biome-ignore format: a table
const ackedColumns = ['alertId', 'action', 'by', 'until', 'note'] as const;
/** Columns that a retraction has too: which alert it is about. */
const keptOfAck = 1;

/** Lists that are empty far more often than not: kept as absent. */
const lists: ReadonlySet<string> = new Set(['topics', 'extensions', 'holds', 'reopenings']);
/** null is a value of these ("open again"), not an absence; kept as false. */
const nullable: ReadonlySet<string> = new Set(['closedAt']);

type Data = HotlineEvent['data'];
type Row = unknown[];
/** The last two are absent where nobody has said, or been told, anything. */
type TicketRow = [
  id: string,
  created: Row | 0,
  closed: Row | 0,
  acked?: Row | 0,
  told?: [cycle: string, level: number],
];

export function encodeCase(c: Case): Uint8Array {
  const tickets = [...c.tickets].map(([id, t]) => ticketRow(id, t));
  return Buffer.from(JSON.stringify([row(c.contact, contactColumns), ...tickets]));
}

function ticketRow(id: string, t: TicketCase): TicketRow {
  const out: TicketRow = [id, row(t.created, createdColumns), row(t.closed, closedColumns)];
  if (t.acked !== undefined || t.told !== undefined) out.push(row(t.acked, ackedColumns, keptOfAck));
  if (t.told !== undefined) out.push([t.told.cycle, t.told.level]);
  return out;
}

/** @throws PulseError PULSE_STORE when the bytes are no case: the store was written by something else. */
export function decodeCase(contactId: string, bytes: Uint8Array): Case {
  let rows: [Row | 0, ...TicketRow[]];
  try {
    rows = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
  } catch (cause) {
    throw new PulseError('PULSE_STORE', 'a stored case is not readable', { details: { bytes: bytes.length }, cause });
  }
  const [contact, ...ticketRows] = rows;
  const tickets = new Map<string, TicketCase>();
  for (const [ticketId, created, closed, acked = 0, told] of ticketRows) {
    const ids = { ticketId, contactId };
    tickets.set(ticketId, {
      ...(created !== 0 && { created: held(created, createdColumns, ids) as never }),
      ...(closed !== 0 && { closed: held(closed, closedColumns, ids) as never }),
      ...(acked !== 0 && { acked: held(acked, ackedColumns, ids, keptOfAck) as never }),
      ...(told !== undefined && { told: { cycle: told[0], level: told[1] } }),
    });
  }
  return { ...(contact !== 0 && { contact: held(contact, contactColumns, { contactId }) as never }), tickets };
}

/** `kept`: so many of the first columns are those of a retraction too. */
function row(h: Held<Data> | undefined, columns: readonly string[], kept = 0): Row | 0 {
  if (h === undefined) return 0;
  const out: Row = [h.data.rev, h.time, h.id, h.source];
  const data = h.data as unknown as Record<string, unknown>;
  if (h.data.deleted) {
    for (let i = 0; i < kept; i++) out.push(data[columns[i]!]);
    return out;
  }
  let last = 4;
  for (const column of columns) {
    const value = data[column];
    const empty = value === undefined || (lists.has(column) && (value as unknown[]).length === 0);
    out.push(empty ? null : value === null && nullable.has(column) ? false : value);
    if (!empty) last = out.length;
  }
  out.length = last;
  return out;
}

function held(values: Row, columns: readonly string[], ids: object, kept = 0): Held<Data> {
  const [rev, time, id, source] = values as [number, number, string, string];
  const data: Record<string, unknown> = { ...ids, rev };
  // A whole one has more: its first columns are those that every event has.
  if (values.length === 4 + kept) {
    for (let i = 0; i < kept; i++) data[columns[i]!] = values[i + 4];
    data['deleted'] = true;
    return { time, id, source, data: data as unknown as Data };
  }
  columns.forEach((column, i) => {
    const value = values[i + 4] ?? null;
    if (value === null) {
      if (lists.has(column)) data[column] = [];
    } else data[column] = value === false && nullable.has(column) ? null : value;
  });
  return { time, id, source, data: data as unknown as Data };
}
