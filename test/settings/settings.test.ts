import { describe, expect, test } from '@jest/globals';
import { PulseError } from '../../src/domain/errors.js';
import { environment, environmentKeys, loadSettings, type Settings } from '../../src/settings/settings.js';

/**
 * Settings from a file and the environment: what holds when neither says anything, which of the two wins, how texts are
 * read, and that whatever is wrong is told at once, each by the name of the place where it stands.
 */

type Env = Record<string, string | undefined>;
function problems(raw: unknown, env: Env = {}): readonly string[] {
  try {
    loadSettings(raw, env);
  } catch (error) {
    if (!(error instanceof PulseError) || error.code !== 'PULSE_CONFIG') throw error;
    const list = error.details['problems'] as readonly string[];
    expect(error.message).toBe(list.join('\n'));
    return list;
  }
  return [];
}
const at = (settings: Settings, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], settings);
/** The least that a Kafka pair has to say. */
const kafka = { log: { kind: 'kafka' }, store: { kind: 'redis' } };

describe('defaults', () => {
  test('an empty file, none, or one of comments: the embedded pair in Ankang', () => {
    const defaults = loadSettings(undefined, {});
    expect(defaults).toMatchObject({
      namespace: 'hotline',
      timeZone: 'Asia/Shanghai',
      log: { kind: 'embedded', partitions: 4, allowUnsafe: false, kafka: { brokers: ['localhost:9092'], ssl: false } },
      store: { kind: 'embedded', redis: { url: 'redis://localhost:6379', cluster: false, commitTimeoutMs: 5000 } },
      processing: { maxRecords: 2000 },
      snapshots: { intervalMs: 1000, unitsIntervalMs: 10_000 },
    });
    expect(loadSettings({}, {})).toEqual(defaults);
    expect(loadSettings(null, {})).toEqual(defaults);
    expect(loadSettings({ log: { kafka: {} }, store: {} }, {})).toEqual(defaults);
  });
});

describe('http.trustProxy', () => {
  test.each([
    ['2', 2],
    ['false', false],
    ['no', false],
    ['::1,fd00::/8', ['::1', 'fd00::/8']],
  ])('%s is read as %j', (text, value) => {
    expect(loadSettings(undefined, { PULSE_HTTP_TRUST_PROXY: text }).http.trustProxy).toEqual(value);
  });

  // Everybody: then any address could be claimed. Names would be resolved by nobody.
  test.each([
    true,
    0,
    11,
    1.5,
    [],
    '10.0.0.5',
    ['proxy.example'],
    ['10.0.0.0/33'],
    ['::1/129'],
    ['10.0.0.0/8/8'],
    ['10.0.0.0/'],
    [''],
  ])('%j is refused, in words', (value) => {
    expect(problems({ http: { trustProxy: value } })).toEqual([
      expect.stringMatching(/^pulse\.yaml: http\.trustProxy(\.0)?: .*(proxies in front|network of a proxy)/),
    ]);
  });
});

