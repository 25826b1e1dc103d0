import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory of one test; `remove` deletes it and all that is in it. */
export async function makeDataDir(): Promise<{ dataDir: string; remove(): Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'pulse-embedded-'));
  return { dataDir, remove: () => rm(dataDir, { recursive: true, force: true }) };
}
