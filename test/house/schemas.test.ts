import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { apiDocuments } from '../../src/commands/http/describe-api.js';
import { parseEvent } from '../../src/domain/events.js';
import { type JsonSchema, jsonSchemas } from '../../src/domain/json-schemas.js';
import { parsePeriod } from '../../src/domain/period.js';
import { type Snapshot, snapshotSchema } from '../../src/domain/snapshot-schema.js';
import { loadProfile } from '../../src/feeders/simulator/profile.js';
import { simulate } from '../../src/feeders/simulator/simulate.js';
import type { SimulatedEvent } from '../../src/feeders/simulator/wire.js';
import { smallProfile } from '../feeders/simulator/small.js';
import { world } from '../feeders/simulator/support.js';
import { fold, readerOver } from '../support/fold.js';

/**
 * schemas/ is what other programs build on: as files, so that it can be read without ours. Two risks: they are not what
 * the types say any more, and they are not what the program takes and gives. The validator is zod's reading of a JSON Schema.
 */
const folder = new URL('../../schemas/', import.meta.url);
const textOf = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const schemaOf = (name: string): JsonSchema => JSON.parse(textOf(`${name}.schema.json`));
const validator = (name: string) => {
  const schema = z.fromJSONSchema(schemaOf(name) as Parameters<typeof z.fromJSONSchema>[0]);
  return (value: unknown): boolean => schema.safeParse(value).success;
};

describe('the files of schemas/', () => {
  const made = jsonSchemas();

  test('are the schemas of the types and the documents of the API, and no others', async () => {
    const names = [...made.keys(), ...(await apiDocuments()).keys()];
    expect(readdirSync(folder).sort()).toEqual(names.sort());
  });

  test('the documents of the API are not stale (else: npm run build && node scripts/schemas.mjs)', async () => {
    for (const [name, document] of await apiDocuments()) {
      expect([name, JSON.parse(textOf(name))]).toEqual([name, JSON.parse(JSON.stringify(document))]);
    }
  });

  test.each([...made])('%s is not stale (else: npm run build && node scripts/schemas.mjs)', (name, schema) => {
    expect(textOf(name)).toBe(`${JSON.stringify(schema, null, 2)}\n`);
  });

  test.each([...made])('%s names itself and its dialect', (name, schema) => {
    expect(schema['$schema']).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(schema['$id']).toBe(`urn:hotline-pulse:schema:${name.replace('.schema.json', '')}`);
  });
});

type Loose = Record<string, unknown>;
const events: readonly SimulatedEvent[] = [...simulate(loadProfile(smallProfile()), { seed: 1, ...world })];

