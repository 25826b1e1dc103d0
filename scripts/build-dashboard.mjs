/**
 * Bundles src/dashboard into dist/dashboard: index.html, and under assets/ script, styles and icon with their digest in the
 * name, so that they may be cached for ever. What an earlier build left is removed after the new page stands.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const src = join(root, 'src', 'dashboard');
const out = join(root, 'dist', 'dashboard');
const assets = join(out, 'assets');

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: { app: join(src, 'main.ts'), style: join(src, 'styles', 'main.css') },
  outdir: assets,
  entryNames: '[name]-[hash]',
  bundle: true,
  minify: true,
  sourcemap: 'linked',
  format: 'esm',
  target: ['chrome111', 'firefox115', 'safari16.4'],
  metafile: true,
  logLevel: 'warning',
});
const made = Object.keys(metafile.outputs).map((path) => basename(path));
const named = (pattern) => made.find((name) => pattern.test(name));

const icon = readFileSync(join(src, 'icon.svg'));
const iconName = `icon-${createHash('sha256').update(icon).digest('hex').slice(0, 8)}.svg`;
mkdirSync(assets, { recursive: true });
writeFileSync(join(assets, iconName), icon);

const page = readFileSync(join(src, 'index.html'), 'utf8')
  .replace('%script%', `/assets/${named(/^app-.*\.js$/)}`)
  .replace('%style%', `/assets/${named(/^style-.*\.css$/)}`)
  .replace('%icon%', `/assets/${iconName}`);
// Renamed into place: a server never reads half a page.
writeFileSync(join(out, 'index.html.new'), page);
renameSync(join(out, 'index.html.new'), join(out, 'index.html'));

const wanted = new Set([...made, iconName]);
for (const name of readdirSync(assets)) if (!wanted.has(name)) rmSync(join(assets, name), { recursive: true });
