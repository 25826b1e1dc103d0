import { register } from 'node:module';

// Node 20 runs no TypeScript: the hooks transpile src/ and child-main.ts on the way in.
register('../../support/ts-hooks.mjs', import.meta.url);
await import('./child-main.ts');
