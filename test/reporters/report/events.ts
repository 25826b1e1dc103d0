import { wire } from '../../support/wire.js';

/** A month as short as it can be, in the events' wire form. */

interface TicketWish {
  readonly unit?: { readonly code: string; readonly kind: string };
  readonly nature?: string;
  readonly topics?: readonly string[];
  readonly category?: string;
  readonly region?: string;
  readonly summary?: string;
  readonly confidential?: boolean;
  readonly month?: string;
  /** null: open. */
  readonly closedAt?: string | null;
  readonly satisfaction?: object;
}

/** A call on the 7th of the month that was answered, or was not. */
export const call = (id: string, fields: object = {}, month = '2021-06') =>
  wire('call', { contactId: id, receivedAt: `${month}-07T09:00:00+08:00`, ...fields }, { id: `call-${id}` });

/** An answered call and its ticket, due on the 14th (15 June: the 14th is a holiday), closed on the 8th unless said otherwise. */
export function ticket(id: string, wish: TicketWish = {}): object[] {
  const { month = '2021-06', closedAt = `${month}-08T10:00:00+08:00`, satisfaction, ...fields } = wish;
  const { topics, category, region } = fields;
  const ids = { contactId: id, ticketId: `t-${id}` };
  const created = {
    ...ids,
    createdAt: `${month}-07T09:10:00+08:00`,
    unit: { code: '市商务局', kind: 'department' },
    ...fields,
  };
  const events: object[] = [
    call(id, { ...(topics && { topics }), ...(category && { category }), ...(region && { region }) }, month),
    wire('ticket', created, { id: `ticket-${id}` }),
  ];
  if (closedAt !== null)
    events.push(wire('closing', { ...ids, closedAt, ...(satisfaction && { satisfaction }) }, { id: `closing-${id}` }));
  return events;
}
