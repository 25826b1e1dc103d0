import { HotlineMetrics } from '../reporters/metrics/hotline-metrics.js';
import type { Context, Pipeline } from './context.js';
import { version } from './version.js';

/** What one process measures. */
export function newMetrics(
  context: Context,
  { topics, partitions }: Pick<Pipeline, 'topics' | 'partitions'>,
): HotlineMetrics {
  return new HotlineMetrics({ version, inputs: topics.inputs, partitions, now: () => context.clock.now() });
}
