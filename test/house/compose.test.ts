import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { environmentKeys, loadSettings } from '../../src/settings/settings.js';
import { compose, ours, service } from './compose-file.js';

/** What the examples in alerts.yaml take from the environment. */
const secrets = [...readFileSync('config/alerts.yaml', 'utf8').matchAll(/^#.*\benv:(HOTLINE_\w+)/gm)].map(
  ([, name]) => name!,
);

describe('docker-compose.yml', () => {
  test('two processors, the server, the topics and a notifier run this program', () => {
    expect(ours.map(([name]) => name).sort()).toEqual(['notifier', 'processor', 'server', 'topics']);
    expect(service('processor').deploy?.replicas).toBe(2);
    expect(service('processor').command).toEqual(['process']);
    expect(service('server').command).toEqual(['serve']);
    expect(service('topics').command).toEqual(['topics', 'create']);
    expect([service('notifier').command, service('notifier').deploy?.replicas]).toEqual([['notify'], 1]);
  });

  test.each(ours)('%s: the program knows every setting and takes its value', (_, { environment = {} }) => {
    const known = [...environmentKeys, ...secrets];
    expect(Object.keys(environment).filter((name) => !known.includes(name))).toEqual([]);
    const settings = loadSettings(undefined, environment);
    expect([settings.log.kind, settings.store.kind]).toEqual(['kafka', 'redis']);
  });

  test.each(ours)('%s: talks to the servers of this file', (_, { environment = {} }) => {
    const hosts = [environment['KAFKA_BROKERS'], environment['REDIS_URL']?.replace('redis://', '')];
    expect(hosts.map((host) => host?.split(':')[0])).toEqual(['kafka', 'redis']);
    expect(service('kafka').environment?.['KAFKA_ADVERTISED_LISTENERS']).toContain(
      `://${environment['KAFKA_BROKERS']},`,
    );
  });

  test.each(ours)('%s: cannot write to its root file system', (_, { read_only }) => {
    expect(read_only).toBe(true);
  });

  test('the notifier is handed the secrets of the examples, and none of them stands in the file', () => {
    const { environment = {} } = service('notifier');
    const handed = Object.entries(environment).filter(([name]) => name.startsWith('HOTLINE_'));
    expect(secrets.length).toBeGreaterThan(3);
    expect(handed.sort()).toEqual([...new Set(secrets)].sort().map((name) => [name, null]));
  });

  test('what runs on has a health check, and is waited for', () => {
    for (const name of ['kafka', 'redis', 'processor', 'server', 'notifier'])
      expect(service(name).healthcheck?.test?.length).toBeGreaterThan(1);
    for (const name of ['server', 'notifier'])
      expect(service(name).depends_on).toEqual(service('processor').depends_on);
    expect(service('processor').depends_on).toEqual({
      topics: { condition: 'service_completed_successfully' },
      kafka: { condition: 'service_healthy' },
      redis: { condition: 'service_healthy' },
    });
  });

  test('every port is published to this machine only', () => {
    const published = Object.values(compose.services).flatMap(({ ports = [] }) => ports);
    expect(published.length).toBeGreaterThan(3);
    expect(published.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  test('the server listens where its port is published and its health is asked', () => {
    const { environment = {}, ports, healthcheck } = service('server');
    const { host, port } = loadSettings(undefined, environment).http;
    expect([host, ports]).toEqual(['0.0.0.0', [`127.0.0.1:${port}:${port}`]]);
    expect(healthcheck?.test?.at(-1)).toContain(`fetch('http://127.0.0.1:${port}/readyz')`);
  });

  test('what Prometheus scrapes is there, and listens beyond its container', () => {
    const { scrape_configs } = parse(readFileSync('config/prometheus/prometheus.yml', 'utf8')) as {
      scrape_configs: { dns_sd_configs: { names: string[]; port: number }[] }[];
    };
    const scraped = scrape_configs.flatMap(({ dns_sd_configs }) => dns_sd_configs);
    const setting = { server: 'port', processor: 'processPort', notifier: 'notifyPort' } as const;
    const listening = Object.entries(setting).map(([name, key]) => {
      const { http } = loadSettings(undefined, service(name).environment ?? {});
      expect([name, http.host]).toEqual([name, '0.0.0.0']);
      return { names: [name], type: 'A', port: http[key] };
    });
    expect(scraped).toEqual(listening);
  });

  test('what must outlive a container lies on a named volume', () => {
    const mounted = ['kafka', 'redis', 'prometheus', 'grafana'].map((name) => service(name).volumes?.[0]);
    expect(mounted.map((mount) => mount?.split(':')[0])).toEqual(Object.keys(compose.volumes));
    expect(mounted[0]?.split(':')[1]).toBe(service('kafka').environment?.['KAFKA_LOG_DIRS']);
  });
});

describe('Dockerfile', () => {
  const lines = readFileSync('Dockerfile', 'utf8').replaceAll('\\\n', ' ').split('\n');
  const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));
  const copied = lines
    .filter((line) => /^COPY (?!--from)/.test(line))
    .flatMap((line) => line.split(/\s+/).slice(1, -1));

  test('all that it copies is there, and in the build context', () => {
    const context = readFileSync('.dockerignore', 'utf8').split('\n');
    expect(copied.length).toBeGreaterThan(5);
    expect(copied.filter((path) => !existsSync(path) || !context.includes(`!${path}`))).toEqual([]);
  });

  test('what runs is not root, and holds no development package', () => {
    expect(last.filter((line) => line.startsWith('USER '))).toEqual(['USER node']);
    expect(last.join('\n')).toContain('COPY --from=packages /app/node_modules');
    expect(lines.filter((line) => line.includes('npm ci'))).toContain('RUN npm ci --omit=dev');
  });

  test('the settings that it makes are known', () => {
    const made = last.filter((line) => line.startsWith('ENV ')).flatMap((line) => line.match(/\bPULSE_\w+/g) ?? []);
    expect(made).toEqual(['PULSE_DATA_DIR']);
    expect(environmentKeys).toContain('PULSE_DATA_DIR');
  });
});
