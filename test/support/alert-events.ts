import { partitionOf } from '../../src/domain/partitioner.js';
import type { Arrival } from './alert-world.js';
import { at, full } from './deadlines.js';
import { type Short, wire } from './wire.js';

/** What happens to tickets of 2021, on its way to an AlertWorld. Ticket n is `Tn` of contact `Cn`; times are `06-12 08:30`. */

let events = 0;

function arrival(kind: Short, time: string, fields: Readonly<Record<string, unknown>>, more: object): Arrival {
  const event = wire(kind, fields, { id: `e${++events}`, time: full(time) }) as Record<string, unknown>;
  return { at: at(time), event: event as unknown as Arrival['event'], ...more };
}

const ids = (n: number) => ({ contactId: `C${n}`, ticketId: `T${n}` });

/** @param more where it goes, and when it gets there, if not at once and at home */
export const opened = (n: number, time: string, fields: object = {}, more: Partial<Arrival> = {}): Arrival =>
  arrival('ticket', time, { ...ids(n), createdAt: full(time), ...fields }, more);

export const closed = (n: number, time: string, fields: object = {}, more: Partial<Arrival> = {}): Arrival =>
  arrival('closing', time, { ...ids(n), closedAt: full(time), ...fields }, more);

/** The call of contact n: about no ticket. */
export const called = (n: number, time: string): Arrival =>
  arrival('call', time, { contactId: `C${n}`, receivedAt: full(time) }, {});

export const homeOf = (n: number, partitions: number): number => partitionOf(`C${n}`, partitions);
/** The first numbers from `from` on whose contacts are at home in this partition. */
export function numbersOf(partition: number, partitions: number, count: number, from = 0): number[] {
  const out: number[] = [];
  for (let n = from; out.length < count; n++) if (homeOf(n, partitions) === partition) out.push(n);
  return out;
}
