/** Compiles src to dist, copies what is not TypeScript (Lua scripts, ...), and removes what has no source any more. */
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const src = join(root, 'src');
const dist = join(root, 'dist');
const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');

const filesIn = (dir) =>
  existsSync(dir)
    ? readdirSync(dir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1))
    : [];

try {
  execFileSync(process.execPath, [tsc, '-p', root], { cwd: root, stdio: 'inherit' });
} catch (error) {
  process.exit(error.status ?? 1); // the compiler has said what is wrong
}

// The dashboard is for browsers: it has a build of its own.
const sources = filesIn(src).filter((name) => !/^dashboard\b/.test(name));
const assets = sources.filter((name) => !/\.(ts|md)$/.test(name));
for (const name of assets) {
  mkdirSync(dirname(join(dist, name)), { recursive: true });
  copyFileSync(join(src, name), join(dist, name));
}

// File by file, not the whole folder: a program that runs from dist goes on running.
const wanted = new Set(assets);
for (const name of sources.filter((name) => name.endsWith('.ts'))) {
  wanted.add(name.replace(/\.ts$/, '.js')).add(name.replace(/\.ts$/, '.js.map'));
}
for (const name of filesIn(dist)) if (!wanted.has(name) && !/^dashboard\b/.test(name)) rmSync(join(dist, name));

const main = join(dist, 'commands', 'main.js');
if (existsSync(main)) chmodSync(main, 0o755);

await import('./build-dashboard.mjs');
