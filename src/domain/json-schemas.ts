import { z } from 'zod';
import { alertSchema } from './alert.js';
import { dataSchemas, type EventType, envelopeSchema, eventTypes } from './events.js';
import { snapshotSchema } from './snapshot-schema.js';

/** JSON Schemas (2020-12) of the contracts that others build on, made from the zod types. `schemas/` holds them as files. */

export type JsonSchema = Readonly<Record<string, unknown>>;

const descriptions: Readonly<Record<EventType, string>> = {
  'hotline.call-received.v1': 'A contact: a call, letter or message of a citizen.',
  'hotline.ticket-created.v1': 'A work order that a contact led to.',
  'hotline.ticket-closed.v1': 'What is known of the closing of a work order; `closedAt: null`: open again.',
  'hotline.alert-acked.v1': 'Somebody took note of an alert, or put off what it goes on to say until an instant.',
};
const everyEvent =
  'A CloudEvent 1.0 in structured mode; record key = `data.contactId`. `data` is the whole known state of its entity, or its ' +
  'retraction (`deleted: true`). Optional members may be left out; null and an empty text are read as absent. Members that ' +
  'are not listed are tolerated and dropped.';

/** File name → JSON Schema of the wire form: what a producer writes, and what a consumer of snapshots reads. */
export function jsonSchemas(): ReadonlyMap<string, JsonSchema> {
  const envelope = envelopeSchema.extend({ data: z.record(z.string(), z.unknown()) });
  return new Map([
    named('cloud-event', envelope, 'The envelope of every input event (CloudEvents 1.0).'),
    ...eventTypes.map((type) => named(shortName(type), eventOf(type), `${descriptions[type]} ${everyEvent}`)),
    named('snapshot', snapshotSchema, 'The figures of a period: `data` of a record of the snapshots topic.'),
    named(
      'alert',
      alertSchema,
      'An alert: `data` of a record of the alerts topic, which is a CloudEvent of type hotline.alert.v1.',
    ),
  ]);
}

/** `hotline.call-received.v1` → `call-received.v1` */
const shortName = (type: EventType): string => type.slice('hotline.'.length);

function eventOf(type: EventType): z.ZodType {
  const { whole, retracted } = dataSchemas[type];
  return envelopeSchema.extend({ type: z.literal(type), data: z.union([whole, retracted]) });
}

function named(name: string, schema: z.ZodType, description: string): [string, JsonSchema] {
  // `readonly` says that our code does not change the object, not that others may not.
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input', override: (c) => delete c.jsonSchema.readOnly });
  return [
    `${name}.schema.json`,
    { $schema, $id: `urn:hotline-pulse:schema:${name}`, title: name, description, ...rest },
  ];
}
