/** Writes schemas/ from the types and routes in dist/ (so: npm run build first). A test fails when they are stale. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { apiDocuments } from '../dist/commands/http/describe-api.js';
import { jsonSchemas } from '../dist/domain/json-schemas.js';

const folder = fileURLToPath(new URL('../schemas/', import.meta.url));
const schemas = new Map([...jsonSchemas(), ...(await apiDocuments())]);

mkdirSync(folder, { recursive: true });
for (const [name, schema] of schemas) writeFileSync(folder + name, `${JSON.stringify(schema, null, 2)}\n`);
for (const name of readdirSync(folder)) {
  if (name.endsWith('.json') && !schemas.has(name)) rmSync(folder + name);
}
console.log(`schemas/: ${[...schemas.keys()].join(', ')}`);
