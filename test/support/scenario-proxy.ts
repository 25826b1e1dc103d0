import { connect, createServer, type Socket } from 'node:net';

export interface DelayingProxy {
  readonly url: string;
  /** The next request that contains `having`, and all behind it on its connection, wait; resolves when there is one. */
  holdNext(having: string): Promise<void>;
  /** Lets what was held pass; resolves with the server's first answer to it. */
  release(): Promise<string>;
  close(): Promise<void>;
}

/** A TCP proxy before a server that can make a request arrive much later than it was sent. */
export async function delayingProxy(target: string): Promise<DelayingProxy> {
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  let armed: { having: string; done(): void } | undefined;
  let held: { upstream: Socket; chunks: Buffer[] } | undefined;
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    client.on('data', (data) => {
      if (armed !== undefined && data.includes(armed.having)) {
        held = { upstream, chunks: [] };
        armed.done();
        armed = undefined;
      }
      if (held?.upstream === upstream) held.chunks.push(data);
      else upstream.write(data);
    });
    upstream.on('data', (data) => client.write(data));
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        open.delete(socket);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `redis://127.0.0.1:${(server.address() as { port: number }).port}`,
    holdNext: (having) =>
      new Promise((done) => {
        armed = { having, done };
      }),
    release: () =>
      new Promise((resolve, reject) => {
        if (held === undefined) return reject(new Error('nothing is held'));
        const { upstream, chunks } = held;
        held = undefined;
        upstream.once('data', (answer) => resolve(answer.toString('latin1')));
        upstream.once('close', () => reject(new Error('the connection was closed before there was an answer')));
        for (const chunk of chunks) upstream.write(chunk);
      }),
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
