import swagger from '@fastify/swagger';
import type { FastifyInstance, FastifySchema } from 'fastify';
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { globalRegistry, z } from 'zod';
import { alertSchema } from '../../domain/alert.js';
import { type JsonSchema, jsonSchemas } from '../../domain/json-schemas.js';
import { snapshotSchema } from '../../domain/snapshot-schema.js';
import { alertRowSchema } from '../alerts/row-json.js';
import { eventTypesTaken } from './event-request.js';
import { problemSchema, problemType } from './problems.js';

/** OpenAPI 3.1 of everything that the server answers, made from the schemas that it checks with. */

const schemaRegistry = z.registry<{ id?: string | undefined }>();
schemaRegistry.add(snapshotSchema, { id: 'Snapshot' });
schemaRegistry.add(alertSchema, { id: 'Alert' });
schemaRegistry.add(alertRowSchema, { id: 'AlertRow' });
schemaRegistry.add(problemSchema, { id: 'Problem' });

/** Input events, as `schemas/` has them: name of the component → file. */
const events = {
  CallReceived: 'call-received.v1.schema.json',
  TicketCreated: 'ticket-created.v1.schema.json',
  TicketClosed: 'ticket-closed.v1.schema.json',
  AlertAcked: 'alert-acked.v1.schema.json',
} as const;

/** What the settings make of who may do what. */
export interface OpenTo {
  /** Reading needs no token. */
  readonly openRead: boolean;
  /** Metrics need the role `read`. */
  readonly metricsToken: boolean;
}

/** Descriptions, examples and patterns stand in the registry of all schemas; ours only knows the components' names. */
const zodToJsonConfig: NonNullable<Parameters<typeof createJsonSchemaTransform>[0]['zodToJsonConfig']> = {
  override: ({ zodSchema, jsonSchema }) => void Object.assign(jsonSchema, globalRegistry.get(zodSchema)),
};

export async function addOpenApi(app: FastifyInstance, open: OpenTo): Promise<void> {
  const toJson = createJsonSchemaTransform({ schemaRegistry, zodToJsonConfig });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'hotline-pulse',
        version: '1',
        description:
          'Figures of a citizen hotline, live from its events. Errors are RFC 9457 problem details; programs match on `code`.',
        license: { name: 'MIT' },
      },
      servers: [{ url: '/' }],
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', description: 'hp_…, made by `pulse token new ROLE`' },
        },
      },
    },
    transform: (document) => {
      const made = toJson(document);
      const { config } = document.route;
      if (config !== undefined && 'takesEvents' in config) made.schema = { ...made.schema, body: eventBody };
      const schema = withResponses(made.schema as FastifySchema | undefined);
      return { ...made, schema: withSecurity(schema, open) };
    },
    transformObject: (document) =>
      tidied(createJsonSchemaTransformObject({ schemaRegistry, zodToJsonConfig })(document)),
  });
}

const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });
const anyEvent = { anyOf: Object.keys(events).map(ref) };
const batch = { type: 'array', items: ref('Event'), maxItems: 10_000 };
const eventBody = {
  content: {
    [eventTypesTaken.structured]: { schema: ref('Event') },
    [eventTypesTaken.batch]: { schema: batch },
    [eventTypesTaken.json]: {
      schema: { anyOf: [ref('Event'), batch], description: 'with ce- headers: the data of one event, in binary mode' },
    },
  },
};

const readers = [{ token: ['read'] }];

/** Bytes have no schema in OpenAPI 3.1. */
const files = {
  'text/csv': { schema: { type: 'string' } },
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': { schema: {} },
};

/** Routes of other parts say less of themselves. */
function withResponses(schema: FastifySchema | undefined): FastifySchema {
  if (schema?.response !== undefined || (schema as { hide?: boolean } | undefined)?.hide === true) return schema ?? {};
  const content = { [problemType]: { schema: ref('Problem') } };
  return {
    ...schema,
    security: readers,
    response: {
      200: { description: 'The file.', content: files },
      400: { description: 'invalid-request', content },
      503: { description: 'unavailable', content },
      default: { description: 'Any other problem', content },
    },
  } as FastifySchema;
}

/** What needs a token on this very server. */
function withSecurity(schema: FastifySchema, { openRead, metricsToken }: OpenTo): FastifySchema {
  if (schema.operationId === 'metrics' && metricsToken) return { ...schema, security: readers };
  const isRead = schema.security?.some(({ token }) => token?.includes('read')) ?? false;
  return isRead && openRead ? { ...schema, security: [...readers, {}] } : schema;
}

/** Names each component once, and adds what no zod schema of a route says. */
function tidied(document: unknown): object {
  const text = JSON.stringify(document, (key, value) => (key === 'readOnly' ? undefined : value));
  const made = JSON.parse(text) as { components: { schemas: Record<string, JsonSchema> } };
  const schemas = Object.entries(made.components.schemas).filter(([name]) => !name.endsWith('Input'));
  const files = jsonSchemas();
  for (const [name, file] of Object.entries(events)) {
    const { $schema: _dialect, $id: _id, ...schema } = files.get(file) ?? {};
    schemas.push([name, closingWithoutContact(name, schema)]);
  }
  schemas.push(['Event', anyEvent]);
  made.components.schemas = Object.fromEntries(schemas.sort(([a], [b]) => (a < b ? -1 : 1)));
  return made;
}

/** Over HTTP a closing may leave out its contactId. */
function closingWithoutContact(name: string, schema: JsonSchema): JsonSchema {
  if (name !== 'TicketClosed') return schema;
  const copy = structuredClone(schema) as { properties: { data: { anyOf: { required: string[] }[] } } };
  for (const form of copy.properties.data.anyOf) form.required = form.required.filter((r) => r !== 'contactId');
  return copy as unknown as JsonSchema;
}
