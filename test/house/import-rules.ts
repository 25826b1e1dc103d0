import { posix } from 'node:path';
import { type SourceFile, withoutComments } from './source-files.js';

/** What a layer may import besides itself: other layers, and whether packages and Node's IO modules are allowed. */
interface Layer {
  readonly layers: readonly string[];
  readonly packages: 'all' | readonly string[];
  readonly io: boolean;
  /** Not Node at all. */
  readonly browser?: true;
}

const all = [
  'domain',
  'ports',
  'engine',
  'adapters',
  'auditor',
  'feeders',
  'verifier',
  'reporters',
  'settings',
  'commands',
];

/**
 * commands → reporters, feeders, verifier, auditor, settings, adapters, engine → ports → domain; and by itself, for browsers,
 * dashboard → domain.
 */
const layers: Readonly<Record<string, Layer>> = {
  domain: { layers: [], packages: ['zod'], io: false },
  ports: { layers: ['domain'], packages: [], io: false },
  engine: { layers: ['domain', 'ports'], packages: ['zod'], io: false },
  adapters: { layers: ['domain', 'ports'], packages: 'all', io: true },
  feeders: { layers: ['domain', 'ports'], packages: 'all', io: true },
  verifier: { layers: ['domain'], packages: [], io: false },
  auditor: { layers: ['domain'], packages: 'all', io: false },
  reporters: { layers: ['domain', 'ports'], packages: 'all', io: true },
  settings: { layers: ['domain'], packages: 'all', io: true },
  // Runs in browsers: nothing of Node, no package but the charts; and nobody imports it, for it is no part of the program.
  dashboard: { layers: ['domain'], packages: ['echarts'], io: false, browser: true },
  commands: { layers: all, packages: 'all', io: true },
};

/** A vendor's client is known in one folder only: the port hides it. */
const homes: Readonly<Record<string, string>> = {
  kafkajs: 'src/adapters/kafka/',
  'kafkajs-snappy': 'src/adapters/kafka/',
  'lz4-napi': 'src/adapters/kafka/',
  '@bokuweb/zstd-wasm': 'src/adapters/kafka/',
  ioredis: 'src/adapters/redis/',
  lmdb: 'src/adapters/embedded/',
};

/** Built into Node, but not the outside world: no file, socket, process or clock. */
const pureBuiltins = ['node:assert', 'node:buffer', 'node:crypto', 'node:events', 'node:util', 'node:zlib'];

export function importsOf(text: string): string[] {
  // Not after a quotation mark: 'from' may be a word of the program.
  const pattern = /(?<!['"])(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(['"])([^'"\s]+)\1/g;
  return [...withoutComments(text).matchAll(pattern)].map((match) => match[2] ?? '');
}

/** Every import of a file that points the wrong way, in words. */
export function wrongImports({ path, text }: SourceFile): string[] {
  const name = path.split('/')[1] ?? '';
  const layer = layers[name];
  if (layer === undefined) return [`${path}: belongs to no layer`];
  const problems = importsOf(text).map((specifier) =>
    specifier.startsWith('.') ? wrongFile(path, name, layer, specifier) : wrongPackage(path, layer, specifier),
  );
  return problems.filter((problem) => problem !== undefined).map((problem) => `${path}: ${problem}`);
}

function wrongFile(path: string, name: string, layer: Layer, specifier: string): string | undefined {
  const target = posix.join(posix.dirname(path), specifier);
  const [root, targetLayer = ''] = target.split('/');
  if (root !== 'src') return `imports ${target}, which is not under src`;
  if (targetLayer !== name) {
    return layer.layers.includes(targetLayer) ? undefined : `${name} must not import ${targetLayer} (${specifier})`;
  }
  if (name === 'adapters' && folderOf(path) !== folderOf(target)) return `one adapter imports another (${specifier})`;
  return undefined;
}

/** `src/adapters/redis/keys.ts` → `redis`. */
function folderOf(path: string): string | undefined {
  return path.split('/')[2];
}

function wrongPackage(path: string, layer: Layer, specifier: string): string | undefined {
  if (specifier.startsWith('node:')) {
    const pure = pureBuiltins.includes(specifier) && layer.browser !== true;
    return layer.io || pure
      ? undefined
      : `imports ${specifier}, but this layer ${layer.browser === true ? 'runs in browsers' : 'does no IO'}`;
  }
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  const home = homes[name];
  if (home !== undefined && !path.startsWith(home)) return `${name} is known only in ${home}`;
  return layer.packages === 'all' || layer.packages.includes(name) ? undefined : `must not import ${name}`;
}

/** Where a file reaches for what it must be given: the environment, and in domain/ the clock and chance. */
export function wrongReaches({ path, text }: SourceFile): string[] {
  const code = withoutComments(text);
  const found = (patterns: Readonly<Record<string, RegExp>>) =>
    Object.entries(patterns).flatMap(([what, pattern]) => (pattern.test(code) ? [`${path}: ${what}`] : []));
  const readsSettings = path.startsWith('src/settings/') || path === 'src/commands/main.ts';
  return [
    ...(readsSettings
      ? []
      : found({ 'reads process.env': /\bprocess\s*\.\s*env\b|\bimport\b.*\benv\b.*node:process/ })),
    ...(path.startsWith('src/domain/') ? found(impure) : []),
  ];
}

const impure = {
  'reads the clock': /\bDate\s*\.\s*now\b|\bnew\s+Date\s*(\(\s*\)|[;,)\]}])|\bperformance\s*\.\s*now\b|\bhrtime\b/,
  'is random': /\bMath\s*\.\s*random\b|\brandom(UUID|Bytes|Int)\b|\bgetRandomValues\b/,
  waits: /\bawait\b|\bsetTimeout\b|\bsetInterval\b/,
  'writes to the console': /\bconsole\s*\./,
} as const;