describe.each(['call-received', 'ticket-created', 'ticket-closed'])('%s', (kind) => {
  const own = events.filter(({ type }) => type === `hotline.${kind}.v1`);
  const isEvent = validator('cloud-event');
  const valid = validator(`${kind}.v1`);
  const takes = (event: unknown): boolean => {
    try {
      parseEvent(event);
      return true;
    } catch {
      return false;
    }
  };
  const first = structuredClone(own[0]) as unknown as Loose & { data: Loose };
  const withData = (change: Loose): Loose => ({ ...first, data: { ...first.data, ...change } });
  const without = (name: string): Loose =>
    withData(Object.fromEntries(Object.keys(first.data).map((k) => [k, k === name ? undefined : first.data[k]])));

  test('every simulated event is one, and no other kind', () => {
    expect(own.length).toBeGreaterThan(50);
    expect(own.filter((event) => !valid(event) || !isEvent(event))).toEqual([]);
    expect(events.filter(({ type }) => type !== `hotline.${kind}.v1`).some(valid)).toBe(false);
  });

  test('every member that the simulator writes is listed', () => {
    const { properties } = schemaOf(`${kind}.v1`) as { properties: { data: { anyOf: { properties: object }[] } } };
    const listed = Object.keys(properties.data.anyOf[0]!.properties);
    const written = new Set(own.flatMap(({ data }) => Object.keys(data)));
    expect([...written].filter((name) => !listed.includes(name))).toEqual([]);
  });

  test.each([
    ['a retraction', { ...first, data: { contactId: 'c', ticketId: 't', deleted: true } }],
    ['a member of the future', withData({ something: { new: [1] } })],
    [
      'an attribute of the future',
      { ...first, traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
    ],
    ['a time in another offset', { ...first, time: '2021-01-01T00:00:00.5-03:30' }],
  ])('%s: the schema and the program take it', (_what, event) => {
    expect([valid(event), isEvent(event), takes(event)]).toEqual([true, true, true]);
  });

  const dated = { 'call-received': 'receivedAt', 'ticket-created': 'createdAt', 'ticket-closed': 'closedAt' }[kind]!;
  const closedList = { 'call-received': 'direction', 'ticket-created': 'nature', 'ticket-closed': 'outcome' }[kind]!;
  test.each([
    ['without contactId', without('contactId')],
    ['without its date', without(dated)],
    ['with a date without offset', withData({ [dated]: '2021-06-12T08:30:00' })],
    ['with a day that is none', withData({ [dated]: '2021-06-31T08:30:00+08:00' })],
    ['with a word that a closed list lacks', withData({ [closedList]: 'whatever' })],
    ['with a negative rev', withData({ rev: -1 })],
    ['with a fraction of a rev', withData({ rev: 0.5 })],
    ['without source', { ...first, source: undefined }],
    ['of another CloudEvents version', { ...first, specversion: '0.3' }],
    ['of another version of its type', { ...first, type: `hotline.${kind}.v2` }],
    ['without data', { ...first, data: undefined }],
  ])('%s: the schema and the program refuse it', (_what, event) => {
    const wire = JSON.parse(JSON.stringify(event)); // as it would be written: what is undefined is not there
    expect([valid(wire), takes(wire)]).toEqual([false, false]);
  });
});

describe('snapshot', () => {
  const valid = validator('snapshot');
  let snapshots: [string, Snapshot][];

  beforeAll(async () => {
    const reader = readerOver(await fold(events.map((event) => parseEvent(event))));
    const asOf = Date.UTC(2021, 1, 20);
    const of = async (name: string): Promise<[string, Snapshot]> => [
      name,
      name === 'live' ? await reader.live(asOf) : await reader.snapshot(parsePeriod(name, 0), asOf, true),
    ];
    snapshots = await Promise.all(['month:2021-02', 'month:2020-02', 'day:2021-01-15', 'year:2021', 'live'].map(of));
  });

  test('what is produced is one', () => {
    for (const [name, snapshot] of snapshots) {
      expect([name, valid(JSON.parse(JSON.stringify(snapshot)))]).toEqual([name, true]);
    }
    const [, month] = snapshots[0]!;
    expect(month.counters['contacts']).toBe(100);
    expect(month.indicators.length).toBeGreaterThan(50);
  });

  test('it has no member that the schema does not list', () => {
    for (const [name, snapshot] of snapshots) {
      expect([name, snapshotSchema.parse(snapshot)]).toEqual([name, JSON.parse(JSON.stringify(snapshot))]);
    }
  });

  test.each<[string, (s: Loose & { asOf: Loose; counters: Loose; indicators: Loose[] }) => void]>([
    ['a value that is a number', (s) => Object.assign(s.indicators[0]!, { value: 93.35 })],
    ['a value in an exponent', (s) => Object.assign(s.indicators[0]!, { value: '9.3e1' })],
    ['a counter that is no integer', (s) => Object.assign(s.counters, { contacts: 0.5 })],
    ['an offset that is a number', (s) => Object.assign(s.asOf, { offsets: { events: [12] } })],
    ['no asOf', (s) => Reflect.deleteProperty(s, 'asOf')],
    ['a state that is none', (s) => Object.assign(s, { state: 'closed' })],
  ])('%s is refused', (_what, spoil) => {
    const spoilt = JSON.parse(JSON.stringify(snapshots[0]![1]));
    spoil(spoilt);
    expect(valid(spoilt)).toBe(false);
  });
});
