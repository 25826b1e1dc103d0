import type { Instant } from '../../domain/instant.js';
import { EngineMeter } from './engine-meter.js';
import { figureGauges, type LatestFigures } from './figure-gauges.js';
import { HttpMeter } from './http-meter.js';
import { MetricsRegistry } from './registry.js';
import { SinkMeter } from './sink-meter.js';

export interface MetricsOptions {
  readonly version: string;
  /** Names of the input topics, and how many partitions each has. */
  readonly inputs: readonly string[];
  readonly partitions: number;
  readonly now: () => Instant;
  /** Also what Node tells of itself; default true. */
  readonly ofNode?: boolean;
}

/** All that one process measures, and the text that Prometheus reads. A part that does not run here stands at 0. */
export class HotlineMetrics {
  readonly engine: EngineMeter;
  readonly sinks: SinkMeter;
  readonly http: HttpMeter;
  readonly #registry: MetricsRegistry;
  readonly #now: () => Instant;

  constructor({ version, inputs, partitions, now, ofNode = true }: MetricsOptions) {
    const registry = new MetricsRegistry(ofNode);
    this.#registry = registry;
    this.#now = now;
    this.engine = new EngineMeter(registry, inputs);
    this.sinks = new SinkMeter(registry, now);
    this.http = new HttpMeter(registry);
    registry.reading('partitions', 'Partitions of each input topic', () => [[{}, partitions]]);
    registry.reading('build_info', '1; the version is the label', () => [[{ version }, 1]], ['version']);
  }

  /** From now on the hotline's own figures are told too; to be called once. */
  tellFigures(figures: LatestFigures): void {
    figureGauges(this.#registry, figures, this.#now);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.text();
  }
}
