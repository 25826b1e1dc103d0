import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Tool } from './services-install.js';

export interface Needs {
  readonly kafka: boolean;
  readonly redis: boolean;
  /** Programs that the files themselves start. */
  readonly tools: readonly Tool[];
}

/** Modules that define the functions: naming them there asks for nothing. */
const definesThem = /\/support\/(services|services-\w+|redis-server|kafka-server|kafka-libs)\.ts$/;

/** What a set of test files asks for: one of them, or a module of test/ that it imports, names the function. */
export function neededServices(testFiles: readonly string[], root: string): Needs {
  const seen = new Map<string, string>();
  const queue = testFiles.filter((file) => /\.(int|system)\.test\.ts$/.test(file));
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (seen.has(file) || definesThem.test(file)) continue;
    const text = readFileSync(file, 'utf8');
    seen.set(file, text);
    queue.push(...importedFiles(file, text).filter((path) => path.startsWith(root)));
  }
  const texts = [...seen.values()];
  const names = (pattern: RegExp) => texts.some((text) => pattern.test(text));
  const tools: Tool[] = [
    ...(names(/\bstartRedis(Cluster)?\b/) ? ['redis-server' as const] : []),
    ...(names(/\bstartKafka\b/) ? ['java' as const, 'mvn' as const] : []),
    ...(names(/\brequireTools\(\['docker-compose'\]\)/) ? ['docker-compose' as const] : []),
  ];
  return { kafka: names(/\bkafkaBrokers\b/), redis: names(/\bredisUrl\b/), tools };
}

function importedFiles(file: string, text: string): string[] {
  const relative = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)\.js'/g)].map((match) => match[1] ?? '');
  return relative.map((path) => resolve(dirname(file), `${path}.ts`)).filter(isFile);
}

function isFile(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch {
    return false;
  }
}

/** The files that this run will take: all of `root` that match one of `accept` and, when the user named some, one of `wanted`. */
export function testFilesOf(root: string, accept: readonly RegExp[], wanted: readonly RegExp[]): string[] {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).map((name) => join(root, name));
  return files.filter(
    (file) => accept.some((re) => re.test(file)) && (wanted.length === 0 || wanted.some((re) => re.test(file))),
  );
}
