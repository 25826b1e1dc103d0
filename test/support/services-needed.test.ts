import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { neededServices, testFilesOf } from './services-needed.js';

const root = mkdtempSync(join(tmpdir(), 'hotline-needs-'));
afterAll(() => rmSync(root, { recursive: true }));

const files: Record<string, string> = {
  'support/services.ts': 'export function kafkaBrokers() {} export function redisUrl() {}',
  'support/store.ts': "import { redisUrl } from './services.js';\nexport const url = redisUrl();",
  'a.test.ts': "import { url } from './support/store.js';",
  'b.int.test.ts': "import { url } from './support/store.js';",
  'c.int.test.ts': "import { kafkaBrokers } from './support/services.js';\nkafkaBrokers();",
  'd.system.test.ts': "import { uniqueName } from './support/services.js';",
  'e.int.test.ts': "import { startKafka, startRedisCluster } from './support/services.js';",
};
for (const [name, text] of Object.entries(files)) {
  mkdirSync(join(root, name, '..'), { recursive: true });
  writeFileSync(join(root, name), text);
}

describe('which shared servers a run needs', () => {
  const needs = (...names: string[]) =>
    neededServices(
      names.map((name) => join(root, name)),
      root,
    );

  test.each([
    [['a.test.ts'], { kafka: false, redis: false, tools: [] }], // no suffix: needs nothing, by definition
    [['b.int.test.ts'], { kafka: false, redis: true, tools: [] }], // by way of a helper
    [['c.int.test.ts'], { kafka: true, redis: false, tools: [] }],
    [['d.system.test.ts'], { kafka: false, redis: false, tools: [] }],
    [['e.int.test.ts'], { kafka: false, redis: false, tools: ['redis-server', 'java', 'mvn'] }],
    [Object.keys(files), { kafka: true, redis: true, tools: ['redis-server', 'java', 'mvn'] }],
  ])('%j: %j', (names, expected) => {
    expect(needs(...names)).toEqual(expected);
  });

  test('only files that the run takes count', () => {
    const names = (accept: RegExp[], wanted: RegExp[]) =>
      testFilesOf(root, accept, wanted).map((file) => file.slice(root.length + 1));
    expect(names([/\.int\.test\.ts$/], []).sort()).toEqual(['b.int.test.ts', 'c.int.test.ts', 'e.int.test.ts']);
    expect(names([/\.test\.ts$/], [/c\.int/])).toEqual(['c.int.test.ts']);
  });
});
