import { PulseError } from '../../domain/errors.js';
import { asyncApiDocument } from '../../reporters/http/asyncapi.js';
import { buildApp } from '../../reporters/http/build-app.js';
import type { ApiSources } from '../../reporters/http/sources.js';
import { tablesPlugin } from '../../reporters/tables/tables-plugin.js';

const refuse = (): never => {
  throw new PulseError('PULSE_USAGE', 'nothing stands behind this server: it only describes itself');
};
const never = async (): Promise<never> => refuse();
const nothing = () => [];
const ignored = () => () => undefined;

const sources: ApiSources = {
  intake: { publish: never, contactsOf: never },
  figures: { latest: () => null, keys: nothing, periods: nothing, compute: never, series: never, onUpdate: ignored },
  revisions: { list: refuse, diff: refuse },
  tickets: { list: never },
  explanations: { explain: never, cases: never },
  alerts: {
    rows: nothing,
    byId: () => ({ candidates: [] }),
    onAlert: ignored,
    onNote: ignored,
    acknowledge: never,
  },
  tokens: { verify: async () => null, stands: () => false },
  catalogue: { language: 'zh', labels: {}, units: {} },
};

/** File of `schemas/` → document: what the server tells of itself, and of its topics. */
export async function apiDocuments(): Promise<ReadonlyMap<string, object>> {
  const silent = () => undefined;
  const app = await buildApp({
    health: { live: () => true, ready: never },
    metrics: never,
    logger: { debug: silent, info: silent, warn: silent, error: silent },
    trustProxy: false,
    requestTimeoutMs: 1000,
    api: {
      sources,
      openRead: false,
      metricsToken: false,
      bodyLimits: { event: 1, batch: 1 },
      limits: { ingest: 1, read: 1, operate: 1 },
      now: () => 0,
      defaultKeys: nothing,
      plugins: [tablesPlugin(sources)],
      dashboard: '',
      topicPrefix: 'hotline',
    },
  });
  await app.ready();
  const openApi = app.swagger();
  await app.close();
  return new Map<string, object>([
    ['openapi.json', openApi],
    ['asyncapi.json', asyncApiDocument('hotline')],
  ]);
}
