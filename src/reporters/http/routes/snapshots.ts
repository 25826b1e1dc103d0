import { createHash } from 'node:crypto';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { PulseError } from '../../../domain/errors.js';
import { type Instant, parseInstant } from '../../../domain/instant.js';
import { type Snapshot, snapshotSchema } from '../../../domain/snapshot-schema.js';
import type { RouteContext } from '../api.js';
import { Problem } from '../problems.js';
import { described, json } from '../route-docs.js';
import type { FigureSource } from '../sources.js';

/** For the API document: what is no period is refused in words that name all forms. */
const month = '(0[1-9]|1[0-2])';
const day = String.raw`\d{4}-${month}-(0[1-9]|[12]\d|3[01])`;
const forms = [
  'live',
  String.raw`(month:)?\d{4}-${month}`,
  `(day:)?${day}`,
  String.raw`(week:)?\d{4}-W(0[1-9]|[1-4]\d|5[0-3])`,
  String.raw`(quarter:)?\d{4}-Q[1-4]`,
  String.raw`(half:)?\d{4}-H[12]`,
  String.raw`(year:)?\d{4}`,
  String.raw`(range:)?${day}\.\.${day}`,
  '(rolling:)?30d',
];
const params = z.object({
  period: z
    .string()
    .max(60)
    .meta({ example: 'month:2021-06', pattern: `^(${forms.join('|')})$` }),
});
const query = z.object({
  at: z
    .string()
    .max(60)
    .optional()
    .meta({ format: 'date-time', description: 'open tickets are compared with their due times as of this instant' }),
  units: z.enum(['true', 'false']).optional().meta({ description: 'true: with the figures of single units' }),
});
const periods = z.object({
  periods: z.array(
    z.object({
      key: z.string(),
      state: z.enum(['running', 'provisional', 'final']),
      from: z.string().nullable().meta({ description: 'first local day; null: the live windows' }),
      to: z.string().nullable(),
      asOf: z.string().meta({ format: 'date-time' }),
    }),
  ),
});

/** GET /v1/snapshots/{period} and /v1/periods. */
export const snapshotRoutes =
  ({ api, access }: RouteContext): FastifyPluginCallbackZod =>
  (app, _, done) => {
    const texts = new Texts();
    app.get(
      '/v1/snapshots/:period',
      { schema: described('snapshot', { params, querystring: query }, docs), onRequest: access('read') },
      async (request, reply) => {
        const { at, units } = request.query;
        const asked = { period: request.params.period, at: instantOf(at), units: units === 'true' };
        const isFixed = isRevision(asked.period);
        const { text, version } = isFixed ? revised(api.figures, asked) : await found(api.figures, asked, texts);
        const etag = `"${version}"`;
        // A read that was allowed may still have been meant for one reader only.
        const cache = isFixed ? 'private, max-age=86400, immutable' : 'private, no-cache';
        void reply.headers({ etag, 'cache-control': cache, vary: 'Authorization' });
        if (matches(request.headers['if-none-match'], etag)) return reply.code(304).send();
        return reply.type('application/json; charset=utf-8').send(text);
      },
    );
    app.get('/v1/periods', { schema: described('periods', {}, listDocs), onRequest: access('read') }, () => ({
      periods: api.figures.periods(),
    }));
    done();
  };

const docs = {
  200: { description: 'The snapshot.', content: json(snapshotSchema) },
  304: { description: 'It is as it was (If-None-Match).', content: { 'text/plain': { schema: z.string() } } },
};
const listDocs = { 200: { description: 'Published periods.', content: json(periods) } };

interface Asked {
  readonly period: string;
  readonly at: Instant | null;
  readonly units: boolean;
}

interface Answer {
  readonly text: string;
  readonly version: string;
}

async function found(figures: FigureSource, { period, at, units }: Asked, texts: Texts): Promise<Answer> {
  const published = at === null && !units ? figures.latest(period) : null;
  if (published !== null) return { text: texts.of(published.snapshot), version: published.version };
  const whole = await computed(figures, period, at);
  const text = JSON.stringify(units ? whole : withoutUnits(whole));
  return { text, version: createHash('sha256').update(text).digest('base64url').slice(0, 22) };
}

const isRevision = (period: string): boolean => period.includes('@');

/** A revision, as it was decided: it has its own instant, and never changes. */
function revised(figures: FigureSource, { period, at, units }: Asked): Answer {
  if (at !== null) throw new Problem('invalid-period', `${period} has its own instant: leave out at`);
  const known = figures.latest(period);
  if (known === null) throw new Problem('invalid-period', `there is no revision ${period}`);
  const table = units ? figures.latest(`${period}/units`) : null;
  const text = JSON.stringify(table === null ? known.snapshot : withUnits(known.snapshot, table.snapshot));
  return { text, version: `${known.version}${units ? '-units' : ''}` };
}

const withUnits = (s: Snapshot, units: Snapshot): Snapshot => ({
  ...s,
  counters: { ...s.counters, ...units.counters },
  indicators: [...s.indicators, ...units.indicators],
  identities: [...s.identities, ...units.identities],
});

async function computed(figures: FigureSource, period: string, at: Instant | null): Promise<Snapshot> {
  try {
    return await figures.compute(period, at);
  } catch (error) {
    if (!(error instanceof PulseError) || error.code !== 'PULSE_USAGE') throw error;
    throw new Problem('invalid-period', error.message, { cause: error });
  }
}

/** As published ones are: the figures of single units are a table of their own. */
function withoutUnits(s: Snapshot): Snapshot {
  const ofUnit = (name: string): boolean => /[{,]unit=/.test(name);
  return {
    ...s,
    counters: Object.fromEntries(Object.entries(s.counters).filter(([name]) => !ofUnit(name))),
    indicators: s.indicators.filter((i) => !('unit' in i.labels)),
    identities: s.identities.filter((i) => !i.id.includes('{unit}')),
  };
}

/** The text of a published snapshot, made once however many ask. */
class Texts {
  readonly #texts = new WeakMap<Snapshot, string>();

  of(snapshot: Snapshot): string {
    const text = this.#texts.get(snapshot) ?? JSON.stringify(snapshot);
    this.#texts.set(snapshot, text);
    return text;
  }
}

function instantOf(text: string | undefined): Instant | null {
  if (text === undefined) return null;
  const at = parseInstant(text);
  if (at !== null) return at;
  const problem = 'querystring.at: not an RFC 3339 date-time with offset, such as 2021-07-13T00:00:00+08:00';
  throw new Problem('invalid-request', problem, { members: { problems: [problem] } });
}

/** RFC 9110, section 13.1.2: weak comparison. */
function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
}
