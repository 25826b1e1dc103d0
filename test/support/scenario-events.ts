import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';
import type { EventType } from '../../src/domain/events.js';
import type { Snapshot } from '../../src/domain/snapshot-schema.js';
import { readProfile } from '../../src/feeders/simulator/profile-file.js';
import { simulate } from '../../src/feeders/simulator/simulate.js';
import { configuration } from './views.js';

/** One event as it is published. */
export interface Published {
  readonly type: EventType;
  readonly contactId: string;
  readonly text: string;
}

const profile = fileURLToPath(new URL('../../config/profiles/ankang-2021-05-06.yaml', import.meta.url));

/** June 2021 as the report prints it, disordered and with 10 % duplicates: about 38,000 events. */
export function june(seed: number): Published[] {
  const options = { seed, ...configuration.views, disorder: 0.3, duplicates: 0.1, lateClosures: 0.02 };
  const events: Published[] = [];
  for (const event of simulate(readProfile(profile), options)) {
    const contactId = String(event.data.contactId);
    // A contact's month is in its id; what happens to its tickets later carries the same id.
    if (contactId.startsWith('C202106-'))
      events.push({ type: event.type as EventType, contactId, text: JSON.stringify(event) });
  }
  return events;
}

/** A small hand-made stream: one call a contact, answered on 10 June 2021; no tickets. */
export function callsOf(contactIds: readonly string[]): Published[] {
  return contactIds.map((contactId) => {
    const time = '2021-06-10T09:00:00+08:00';
    const event = {
      ...{
        specversion: '1.0',
        id: `${contactId}.received`,
        source: 'urn:test',
        type: 'hotline.call-received.v1',
        time,
      },
      data: { contactId, receivedAt: time, channel: 'phone', answered: true },
    };
    return { type: 'hotline.call-received.v1', contactId, text: JSON.stringify(event) };
  });
}

/** The same of contacts `<name>-<from>` up to `<name>-<to - 1>`. */
export function calls(name: string, from: number, to: number): Published[] {
  return callsOf(Array.from({ length: to - from }, (_, i) => `${name}-${from + i}`));
}

/** The figures of June 2021 in the report. */
export const juneFigures = { contacts: 22361, answered: 20874, tickets: 5793, closed_on_time: 5787 } as const;

export function figuresOf(snapshot: Snapshot | undefined): Partial<Record<keyof typeof juneFigures, number>> {
  const names = Object.keys(juneFigures) as (keyof typeof juneFigures)[];
  return Object.fromEntries(names.map((name) => [name, snapshot?.counters[name]]));
}

const order = (s: Snapshot): string => `${s.asOf.generation}.${s.asOf.rollback}`;

/** Within one generation and rollback number no snapshot may stand for less than one published before it. */
export function expectNeverBackwards(snapshots: readonly Snapshot[]): void {
  const last = new Map<string, Snapshot>();
  for (const next of snapshots) {
    const before = last.get(order(next));
    for (const [topic, offsets] of Object.entries(next.asOf.offsets)) {
      const fallen = offsets.filter((offset, p) => BigInt(offset) < BigInt(before?.asOf.offsets[topic]?.[p] ?? 0));
      expect({ order: order(next), topic, fallen, before: before?.asOf, next: next.asOf }).toMatchObject({
        fallen: [],
      });
    }
    last.set(order(next), next);
  }
}
