import { PulseError } from '../../domain/errors.js';

export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly tls: boolean;
  readonly db: number;
}

/**
 * Reads `redis://[user[:password]@]host[:port][/db]`, `rediss://` for TLS, several separated by commas.
 *
 * @throws PulseError PULSE_CONFIG; its message never repeats the text, which may hold a password.
 */
export function parseServers(text: string): readonly ServerAddress[] {
  const servers = text.split(',').map((part) => parseOne(part.trim()));
  const [first] = servers;
  const differs = servers.some(({ username, password, tls }) => {
    return username !== first!.username || password !== first!.password || tls !== first!.tls;
  });
  if (differs) throw refused('all nodes of a cluster have the same scheme, user and password');
  return servers;
}

function parseOne(text: string): ServerAddress {
  if (!URL.canParse(text)) throw refused('a Redis address is a URL such as redis://user:password@host:6379/0');
  const url = new URL(text);
  if (url.protocol !== 'redis:' && url.protocol !== 'rediss:') throw refused('its scheme is redis: or rediss:');
  const path = /^\/?(\d*)$/.exec(url.pathname);
  if (path === null) throw refused('after the host comes nothing but the number of a database');
  if (url.search !== '' || url.hash !== '') throw refused('it takes no parameters');
  return {
    // The brackets of an IPv6 address belong to the URL, not to the address.
    host: url.hostname.replace(/^\[(.*)\]$/, '$1') || '127.0.0.1',
    port: url.port === '' ? 6379 : Number(url.port),
    username: url.username === '' ? undefined : decodeURIComponent(url.username),
    password: url.password === '' ? undefined : decodeURIComponent(url.password),
    tls: url.protocol === 'rediss:',
    db: Number(path[1]),
  };
}

function refused(reason: string): PulseError {
  return new PulseError('PULSE_CONFIG', `Redis address: ${reason}`);
}
