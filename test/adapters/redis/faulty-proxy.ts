import { connect, createServer, type Socket } from 'node:net';

/**
 * What happens to the next bytes in one direction, once: `cut` closes the connection before they pass; `swallow` keeps it
 * open, and nothing passes on it any more.
 */
export type Fault = 'cut' | 'swallow';

export interface FaultyProxy {
  readonly url: string;
  /** The next answer of the server that contains `having` (default: any) meets the fault; the server has done the work. */
  failNextAnswer(fault: Fault, having?: string): void;
  /** The next request that contains `having` (default: any) meets the fault; the server never sees it. */
  failNextRequest(fault: Fault, having?: string): void;
  /** Resolves when the fault that was asked for last has happened. */
  happened(): Promise<void>;
  /** While true, connections are closed as they come. */
  refuse(refusing: boolean): void;
  close(): Promise<void>;
}

interface Armed {
  readonly from: 'server' | 'client';
  readonly fault: Fault;
  readonly having: string;
  done(): void;
}

/** A TCP proxy before a server on 127.0.0.1. */
export async function faultyProxy(port: number): Promise<FaultyProxy> {
  const open = new Set<Socket>();
  let armed: Armed | undefined;
  let happened: Promise<void> = Promise.resolve();
  let refusing = false;
  const arm = (from: Armed['from'], fault: Fault, having = ''): void => {
    happened = new Promise((done) => {
      armed = { from, fault, having, done };
    });
  };
  const forward = (from: Armed['from'], source: Socket, target: Socket): void => {
    source.on('data', (data) => {
      if (armed?.from !== from || !data.includes(armed.having)) {
        target.write(data);
        return;
      }
      const { fault, done } = armed;
      armed = undefined;
      if (fault === 'cut') source.destroy();
      else for (const one of [source, target]) one.removeAllListeners('data').resume();
      done();
    });
    source.on('error', () => source.destroy());
    source.on('close', () => target.destroy());
  };
  const server = createServer((client) => {
    if (refusing) return void client.destroy();
    const upstream = connect(port, '127.0.0.1');
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('close', () => open.delete(socket));
    }
    forward('client', client, upstream);
    forward('server', upstream, client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as { port: number };
  const dropAll = (): void => {
    for (const socket of open) socket.destroy();
  };
  return {
    url: `redis://127.0.0.1:${address.port}`,
    failNextAnswer: (fault, having) => arm('server', fault, having),
    failNextRequest: (fault, having) => arm('client', fault, having),
    happened: () => happened,
    refuse: (now) => {
      refusing = now;
      if (now) dropAll();
    },
    close: async () => {
      dropAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
