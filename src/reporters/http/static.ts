import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from './problems.js';

/** The one page behind these addresses reads which it is. */
const pages = ['/', '/month/:id', '/unit/:id'];

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};
const packed = ['.png', '.ico', '.woff2'];

interface StaticFile {
  readonly type: string;
  readonly bytes: Buffer;
  /** null: it would not become smaller. */
  readonly gzipped: Buffer | null;
}

const hidden = { schema: { hide: true } as object };
const yearSeconds = 31_536_000;

/**
 * The built dashboard: `index.html`, and under /assets files whose names hold their digest, so that they never change. It is read
 * once, at the start: a name is looked up in what was found then, so no address leads to any other file.
 *
 * @param folder may not be there: then the pages are not found, and say what to do.
 */
export function addDashboard(app: FastifyInstance, folder: string): void {
  const assets = filesOf(join(folder, 'assets'));
  const index = join(folder, 'index.html');
  const page = existsSync(index) ? readStatic(index) : null;
  for (const url of pages) {
    app.get(url, hidden, (request, reply) => {
      if (page === null) throw new Problem('not-found', 'the dashboard is not built: npm run build');
      return send(request, reply.header('cache-control', 'no-cache'), page);
    });
  }
  app.get('/assets/*', hidden, (request, reply) => {
    const file = assets.get((request.params as { '*': string })['*']);
    if (file === undefined) throw new Problem('not-found', '');
    return send(request, reply.header('cache-control', `public, max-age=${yearSeconds}, immutable`), file);
  });
}

function send(request: FastifyRequest, reply: FastifyReply, { type, bytes, gzipped }: StaticFile): FastifyReply {
  void reply.type(type).header('vary', 'Accept-Encoding');
  if (gzipped === null || !/\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))/.test(request.headers['accept-encoding'] ?? '')) {
    return reply.send(bytes);
  }
  return reply.header('content-encoding', 'gzip').send(gzipped);
}

/** Name below the folder, with `/` → the file. */
function filesOf(folder: string): ReadonlyMap<string, StaticFile> {
  if (!existsSync(folder)) return new Map();
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    entries.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [
        path
          .slice(folder.length + 1)
          .split(sep)
          .join('/'),
        readStatic(path),
      ];
    }),
  );
}

function readStatic(path: string): StaticFile {
  const bytes = readFileSync(path);
  const extension = extname(path);
  const gzipped = packed.includes(extension) ? null : gzipSync(bytes, { level: 9 });
  return {
    type: types[extension] ?? 'application/octet-stream',
    bytes,
    gzipped: gzipped !== null && gzipped.length < bytes.length ? gzipped : null,
  };
}
