import { HotlineMetrics } from '../../../src/reporters/metrics/hotline-metrics.js';
import { familiesOf, seriesOf } from './exposition.js';

/** Every series that a query may name: what the program tells, and what Prometheus adds to a scrape. */
export async function knownSeries(): Promise<ReadonlySet<string>> {
  const metrics = new HotlineMetrics({ version: '1', inputs: ['t'], partitions: 1, now: () => 0 });
  metrics.tellFigures({ latest: () => null });
  return seriesOf(familiesOf(await metrics.text())).add('up');
}

/** Labels of the program's metrics, of histograms, and those of a scrape. */
export const knownLabels: readonly string[] = [
  ...['topic', 'partition', 'cause', 'outcome', 'reason', 'kind', 'sink', 'window', 'nature', 'flag'],
  ...['route', 'method', 'status', 'version', 'le', 'job', 'instance', 'part'],
];
