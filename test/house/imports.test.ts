import { describe, expect, test } from '@jest/globals';
import { importsOf, wrongImports, wrongReaches } from './import-rules.js';
import { filesUnder } from './source-files.js';

const sources = filesUnder('src', '.ts');

describe('the arrows of ARCHITECTURE.md', () => {
  test('there is something to check in every layer that is there', () => {
    expect(sources.length).toBeGreaterThan(20);
    expect(sources.flatMap((file) => importsOf(file.text)).length).toBeGreaterThan(sources.length);
  });

  test('imports go one way', () => {
    expect(sources.flatMap(wrongImports)).toEqual([]);
  });

  test('only the settings and main.ts read the environment; domain/ reads no clock, no chance, and never waits', () => {
    expect(sources.flatMap(wrongReaches)).toEqual([]);
  });

  test('a file has at most 250 lines', () => {
    const long = sources.map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }));
    expect(long.filter(({ lines }) => lines > 250)).toEqual([]);
  });
});

/** A rule that cannot fail protects nothing. */
describe('the rules see what they forbid', () => {
  const importing = (path: string, specifier: string) =>
    wrongImports({ path, text: `import { x } from '${specifier}';` });

  test.each([
    ['src/domain/case.ts', '../ports/clock.js'],
    ['src/domain/case.ts', 'pino'],
    ['src/domain/case.ts', 'node:fs'],
    ['src/ports/clock.ts', '../engine/task.js'],
    ['src/ports/clock.ts', 'kafkajs'],
    ['src/engine/task.ts', '../adapters/redis/store.js'],
    ['src/engine/task.ts', '../settings/settings.js'],
    ['src/engine/task.ts', 'node:fs/promises'],
    ['src/adapters/redis/store.ts', '../kafka/log.js'],
    ['src/adapters/redis/store.ts', '../../engine/task.js'],
    ['src/adapters/redis/store.ts', 'kafkajs'],
    ['src/adapters/kafka/log.ts', 'ioredis'],
    ['src/adapters/kafka/log.ts', 'lmdb/index.js'],
    ['src/adapters/redis/store.ts', '@bokuweb/zstd-wasm'],
    ['src/feeders/simulate.ts', '../settings/settings.js'],
    ['src/verifier/verify.ts', '../ports/event-log.js'],
    ['src/reporters/table.ts', '../engine/task.js'],
    ['src/settings/settings.ts', '../engine/task.js'],
    ['src/dashboard/app.ts', '../reporters/http/sources.js'],
    ['src/dashboard/app.ts', '../ports/clock.js'],
    ['src/dashboard/app.ts', 'zod'],
    ['src/dashboard/app.ts', 'node:crypto'],
    ['src/reporters/http/static.ts', '../../dashboard/app.js'],
    ['src/commands/serve.ts', '../dashboard/app.js'],
    ['src/engine/task.ts', '../commands/main.js'],
    ['src/engine/task.ts', '../../test/support/services.js'],
    ['src/commands/process.ts', 'ioredis'],
    ['src/elsewhere/x.ts', 'zod'],
  ])('%s must not import %s', (path, specifier) => {
    expect(importing(path, specifier)).toHaveLength(1);
  });

  test.each([
    ['src/domain/case.ts', './events.js'],
    ['src/domain/events.ts', 'zod'],
    ['src/ports/clock.ts', '../domain/instant.js'],
    ['src/engine/task.ts', '../ports/clock.js'],
    ['src/engine/task.ts', 'node:crypto'],
    ['src/adapters/redis/store.ts', './keys.js'],
    ['src/adapters/redis/store.ts', 'ioredis'],
    ['src/settings/settings.ts', '../domain/errors.js'],
    ['src/commands/process.ts', '../adapters/redis/store.js'],
    ['src/dashboard/app.ts', '../domain/rational.js'],
    ['src/dashboard/charts/engine.ts', 'echarts/core'],
  ])('%s may import %s', (path, specifier) => {
    expect(importing(path, specifier)).toEqual([]);
  });

  test('every way of importing is read, and comments are not', () => {
    const text = `
      import 'a';
      import type { B } from 'b';
      export * from "c";
      import { d,
        dd } from 'd';
      const e = await import('e');
      // import 'no';
      if (key === 'from' || key === 'to') {}
      /* from 'no' */`;
    expect(importsOf(text)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test.each([
    ['src/engine/task.ts', 'process.env.HOME'],
    ['src/commands/process.ts', "process.env['HOME']"],
    ['src/domain/case.ts', 'Date.now()'],
    ['src/domain/case.ts', 'new Date()'],
    ['src/domain/case.ts', 'Math.random()'],
    ['src/domain/case.ts', 'await x'],
    ['src/domain/case.ts', 'console.log(x)'],
  ])('%s must not say %s', (path, text) => {
    expect(wrongReaches({ path, text })).toHaveLength(1);
  });

  test.each([
    ['src/settings/settings.ts', 'process.env'],
    ['src/commands/main.ts', 'process.env'],
    ['src/domain/case.ts', 'new Date(instant)'],
    ['src/domain/case.ts', '/** No Date.now() here. */'],
    ['src/adapters/system/clock.ts', 'Date.now()'],
  ])('%s may say %s', (path, text) => {
    expect(wrongReaches({ path, text })).toEqual([]);
  });
});
