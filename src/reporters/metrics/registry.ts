import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export type Labels = Readonly<Record<string, string>>;

/** Names are `hotline_pulse_<thing>_<unit>`; the prefix is added here. */
const prefix = 'hotline_pulse_';

/** A value of a gauge that is read at each scrape; a null is left out: a share of nothing is unknown, not 0. */
export type Reading = readonly [labels: Labels, value: number | null];

/** What is measured in this process, in the text format of Prometheus. */
export class MetricsRegistry {
  readonly #registry = new Registry();

  /** @param ofNode also what Node tells of itself: memory, event loop, garbage collection. */
  constructor(ofNode: boolean) {
    if (ofNode) collectDefaultMetrics({ register: this.#registry });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  counter<T extends string>(name: string, help: string, labelNames: readonly T[] = []): Counter<T> {
    return new Counter({ ...this.#named(name, help), labelNames: [...labelNames] });
  }

  gauge<T extends string>(name: string, help: string, labelNames: readonly T[] = []): Gauge<T> {
    return new Gauge({ ...this.#named(name, help), labelNames: [...labelNames] });
  }

  histogram<T extends string>(
    name: string,
    help: string,
    buckets: readonly number[],
    labelNames: readonly T[] = [],
  ): Histogram<T> {
    return new Histogram({ ...this.#named(name, help), buckets: [...buckets], labelNames: [...labelNames] });
  }

  /** A gauge that has no memory: each scrape asks `read`, and what it does not name is gone. */
  reading(name: string, help: string, read: () => readonly Reading[], labelNames: readonly string[] = []): void {
    new Gauge({
      ...this.#named(name, help),
      labelNames: [...labelNames],
      collect() {
        this.reset();
        // One without labels would stand at 0.
        if (labelNames.length === 0) this.remove();
        for (const [labels, value] of read()) if (value !== null) this.set(labels, value);
      },
    });
  }

  #named(name: string, help: string) {
    return { name: `${prefix}${name}`, help, registers: [this.#registry] };
  }
}

/** Ends of the buckets of a duration, in seconds: from a commit in memory to a server that hangs. */
export const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;
