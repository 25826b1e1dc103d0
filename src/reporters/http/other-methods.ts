import { METHODS } from 'node:http';
import type { FastifyInstance, HTTPMethods } from 'fastify';
import { Problem } from './problems.js';

/** All that Node reads; CONNECT asks for no address. */
const methods = METHODS.filter((method) => method !== 'CONNECT');

/**
 * Addresses that exist answer 405 with `Allow` to methods that they do not know, before anything is read.
 *
 * @returns to be called when all routes are there.
 */
export function refuseOtherMethods(app: FastifyInstance): () => void {
  const known = new Map<string, Set<string>>();
  let adding = false;
  app.addHook('onRoute', ({ url, method }) => {
    if (adding) return;
    const own = known.get(url) ?? new Set();
    for (const name of [method].flat()) own.add(name);
    known.set(url, own);
  });
  return () => {
    adding = true;
    for (const method of methods) if (!app.supportedMethods.includes(method)) app.addHttpMethod(method);
    for (const [url, own] of known) addRefusal(app, url, own);
  };
}

function addRefusal(app: FastifyInstance, url: string, own: ReadonlySet<string>): void {
  const others = methods.filter((method) => !own.has(method)) as HTTPMethods[];
  if (others.length === 0) return;
  app.route({
    method: others,
    url,
    schema: { hide: true } as object,
    onRequest: async () => {
      throw new Problem('method-not-allowed', '', { headers: { allow: [...own].sort().join(', ') } });
    },
    handler: () => undefined,
  });
}
