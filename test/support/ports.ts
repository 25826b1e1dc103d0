import { createServer } from 'node:net';

/**
 * A TCP port on 127.0.0.1 that nobody listens on now. Taken from below the ephemeral range (Linux: 32768 and up), so that
 * no outgoing connection can sit on it while a server that a test has killed is down.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    if (await canListen(port)) return port;
  }
  throw new Error('no free port found between 20000 and 31999');
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}
