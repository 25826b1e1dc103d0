import { explanationSource } from '../../src/commands/http/explanation-source.js';
import type { ExplanationSource } from '../../src/reporters/http/sources.js';
import { readerOver } from './fold.js';
import type { MemoryStore } from './memory-store.js';
import { configuration, views } from './views.js';

type Feed = Parameters<typeof explanationSource>[2];

/** The real explanations over a state in memory; published are the revisions that `latest` knows. */
export function explaining(store: MemoryStore, partitions = 1, latest: Feed['latest'] = () => null): ExplanationSource {
  const pipeline = { store, partitions, reader: readerOver(store, partitions), context: views.context };
  return explanationSource(configuration, pipeline, { latest });
}