describe('the environment', () => {
  /** A text for each variable, what it is read as, and what else has to be set for it to be valid. */
  const ca = { KAFKA_SASL_MECHANISM: 'plain', KAFKA_SASL_USERNAME: 'u', KAFKA_SASL_PASSWORD: 'p' };
  const texts: Record<string, [text: string, value: unknown, others?: Env]> = {
    PULSE_NAMESPACE: ['ankang', 'ankang'],
    PULSE_TIME_ZONE: ['America/Los_Angeles', 'America/Los_Angeles'],
    PULSE_DATA_DIR: ['/data', '/data'],
    PULSE_LOG: ['kafka', 'kafka', { PULSE_STORE: 'redis' }],
    PULSE_PARTITIONS: ['12', 12],
    PULSE_ALLOW_UNSAFE: ['yes', true],
    KAFKA_BROKERS: ['a:1, b:2', ['a:1', 'b:2']],
    KAFKA_CLIENT_ID: ['me', 'me'],
    KAFKA_SESSION_TIMEOUT_MS: ['45000', 45_000],
    KAFKA_SSL: ['TRUE', true],
    KAFKA_SSL_CA: ['ca.pem', 'ca.pem'],
    KAFKA_SSL_CERT: ['cert.pem', 'cert.pem'],
    KAFKA_SSL_KEY: ['key.pem', 'key.pem'],
    KAFKA_SASL_MECHANISM: ['scram-sha-512', 'scram-sha-512', ca],
    KAFKA_SASL_USERNAME: ['user', 'user', ca],
    KAFKA_SASL_PASSWORD: ['12345', '12345', ca],
    PULSE_STORE: ['redis', 'redis', { PULSE_LOG: 'kafka' }],
    REDIS_URL: ['rediss://h:1', 'rediss://h:1'],
    REDIS_CLUSTER: ['1', true],
    PULSE_SNAPSHOT_INTERVAL_MS: ['250', 250],
    PULSE_HTTP_HOST: ['0.0.0.0', '0.0.0.0'],
    PULSE_HTTP_PORT: ['0', 0],
    PULSE_HTTP_PROCESS_PORT: ['9090', 9090],
    PULSE_HTTP_NOTIFY_PORT: ['9091', 9091],
    PULSE_HTTP_TRUST_PROXY: ['10.0.0.5, 10.1.0.0/16', ['10.0.0.5', '10.1.0.0/16']],
    PULSE_HTTP_OPEN_READ: ['yes', true],
    PULSE_HTTP_TLS_CERT: ['server.pem', 'server.pem', { PULSE_HTTP_TLS_KEY: 'server.key' }],
    PULSE_HTTP_TLS_KEY: ['server.key', 'server.key', { PULSE_HTTP_TLS_CERT: 'server.pem' }],
    PULSE_LOG_LEVEL: ['debug', 'debug'],
  };

  test.each(Object.entries(texts))('%s', (name, [text, value, others]) => {
    const settings = loadSettings({}, { ...others, [name]: text });
    expect(at(settings, environment[name]![0])).toEqual(value);
  });
  test('the list above is all of them', () => {
    expect(Object.keys(texts).sort()).toEqual(Object.keys(environment).sort());
    expect(environmentKeys).toContain('PULSE_CONFIG_DIR');
  });

  test('wins over the file; what is empty says nothing', () => {
    const file = { namespace: 'file', log: { partitions: 2, kafka: { clientId: 'file' } } };
    expect(
      loadSettings(file, { PULSE_NAMESPACE: 'env', PULSE_PARTITIONS: '', KAFKA_CLIENT_ID: undefined }),
    ).toMatchObject({
      namespace: 'env',
      log: { partitions: 2, kafka: { clientId: 'file' } },
    });
    expect(file).toEqual({ namespace: 'file', log: { partitions: 2, kafka: { clientId: 'file' } } });
  });

  test('PEM files by the environment take the place of "ssl: true"', () => {
    expect(loadSettings({ log: { kafka: { ssl: true } } }, { KAFKA_SSL_CA: 'ca.pem' }).log.kafka.ssl).toEqual({
      ca: 'ca.pem',
    });
    expect(loadSettings({}, { KAFKA_SSL: 'true', KAFKA_SSL_CA: 'ca', KAFKA_SSL_KEY: 'key' }).log.kafka.ssl).toEqual({
      ca: 'ca',
      key: 'key',
    });
  });

  test.each(['no', 'No', 'false', '0'])('"%s" is no', (text) => {
    expect(loadSettings({ log: { allowUnsafe: true } }, { PULSE_ALLOW_UNSAFE: text }).log.allowUnsafe).toBe(false);
  });

  test.each([
    ['PULSE_PARTITIONS', 'four'],
    ['PULSE_PARTITIONS', '4.5'],
    ['PULSE_PARTITIONS', '0'],
    ['PULSE_PARTITIONS', ' '],
    ['PULSE_ALLOW_UNSAFE', 'maybe'],
    ['KAFKA_SSL', 'maybe'],
    ['KAFKA_BROKERS', 'localhost'],
    ['KAFKA_BROKERS', 'a:1,,b:2'],
    ['KAFKA_SESSION_TIMEOUT_MS', '-1'],
    ['PULSE_TIME_ZONE', 'Asia/Ankang'],
    ['PULSE_NAMESPACE', 'Ankang'],
    ['PULSE_NAMESPACE', 'a/b'],
    ['PULSE_LOG', 'Kafka'],
    ['PULSE_STORE', 'postgres'],
    ['PULSE_LOG_LEVEL', 'loud'],
    ['REDIS_CLUSTER', '2'],
  ])('%s "%s" is a problem under the name of the variable', (name, text) => {
    expect(problems({}, { [name]: text })).toEqual([expect.stringMatching(new RegExp(`^${name}: `))]);
  });

  test('a PULSE_ variable that does not exist is a slip of the keyboard, and the answer says which do', () => {
    expect(problems({}, { PULSE_PARTITION: '4' })).toEqual([
      expect.stringMatching(/^PULSE_PARTITION: no such variable; known are .*PULSE_PARTITIONS/),
    ]);
    expect(problems({}, { PULSE_X: '' })).toHaveLength(1);
    expect(problems({}, { HOME: '/', KAFKA_OPTS: '-X', REDIS_PASSWORD: 'x', PULSE_CONFIG_DIR: '/etc/pulse' })).toEqual(
      [],
    );
  });
});

