import fc, { type Arbitrary } from 'fast-check';

/** As much of JSON Schema 2020-12 as our API document uses. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly maxItems?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly example?: unknown;
}

type Components = Readonly<Record<string, JsonSchema>>;

/** Values that a schema allows, or nearly: patterns and formats hold, rules across members do not. */
export function fromSchema(schema: JsonSchema, components: Components): Arbitrary<unknown> {
  const inner = (s: JsonSchema): Arbitrary<unknown> => fromSchema(s, components);
  if (schema.$ref !== undefined) return inner(components[schema.$ref.split('/').at(-1)!] ?? {});
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const either = schema.anyOf ?? schema.oneOf;
  if (either !== undefined) {
    // What stands beside `anyOf` holds as well.
    const { anyOf: _a, oneOf: _o, ...beside } = schema;
    return fc.oneof(
      ...either.map((one) => inner({ ...beside, ...one, properties: { ...beside.properties, ...one.properties } })),
    );
  }
  if (schema.example !== undefined)
    return fc.oneof(fc.constant(schema.example), typed({ ...schema, example: undefined }, inner));
  return typed(schema, inner);
}

function typed(schema: JsonSchema, inner: (s: JsonSchema) => Arbitrary<unknown>): Arbitrary<unknown> {
  const { type, minimum = -1000, maximum = 100_000 } = schema;
  if (Array.isArray(type)) return fc.oneof(...type.map((one) => typed({ ...schema, type: one }, inner)));
  if (schema.properties !== undefined && Object.keys(schema.properties).length > 0) return object(schema, inner);
  switch (type) {
    case 'string':
      return text(schema);
    case 'integer':
      return fc.oneof(
        fc.integer({ min: Math.max(minimum, -(2 ** 31)), max: Math.min(maximum, 2 ** 31 - 1) }),
        fc.constantFrom(minimum, maximum),
      );
    case 'number':
      return fc.double({ min: minimum, max: maximum, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(inner(schema.items ?? {}), { maxLength: Math.min(schema.maxItems ?? 4, 4) });
    case 'object':
      return fc.dictionary(
        fc.string({ maxLength: 6 }),
        typeof schema.additionalProperties === 'object' ? inner(schema.additionalProperties) : fc.jsonValue(),
        { maxKeys: 3 },
      );
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function object(
  { properties = {}, required = [] }: JsonSchema,
  inner: (s: JsonSchema) => Arbitrary<unknown>,
): Arbitrary<unknown> {
  const members = Object.fromEntries(Object.entries(properties).map(([name, s]) => [name, inner(s)]));
  return fc.record(members, { requiredKeys: required.filter((name) => name in members) });
}

const instant = fc
  .date({ min: new Date('1970-01-01T00:00:00Z'), max: new Date('2100-01-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString());

function text({ pattern, format, minLength = 0, maxLength = 40 }: JsonSchema): Arbitrary<string> {
  const size = { minLength, maxLength: Math.max(minLength, Math.min(maxLength, 40)) };
  if (format === 'date-time') return instant;
  if (format === 'date') return instant.map((at) => at.slice(0, 10));
  if (pattern !== undefined && canMake(pattern)) {
    return fc.stringMatching(new RegExp(pattern), { maxLength: size.maxLength });
  }
  return fc.oneof(fc.string(size), fc.string({ unit: 'grapheme', ...size }));
}

/** Word borders and looks ahead are beyond fast-check: any text then, which is one more way to be wrong. */
const canMake = (pattern: string): boolean => !/\\b|\(\?[=!<]/.test(pattern);

/** What breaks careless programs. */
const hostile = fc.oneof(
  fc.constantFrom<unknown>(
    null, '', '\u0000', 'a\u0000b', '\ud800', '\udfff\ud800', '\u202e', '../../etc/passwd', '%00', "' OR 1=1 --", 'a\r\nSet-Cookie: x=1',
    'month:9999-99', 'month:0000-00', 'range:0001-01-01..9999-12-31', '9999-12-31T23:59:60+23:59', '+275760-09-13T00:00:00Z',
    -1, 0, 1e21, 1e308, 2 ** 53, 0.1, true, [], {}, [[]],
  ),
  fc.constant('x'.repeat(9000)),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.jsonValue({ maxDepth: 3 }),
  fc.constant(JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}')),
); // biome-ignore format: a table

export const hostileValue: Arbitrary<unknown> = hostile;

/** The same value, one place of it replaced, taken away, or added. */
export function spoilt(value: Arbitrary<unknown>): Arbitrary<unknown> {
  return fc.tuple(value, fc.nat(), hostile).map(([whole, where, bad]) => replaceAt(whole, where, bad));
}

function replaceAt(value: unknown, where: number, bad: unknown): unknown {
  if (typeof value !== 'object' || value === null) return bad;
  const keys = Object.keys(value);
  const at = where % (keys.length + 2);
  if (at === keys.length) return bad;
  if (at > keys.length) return Array.isArray(value) ? [...value, bad] : { ...value, surprise: bad };
  const key = keys[at]!;
  const rest = Math.floor(where / (keys.length + 2));
  const inner = (value as Record<string, unknown>)[key];
  const next = rest % 3 === 0 ? bad : replaceAt(inner, Math.floor(rest / 3), bad);
  if (Array.isArray(value)) return value.map((v, i) => (i === at ? next : v));
  const { [key]: _, ...others } = value as Record<string, unknown>;
  return rest % 7 === 6 ? others : { ...others, [key]: next };
}
