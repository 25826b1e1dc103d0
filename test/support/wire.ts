import type { EventType } from '../../src/domain/events.js';

/** Events in their wire form, as short as the contract allows; a test adds what it is about. */

type Fields = Record<string, unknown>;

const least: Record<EventType, Fields> = {
  'hotline.call-received.v1': {
    contactId: 'c1',
    receivedAt: '2021-06-12T08:30:00+08:00',
    channel: 'phone',
    answered: true,
  },
  'hotline.ticket-created.v1': {
    ticketId: 't1',
    contactId: 'c1',
    createdAt: '2021-06-12T08:40:00+08:00',
    nature: 'help',
  },
  'hotline.ticket-closed.v1': { ticketId: 't1', contactId: 'c1', closedAt: '2021-06-15T10:00:00+08:00' },
  'hotline.alert-acked.v1': { alertId: 'a1', contactId: 'c1', ticketId: 't1', action: 'ack', by: '张三' },
};

export type Short = 'call' | 'ticket' | 'closing' | 'ack';
export const types: Record<Short, EventType> = {
  call: 'hotline.call-received.v1',
  ticket: 'hotline.ticket-created.v1',
  closing: 'hotline.ticket-closed.v1',
  ack: 'hotline.alert-acked.v1',
};

/** The smallest valid event of a type, with `fields` laid over its data and `envelope` over the rest. */
export function wire(kind: Short, fields: Fields = {}, envelope: Fields = {}): Fields & { data: Fields } {
  const type = types[kind];
  return {
    specversion: '1.0',
    id: 'e1',
    source: '/test',
    type,
    time: '2021-06-12T00:00:00Z',
    ...envelope,
    data: { ...least[type], ...fields },
  };
}

/** An object of objects, `depth` deep, in JSON text: built as text, because nothing recursive could. */
export const deepJson = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