describe('a file that is wrong', () => {
  test.each<[string, unknown, RegExp]>([
    ['an unknown key', { partitions: 4 }, /^pulse\.yaml: Unrecognized key: "partitions"/],
    [
      'an unknown key inside',
      { log: { kafka: { autoCommit: true } } },
      /^pulse\.yaml: log\.kafka: Unrecognized key: "autoCommit"/,
    ],
    ['a text for a number', { log: { partitions: '4' } }, /^pulse\.yaml: log\.partitions: /],
    ['a number out of range', { processing: { maxRecords: 20_001 } }, /^pulse\.yaml: processing\.maxRecords: /],
    ['a part that is no object', { store: 'redis' }, /^pulse\.yaml: store: /],
    ['null for a part', { log: null }, /^pulse\.yaml: log: /],
    ['no brokers', { log: { kafka: { brokers: [] } } }, /^pulse\.yaml: log\.kafka\.brokers: /],
    [
      'half a login',
      { log: { kafka: { sasl: { mechanism: 'plain', username: 'u' } } } },
      /^pulse\.yaml: log\.kafka\.sasl\.password: /,
    ],
    ['a list', ['a'], /^pulse\.yaml: /],
    ['a text', 'log: kafka', /^pulse\.yaml: /],
    ['a number', 7, /^pulse\.yaml: /],
  ])('%s', (_, raw, problem) => {
    expect(problems(raw)).toEqual([expect.stringMatching(problem)]);
    // An override elsewhere neither hides nor changes that.
    expect(problems(raw, { PULSE_LOG_LEVEL: 'debug' })).toEqual([expect.stringMatching(problem)]);
  });

  test('everything is told at once: of the file, of the environment, and unknown variables', () => {
    const list = problems(
      { namespace: 'A B', logg: {}, log: { partitions: 0 }, snapshots: { intervalMs: 0 } },
      { PULSE_TIME_ZONE: 'Mars', PULSE_TYPO: '1', PULSE_PARTITIONS: 'x' },
    );
    const named = [
      'PULSE_PARTITIONS: ',
      'PULSE_TIME_ZONE: ',
      'PULSE_TYPO: ',
      'pulse.yaml: namespace: ',
      'pulse.yaml: snapshots.intervalMs: ',
    ];
    for (const name of named) expect(list.filter((p) => p.startsWith(name))).toHaveLength(1);
    expect(list).toContain('pulse.yaml: Unrecognized key: "logg"');
    expect(list).toHaveLength(named.length + 1);
  });
});

describe('what does not go together', () => {
  test.each<[string, unknown, Env, RegExp]>([
    [
      'Kafka with an embedded store',
      { log: { kind: 'kafka' } },
      {},
      /^pulse\.yaml: store\.kind: a Kafka log needs the redis store/,
    ],
    [
      'an embedded log with Redis',
      { store: { kind: 'redis' } },
      {},
      /^pulse\.yaml: store\.kind: the embedded log goes with the embedded store/,
    ],
    ['the same by the environment', {}, { PULSE_STORE: 'redis' }, /^PULSE_STORE: the embedded log/],
    [
      'three commits and a session',
      { ...kafka, store: { kind: 'redis', redis: { commitTimeoutMs: 10_000 } } },
      {},
      /^pulse\.yaml: store\.redis\.commitTimeoutMs: three commits/,
    ],
    ['a session cut short by the environment', kafka, { KAFKA_SESSION_TIMEOUT_MS: '15000' }, /three commits/],
  ])('%s', (_, raw, env, problem) => expect(problems(raw, env)).toEqual([expect.stringMatching(problem)]));

  test('the edge: three commits must be less than a session, and only Kafka has sessions', () => {
    expect(problems({ ...kafka, store: { kind: 'redis', redis: { commitTimeoutMs: 9999 } } })).toEqual([]);
    expect(problems({ store: { redis: { commitTimeoutMs: 10_000 } } })).toEqual([]);
  });

  test('what goes together is a pair', () => {
    expect(problems(kafka)).toEqual([]);
    expect(problems({}, { PULSE_LOG: 'kafka', PULSE_STORE: 'redis' })).toEqual([]);
  });
});
