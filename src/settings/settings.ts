import { isIP } from 'node:net';
import { z } from 'zod';
import { PulseError } from '../domain/errors.js';
import { zoneOf } from '../domain/zone.js';

/** config/pulse.yaml and the environment, validated whole: every problem in one message, unknown keys refused. */

const ms = z.int().positive();
const zone = z.string().refine(isZone, { error: 'not a time zone of the IANA data base, such as Asia/Shanghai' });

const kafkaSchema = z.strictObject({
  brokers: z
    .array(z.string().regex(/^.+:\d+$/, 'not host:port'))
    .min(1)
    .default(['localhost:9092']),
  clientId: z.string().min(1).default('hotline-pulse'),
  sessionTimeoutMs: ms.default(30_000),
  maxBytesPerPartition: z.int().positive().default(1_048_576),
  ssl: z
    .union([
      z.boolean(),
      z.strictObject({ ca: z.string().optional(), cert: z.string().optional(), key: z.string().optional() }),
    ])
    .default(false)
    .describe('true, or PEM files: ca, cert, key'),
  sasl: z
    .strictObject({
      mechanism: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']),
      username: z.string().min(1),
      password: z.string().min(1),
    })
    .optional(),
});

const redisSchema = z.strictObject({
  url: z.string().min(1).default('redis://localhost:6379'),
  cluster: z.boolean().default(false),
  commitTimeoutMs: ms.default(5000),
});

const port = z.int().min(0).max(65_535);
const proxyWords =
  'false, the number of proxies in front (1 to 10), or the list of their addresses and networks, such as 10.0.0.5 or 10.0.0.0/8';
/** Whose X-Forwarded-For is believed. Not `true`: then whoever asks could name any address as his own. */
const trustProxy = z.union(
  [
    z.literal(false),
    z.int().min(1, proxyWords).max(10, proxyWords),
    z.array(z.string().refine(isNetwork, 'no address or network of a proxy')).min(1, proxyWords),
  ],
  proxyWords,
);
const perMinute = z.int().positive();
const httpSchema = z
  .strictObject({
    host: z.string().min(1).default('127.0.0.1'),
    port: port.optional().describe('absent: 8080; 0: any that is free'),
    processPort: port.nullable().default(null).describe('of `pulse process`: health and metrics only; null: none'),
    notifyPort: port.nullable().default(null).describe('of `pulse notify`: health and metrics only; null: none'),
    trustProxy: trustProxy.default(false),
    openRead: z.boolean().default(false),
    metricsToken: z.boolean().default(false),
    tls: z.strictObject({ cert: z.string().min(1), key: z.string().min(1) }).optional(),
    bodyLimitBytes: z.int().min(1024).max(4_194_304).default(1_048_576),
    batchLimitBytes: z.int().min(1024).max(67_108_864).default(8_388_608),
    requestTimeoutMs: ms.default(30_000),
    readyLagSeconds: z.int().positive().default(30),
    rateLimits: z
      .strictObject({
        ingestPerMinute: perMinute.default(6000),
        readPerMinute: perMinute.default(6000),
        operatePerMinute: perMinute.default(120),
      })
      .prefault({}),
  })
  .refine((h) => h.bodyLimitBytes <= h.batchLimitBytes, {
    error: 'a batch must have room for one event: at least bodyLimitBytes',
    path: ['batchLimitBytes'],
  });

