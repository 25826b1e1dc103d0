import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './ports.js';
import { requireTools } from './services-install.js';
import { ServerProcess, sleep } from './services-process.js';
import { temporaryDirectory } from './services-watchdog.js';

const run = promisify(execFile);

export interface RedisOptions {
  readonly port?: number;
  /** Where RDB and AOF lie. A directory that was not given is removed when the process ends. */
  readonly dir?: string;
  /** Default false: nothing survives a kill, unless `extra` says so. */
  readonly appendonly?: boolean;
  /** More arguments of redis-server; they win over ours. */
  readonly extra?: readonly string[];
}

export interface RunningRedis {
  readonly url: string;
  readonly port: number;
  readonly dir: string;
  /** Of the process now running. */
  readonly pid: number;
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** The same port and directory; stops it first (by `signal`) when it still runs. */
  restart(signal?: NodeJS.Signals): Promise<void>;
}

/** A redis-server of the caller's own, ready to answer. It ends with this process at the latest. */
export async function startRedis(options: RedisOptions = {}): Promise<RunningRedis> {
  requireTools(['redis-server']);
  const port = options.port ?? (await freePort());
  const dir = options.dir ?? temporaryDirectory('redis');
  const appendonly = options.appendonly === true ? 'yes' : 'no';
  const server = new ServerProcess(
    'redis-server',
    [
      ...['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--daemonize', 'no'],
      ...['--save', '', '--appendonly', appendonly, '--maxmemory-policy', 'noeviction'],
      ...(options.extra ?? []),
    ],
    join(dir, 'redis.log'),
  );
  const start = () => server.start(() => answers(port), 20_000);
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    dir,
    get pid() {
      return server.pid;
    },
    stop: (signal) => server.stop(signal),
    restart: async (signal) => {
      await server.stop(signal);
      await start();
    },
  };
}

/** True when it has loaded its data; a server that wants a password is up too. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    const done = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(1_000, () => done(false));
    socket.once('error', () => done(false));
    socket.once('close', () => done(false));
    socket.once('data', (data) => done(/^(\+PONG|-NOAUTH)/.test(data.toString())));
  });
}

export interface RunningRedisCluster {
  readonly urls: readonly string[];
  readonly nodes: readonly RunningRedis[];
  stop(): Promise<void>;
}

/** A Redis Cluster without replicas; all slots are covered when this settles. */
export async function startRedisCluster(masters = 3): Promise<RunningRedisCluster> {
  const nodes: RunningRedis[] = [];
  const stop = async () => {
    await Promise.all(nodes.map((node) => node.stop('SIGKILL')));
  };
  try {
    for (let i = 0; i < masters; i++) {
      const bus = String(await freePort());
      const extra = ['--cluster-enabled', 'yes', '--cluster-port', bus, '--cluster-node-timeout', '5000'];
      nodes.push(await startRedis({ extra }));
    }
    const addresses = nodes.map((node) => `127.0.0.1:${node.port}`);
    await run('redis-cli', ['--cluster', 'create', ...addresses, '--cluster-replicas', '0', '--cluster-yes']);
    await allSlotsCovered(nodes);
  } catch (error) {
    await stop();
    throw error;
  }
  return { urls: nodes.map((node) => node.url), nodes, stop };
}

async function allSlotsCovered(nodes: readonly RunningRedis[]): Promise<void> {
  const end = Date.now() + 20_000;
  for (const node of nodes) {
    for (;;) {
      const { stdout } = await run('redis-cli', ['-p', String(node.port), 'cluster', 'info']);
      if (stdout.includes('cluster_state:ok')) break;
      if (Date.now() > end) throw new Error(`Redis Cluster is not complete:\n${stdout}`);
      await sleep(50);
    }
  }
}
