import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { asyncApiDocument } from './asyncapi.js';
import { addOpenApi, type OpenTo } from './openapi.js';

const page = {
  '/docs': ['index.html', 'text/html; charset=utf-8'],
  '/docs/docs.js': ['docs.js', 'text/javascript; charset=utf-8'],
  '/docs/docs.css': ['docs.css', 'text/css; charset=utf-8'],
} as const;

const hidden = { schema: { hide: true } as object };

/** /openapi.json, /asyncapi.json, and a page that shows the first without anything from another host. */
export async function addDocuments(app: FastifyInstance, topicPrefix: string, open: OpenTo): Promise<void> {
  await addOpenApi(app, open);
  let openApi: string | null = null;
  app.get('/openapi.json', hidden, (_, reply) => {
    openApi ??= JSON.stringify(app.swagger());
    return reply.header('cache-control', 'no-cache').type('application/json; charset=utf-8').send(openApi);
  });
  const asyncApi = JSON.stringify(asyncApiDocument(topicPrefix));
  app.get('/asyncapi.json', hidden, (_, reply) =>
    reply.header('cache-control', 'no-cache').type('application/json; charset=utf-8').send(asyncApi),
  );
  for (const [url, [file, type]] of Object.entries(page)) {
    const bytes = readFileSync(new URL(`./docs/${file}`, import.meta.url));
    app.get(url, hidden, (_, reply) => reply.header('cache-control', 'no-cache').type(type).send(bytes));
  }
}
