/**
 * Completes package-lock.json after an `npm install`: adds the optional packages of other platforms (and their pinned
 * versions, no invented integrity) that a registry mirror did not offer. npm 11's `npm ci` refuses a lock without them.
 *
 *     npm install SOMETHING && node scripts/complete-lock.mjs
 */
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const systems = ['android', 'darwin', 'freebsd', 'netbsd', 'openbsd', 'openharmony', 'win32', 'linux'];
const processors = ['arm64', 'x64', 'ia32', 'ppc64', 's390x', 'riscv64', 'loong64', 'arm'];

/** The lock entry of a platform package, made from its name; undefined when the name is not one of a platform. */
function entryOf(name, version, parent) {
  const os = systems.find((word) => name.includes(word));
  const cpu = processors.find((word) => name.includes(word));
  if (os === undefined || cpu === undefined) return undefined;
  if (!/^\d/.test(version))
    throw new Error(`${name} is asked for as ${version}: only pinned versions can be completed`);
  const libc = name.endsWith('musl') ? { libc: ['musl'] } : name.endsWith('gnu') ? { libc: ['glibc'] } : {};
  return { version, cpu: [cpu], ...(parent.dev ? { dev: true } : {}), ...libc, optional: true, os: [os] };
}

const lock = JSON.parse(readFileSync(file, 'utf8'));
const locked = () => Object.keys(lock.packages);
let added = 0;
for (const parent of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    if (locked().some((path) => path.endsWith(`node_modules/${name}`))) continue;
    const entry = entryOf(name, version, parent);
    if (entry === undefined) continue;
    lock.packages[`node_modules/${name}`] = entry;
    added++;
  }
}
if (added > 0) writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`package-lock.json: ${added} platform packages added`);
