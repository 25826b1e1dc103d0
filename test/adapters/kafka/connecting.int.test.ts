/** What an operator is told when the connection cannot be: who was asked, what is wrong, what to look at. And TLS that works. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { KafkaLogOptions } from '../../../src/adapters/kafka/connection.js';
import { openKafkaLog } from '../../../src/adapters/kafka/open-kafka-log.js';
import type { PulseError } from '../../../src/domain/errors.js';
import { makeTopic, readAll, valuesOf } from '../../contracts/event-log.support.js';
import { kafkaClassPath } from '../../support/kafka-libs.js';
import { freePort, type RunningKafka, startKafka } from '../../support/services.js';
import { javaCommand } from '../../support/services-install.js';
import { optionsFor, withLog } from './support.js';

const failure = async (over: Partial<KafkaLogOptions>): Promise<PulseError> => {
  const log = await openKafkaLog(optionsFor(over)).catch((error: unknown) => error as PulseError);
  if (!(log instanceof Error)) await log.close();
  return log as PulseError;
};

test('nobody listens: PULSE_LOG with the brokers and the setting to look at', async () => {
  const brokers = [`127.0.0.1:${await freePort()}`];
  const warnings: string[] = [];
  const error = await failure({ brokers, onWarning: (message) => warnings.push(message) });
  expect(error).toMatchObject({ name: 'PulseError', code: 'PULSE_LOG', retryable: true, details: { brokers } });
  expect(error.message).toContain(brokers[0]);
  expect(error.message).toContain('KAFKA_BROKERS');
  expect(warnings.length).toBeGreaterThan(0);
});

describe('TLS and SASL', () => {
  let dir: string;
  let kafka: RunningKafka;
  let brokers: string[];
  let ca: string;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'pulse-tls-'));
    for (const name of ['broker', 'stranger']) makeKey(dir, name);
    ca = readFileSync(join(dir, 'broker.pem'), 'utf8');
    const [port, secure, controller] = [await freePort(), await freePort(), await freePort()];
    kafka = await startKafka({ port, heapMb: 256, properties: secureProperties(dir, port, secure, controller) });
    brokers = [`127.0.0.1:${secure}`];
    for (const mechanism of ['SCRAM-SHA-256', 'SCRAM-SHA-512']) addScramUser(kafka.brokers, mechanism);
  });
  afterAll(async () => {
    await kafka.stop();
    rmSync(dir, { recursive: true });
  });

  const login = { username: 'pulse', password: 'right' };

  test.each(['plain', 'scram-sha-256', 'scram-sha-512'] as const)('%s over TLS: publishes and reads', (mechanism) =>
    withLog(
      async (log) => {
        const topic = await makeTopic(log, 1);
        await log.publish([{ topic, key: 'k', value: 'v' }]);
        expect((await readAll(log, topic)).map(valuesOf)).toEqual([['v']]);
      },
      { brokers, ssl: { ca }, sasl: { mechanism, ...login } },
    ),
  );

  test('a wrong password is final, and the password is not in the message', async () => {
    const sasl = { mechanism: 'plain' as const, username: 'pulse', password: 'wrong-secret' };
    const error = await failure({ brokers, ssl: { ca }, sasl });
    expect(error).toMatchObject({ code: 'PULSE_LOG', retryable: false });
    expect(error.message).toMatch(/refused user or password/);
    expect(JSON.stringify([error.message, error.details])).not.toContain('wrong-secret');
  });

  test('a certificate of another authority is final and points to the CA', async () => {
    const stranger = readFileSync(join(dir, 'stranger.pem'), 'utf8');
    const error = await failure({ brokers, ssl: { ca: stranger }, sasl: { mechanism: 'plain', ...login } });
    expect(error).toMatchObject({ code: 'PULSE_LOG', retryable: false });
    expect(error.message).toMatch(/CA file/);
  });
});

function makeKey(dir: string, name: string): void {
  const keytool = join(dirname(javaCommand()), 'keytool');
  const store = [
    '-keystore',
    join(dir, `${name}.p12`),
    '-storetype',
    'PKCS12',
    '-storepass',
    'storepass',
    '-alias',
    name,
  ];
  const key = ['-keyalg', 'EC', '-dname', `CN=${name}`, '-ext', 'san=ip:127.0.0.1', '-validity', '2'];
  execFileSync(keytool, ['-genkeypair', ...key, ...store], { stdio: 'ignore' });
  execFileSync(keytool, ['-exportcert', '-rfc', '-file', join(dir, `${name}.pem`), ...store], { stdio: 'ignore' });
}

function secureProperties(dir: string, port: number, secure: number, controller: number): Record<string, string> {
  const at = `PLAINTEXT://127.0.0.1:${port},SASL_SSL://127.0.0.1:${secure}`;
  const scram = 'org.apache.kafka.common.security.scram.ScramLoginModule required;';
  return {
    listeners: `${at},CONTROLLER://127.0.0.1:${controller}`,
    'advertised.listeners': at,
    'controller.quorum.voters': `1@127.0.0.1:${controller}`,
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL',
    'ssl.keystore.type': 'PKCS12',
    'ssl.keystore.location': join(dir, 'broker.p12'),
    'ssl.keystore.password': 'storepass',
    'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
    'listener.name.sasl_ssl.plain.sasl.jaas.config':
      'org.apache.kafka.common.security.plain.PlainLoginModule required user_pulse="right";',
    'listener.name.sasl_ssl.scram-sha-256.sasl.jaas.config': scram,
    'listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config': scram,
  };
}

function addScramUser(brokers: string, mechanism: string): void {
  const change = ['--alter', '--add-config', `${mechanism}=[password=right]`];
  const args = ['-cp', kafkaClassPath(), 'kafka.admin.ConfigCommand', '--bootstrap-server', brokers, ...change];
  execFileSync(javaCommand(), [...args, '--entity-type', 'users', '--entity-name', 'pulse'], { stdio: 'ignore' });
}
