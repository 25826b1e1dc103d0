import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import { importsOf } from './import-rules.js';
import { filesUnder } from './source-files.js';

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const lock = readFileSync('package-lock.json', 'utf8');

const nameOf = (specifier: string) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');

describe('packages', () => {
  test('the program imports only production dependencies: the container has no others', () => {
    const imported = filesUnder('src', '.ts').flatMap(({ text }) => importsOf(text));
    const packages = imported.filter((name) => !name.startsWith('.') && !name.startsWith('node:')).map(nameOf);
    expect(packages.length).toBeGreaterThan(5);
    expect([...new Set(packages)].filter((name) => !(name in manifest.dependencies))).toEqual([]);
    expect(packages.filter((name) => builtinModules.includes(name))).toEqual([]); // written with node:
  });

  test('the lock holds every platform, so that `npm ci` takes it anywhere (else: npm run lock)', () => {
    const locked = Object.keys(JSON.parse(lock).packages);
    const wanted = Object.values<{ optionalDependencies?: object }>(JSON.parse(lock).packages).flatMap((entry) =>
      Object.keys(entry.optionalDependencies ?? {}),
    );
    expect(wanted.filter((name) => !locked.some((path) => path.endsWith(`node_modules/${name}`)))).toEqual([]);
  });

  test('the lock names no registry', () => {
    expect(lock).not.toContain('"resolved"');
  });
});
