import type { CounterDefinition, CounterMeasure } from './counter-definition.js';
import { contactCounters } from './definitions-contacts.js';
import { ticketCounters } from './definitions-tickets.js';

/** Every counter that a snapshot can hold. */
export const counterDefinitions: Readonly<Record<CounterMeasure, CounterDefinition>> = {
  ...contactCounters,
  ...ticketCounters,
};
