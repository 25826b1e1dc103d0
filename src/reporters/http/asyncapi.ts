import { refusalReasons } from '../../domain/events.js';
import { type JsonSchema, jsonSchemas } from '../../domain/json-schemas.js';

/** AsyncAPI 3.0 of the topics that others write to or read. */

interface Channel {
  readonly topic: string;
  /** Whether other programs send it, or receive it. */
  readonly direction: 'send' | 'receive';
  readonly summary: string;
  readonly key: string;
  readonly payload: JsonSchema;
  readonly kept: string;
}

const contactId = '`data.contactId` in UTF-8; partition by murmur2, as Java does it';
const forEver = 'kept for ever, not compacted';

/** @param prefix first word of the topics: the namespace */
export function asyncApiDocument(prefix: string): Readonly<Record<string, unknown>> {
  const list = channels();
  const entries = Object.entries(list);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'hotline-pulse topics',
      version: '1',
      description:
        'CloudEvents 1.0 as JSON, in structured mode; binary mode (ce_ headers) is understood in the inputs. Times are RFC 3339 with offset.',
      license: { name: 'MIT' },
    },
    defaultContentType: 'application/cloudevents+json',
    channels: Object.fromEntries(entries.map(([name, c]) => [name, channelOf(name, `${prefix}.${c.topic}`, c)])),
    operations: Object.fromEntries(
      entries.map(([name, { direction, summary }]) => [
        `${direction}-${name}`,
        { action: direction, channel: { $ref: `#/channels/${name}` }, summary },
      ]),
    ),
    components: {
      messages: Object.fromEntries(
        entries.map(([name, c]) => [
          name,
          {
            name,
            contentType: 'application/cloudevents+json',
            payload: c.payload,
            bindings: { kafka: { key: { type: 'string', description: c.key } } },
          },
        ]),
      ),
    },
  };
}

const channelOf = (name: string, address: string, { summary, kept }: Channel): object => ({
  address,
  title: address,
  summary,
  description: kept,
  messages: { [name]: { $ref: `#/components/messages/${name}` } },
});

function channels(): Readonly<Record<string, Channel>> {
  const files = jsonSchemas();
  const schema = (name: string): JsonSchema => {
    const { $schema: _dialect, $id: _id, ...rest } = files.get(`${name}.schema.json`) ?? {};
    return rest;
  };
  const input = (topic: string, summary: string): Channel => ({
    topic,
    direction: 'send',
    summary,
    key: contactId,
    payload: schema(topic === 'alert-acks' ? 'alert-acked.v1' : `${topic}.v1`),
    kept: forEver,
  });
  return {
    'call-received': input('call-received', 'A contact: a call, letter or message of a citizen.'),
    'ticket-created': input('ticket-created', 'A work order that a contact led to.'),
    'ticket-closed': input('ticket-closed', 'What is known of the closing of a work order.'),
    'alert-acks': input('alert-acks', 'Somebody took note of an alert.'),
    ...outputs(schema),
  };
}

function outputs(schema: (name: string) => JsonSchema): Readonly<Record<string, Channel>> {
  return {
    snapshots: {
      topic: 'snapshots',
      direction: 'receive',
      summary: 'Figures of a period. Ignore one that is older by (generation, rollback, offsets) than what you have.',
      key: 'the period: `live`, `month:2021-06`, `month:2021-06/units`',
      payload: eventOf('hotline.snapshot.v1', schema('snapshot')),
      kept: 'compacted, one partition',
    },
    alerts: {
      topic: 'alerts',
      direction: 'receive',
      summary: 'What people should be told. At least once: the same id is the same alert.',
      key: 'contactId of the ticket, or the kind of an alert about no ticket',
      payload: eventOf('hotline.alert.v1', schema('alert')),
      kept: '400 days',
    },
    'dead-letters': {
      topic: 'dead-letters',
      direction: 'receive',
      summary: 'Records of the inputs that were refused, as they came, with the reason.',
      key: '`topic/partition/offset` of the record: a repeat is recognisable',
      payload: eventOf('hotline.dead-letter.v1', deadLetter),
      kept: '90 days',
    },
  };
}

const text = { type: 'string' };

const deadLetter: JsonSchema = {
  type: 'object',
  required: ['topic', 'partition', 'offset', 'reason', 'problems'],
  properties: {
    topic: text,
    partition: { type: 'integer' },
    offset: { type: 'string', description: 'decimal' },
    reason: { enum: [...refusalReasons] },
    problems: { type: 'array', items: text, description: 'one text a field' },
  },
};

/** What we publish ourselves is a CloudEvent of one type around its data. */
const eventOf = (type: string, data: JsonSchema): JsonSchema => ({
  type: 'object',
  required: ['specversion', 'id', 'source', 'type', 'time', 'data'],
  properties: {
    specversion: { const: '1.0' },
    id: text,
    source: text,
    type: { const: type },
    subject: text,
    time: { type: 'string', format: 'date-time' },
    datacontenttype: { const: 'application/json' },
    data,
  },
});