export const settingsSchema = z
  .strictObject({
    namespace: z
      .string()
      .regex(/^[a-z0-9][a-z0-9._-]{0,60}$/, 'lower-case letters, digits, dot, dash, underscore')
      .default('hotline'),
    timeZone: zone.default('Asia/Shanghai'),
    dataDir: z.string().min(1).default('./pulse-data'),
    log: z
      .strictObject({
        kind: z.enum(['embedded', 'kafka']).default('embedded'),
        partitions: z.int().min(1).max(1024).default(4),
        allowUnsafe: z.boolean().default(false),
        kafka: kafkaSchema.prefault({}),
      })
      .prefault({}),
    store: z
      .strictObject({ kind: z.enum(['embedded', 'redis']).default('embedded'), redis: redisSchema.prefault({}) })
      .prefault({}),
    processing: z
      .strictObject({
        maxRecords: z.int().min(1).max(20_000).default(2000),
        maxBytes: z.int().min(1024).default(2_097_152),
        idleCheckMs: ms.default(1000),
        noteOffsetsMs: ms.default(5000),
        timersMs: ms.default(1000),
      })
      .prefault({}),
    snapshots: z.strictObject({ intervalMs: ms.default(1000), unitsIntervalMs: ms.default(10_000) }).prefault({}),
    revision: z
      .strictObject({
        cutOffDay: z
          .int()
          .min(1)
          .max(28)
          .default(12)
          .describe('a month is cut off at 24:00 of this day of the next one'),
        settleMinutes: z
          .int()
          .min(0)
          .max(10_080)
          .default(60)
          .describe('so long, late changes are gathered into one revision'),
      })
      .prefault({}),
    http: httpSchema.prefault({}),
    logging: z
      .strictObject({ level: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info') })
      .prefault({}),
  })
  .refine((s) => s.log.kind !== 'kafka' || s.store.redis.commitTimeoutMs * 3 < s.log.kafka.sessionTimeoutMs, {
    error: 'three commits must fit into log.kafka.sessionTimeoutMs, or a slow store loses the partitions',
    path: ['store', 'redis', 'commitTimeoutMs'],
  })
  .refine((s) => !(s.log.kind === 'kafka' && s.store.kind === 'embedded'), {
    error:
      'a Kafka log needs the redis store (PULSE_STORE=redis): processors on other machines cannot see the embedded one',
    path: ['store', 'kind'],
  })
  .refine((s) => !(s.log.kind === 'embedded' && s.store.kind === 'redis'), {
    error: 'the embedded log goes with the embedded store: both must fall back together',
    path: ['store', 'kind'],
  });

export type Settings = z.output<typeof settingsSchema>;

type Read = (text: string) => unknown;
const text: Read = (t) => t;
const number: Read = (t) => (t.trim() === '' || Number.isNaN(Number(t)) ? t : Number(t));
const flag: Read = (t) => (/^(true|1|yes)$/i.test(t) ? true : /^(false|0|no)$/i.test(t) ? false : t);
const list: Read = (t) => t.split(',').map((s) => s.trim());
const proxies: Read = (t) => (/^\s*\d+\s*$/.test(t) ? Number(t) : flag(t) === false ? false : list(t));

/** Environment variable → the setting that it overrides, and how its text is read. */
export const environment: Readonly<Record<string, readonly [path: string, read: Read]>> = {
  PULSE_NAMESPACE: ['namespace', text],
  PULSE_TIME_ZONE: ['timeZone', text],
  PULSE_DATA_DIR: ['dataDir', text],
  PULSE_LOG: ['log.kind', text],
  PULSE_PARTITIONS: ['log.partitions', number],
  PULSE_ALLOW_UNSAFE: ['log.allowUnsafe', flag],
  KAFKA_BROKERS: ['log.kafka.brokers', list],
  KAFKA_CLIENT_ID: ['log.kafka.clientId', text],
  KAFKA_SESSION_TIMEOUT_MS: ['log.kafka.sessionTimeoutMs', number],
  KAFKA_SSL: ['log.kafka.ssl', flag],
  KAFKA_SSL_CA: ['log.kafka.ssl.ca', text],
  KAFKA_SSL_CERT: ['log.kafka.ssl.cert', text],
  KAFKA_SSL_KEY: ['log.kafka.ssl.key', text],
  KAFKA_SASL_MECHANISM: ['log.kafka.sasl.mechanism', text],
  KAFKA_SASL_USERNAME: ['log.kafka.sasl.username', text],
  KAFKA_SASL_PASSWORD: ['log.kafka.sasl.password', text],
  PULSE_STORE: ['store.kind', text],
  REDIS_URL: ['store.redis.url', text],
  REDIS_CLUSTER: ['store.redis.cluster', flag],
  PULSE_SNAPSHOT_INTERVAL_MS: ['snapshots.intervalMs', number],
  PULSE_HTTP_HOST: ['http.host', text],
  PULSE_HTTP_PORT: ['http.port', number],
  PULSE_HTTP_PROCESS_PORT: ['http.processPort', number],
  PULSE_HTTP_NOTIFY_PORT: ['http.notifyPort', number],
  PULSE_HTTP_TRUST_PROXY: ['http.trustProxy', proxies],
  PULSE_HTTP_OPEN_READ: ['http.openRead', flag],
  PULSE_HTTP_TLS_CERT: ['http.tls.cert', text],
  PULSE_HTTP_TLS_KEY: ['http.tls.key', text],
  PULSE_LOG_LEVEL: ['logging.level', text],
};

/** Names that are read elsewhere: the folder of the configuration itself. */
export const environmentKeys: readonly string[] = [...Object.keys(environment), 'PULSE_CONFIG_DIR'];

/**
 * The settings of a file (already parsed; undefined: none) under an environment.
 *
 * @throws PulseError PULSE_CONFIG with every problem in its message; unknown keys and unknown PULSE_ variables are problems.
 */
export function loadSettings(raw: unknown, env: Readonly<Record<string, string | undefined>>): Settings {
  const merged = structuredClone(raw ?? {}) as Record<string, unknown>;
  const from = new Map<string, string>();
  for (const [name, [path, read]] of Object.entries(environment)) {
    const value = env[name];
    // A file that is no object at all is refused below.
    if (value === undefined || value === '' || typeof merged !== 'object') continue;
    put(merged, path.split('.'), read(value));
    from.set(path, name);
  }
  const problems = Object.keys(env)
    .filter((name) => name.startsWith('PULSE_') && !environmentKeys.includes(name))
    .map((name) => `${name}: no such variable; known are ${environmentKeys.join(', ')}`);
  const parsed = settingsSchema.safeParse(merged);
  for (const issue of parsed.error?.issues ?? []) {
    const path = issue.path.join('.');
    const name = [...from].find(([p]) => path === p || path.startsWith(`${p}.`))?.[1];
    problems.push(`${name ?? `pulse.yaml${path === '' ? '' : `: ${path}`}`}: ${issue.message}`);
  }
  if (problems.length > 0 || !parsed.success) {
    throw new PulseError('PULSE_CONFIG', problems.join('\n'), { details: { problems } });
  }
  return parsed.data;
}

function put(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [key, ...rest] = path as [string, ...string[]];
  if (rest.length === 0) {
    target[key] = value;
    return;
  }
  const inner = target[key];
  const next = typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : {};
  target[key] = next;
  put(next, rest, value);
}

/** An address, or one with the length of its network's prefix. */
function isNetwork(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/');
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return more.length === 0 && (prefix === undefined ? most > 0 : /^\d{1,3}$/.test(prefix) && Number(prefix) <= most);
}

function isZone(id: string): boolean {
  try {
    zoneOf(id);
    return true;
  } catch {
    return false;
  }
}
