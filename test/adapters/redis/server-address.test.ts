import { describe, expect, test } from '@jest/globals';
import { parseServers } from '../../../src/adapters/redis/server-address.js';
import { PulseError } from '../../../src/domain/errors.js';

describe('parseServers', () => {
  test.each([
    ['redis://h', { host: 'h', port: 6379, username: undefined, password: undefined, tls: false, db: 0 }],
    [
      'rediss://u:p%40%2F@h.example:7000/3',
      { host: 'h.example', port: 7000, username: 'u', password: 'p@/', tls: true, db: 3 },
    ],
    ['redis://:p@[::1]:1/', { host: '::1', port: 1, username: undefined, password: 'p', tls: false, db: 0 }],
  ])('%s', (text, address) => expect(parseServers(text)).toEqual([address]));

  test('several nodes', () => {
    const servers = parseServers('redis://a:1, redis://b:2,redis://c');
    expect(servers.map(({ host, port }) => `${host}:${port}`)).toEqual(['a:1', 'b:2', 'c:6379']);
  });

  test.each([
    'localhost:6379',
    '',
    'http://h',
    'redis://u:secret@h/x',
    'redis://u:secret@h?tls=1',
    'redis://u:secret@a,redis://b',
    'redis://a,rediss://a',
  ])('refuses "%s" without repeating a password', (text) => {
    let error: unknown;
    try {
      parseServers(text);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(PulseError);
    expect((error as PulseError).code).toBe('PULSE_CONFIG');
    expect((error as PulseError).message).not.toContain('secret');
  });
});
