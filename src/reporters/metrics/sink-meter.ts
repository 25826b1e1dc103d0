import type { MetricsRegistry } from './registry.js';

const outcomes = ['delivered', 'later', 'parked'] as const;

/** What the sinks of this process have come to. Sinks are those of alerts.yaml, so a label. */
export class SinkMeter {
  readonly #messages;
  readonly #queue;
  readonly #failing;
  readonly #delivered;
  readonly #now: () => number;
  readonly #failures = new Map<string, number>();

  /** @param now milliseconds since 1970. */
  constructor(registry: MetricsRegistry, now: () => number) {
    const sink = ['sink'] as const;
    this.#now = now;
    this.#messages = registry.counter('sink_messages_total', 'Messages that were tried, by what became of the try', [
      'sink',
      'outcome',
    ] as const);
    this.#queue = registry.gauge('sink_queued_messages', 'Messages that wait to be sent, as of the last try', sink);
    this.#failing = registry.gauge('sink_failed_tries', 'Tries that failed since the last message was taken', sink);
    this.#delivered = registry.gauge(
      'sink_last_delivery_timestamp_seconds',
      'When the sink last took a message, in seconds since 1970',
      sink,
    );
  }

  /** The sinks that there are, so that a counter stands at 0 before the first message. */
  expect(sinks: readonly string[]): void {
    for (const sink of sinks) {
      for (const outcome of outcomes) this.#messages.inc({ sink, outcome }, 0);
      this.#failing.set({ sink }, 0);
    }
  }

  /** @param queued messages of the sink that are still to be sent. */
  outcome(sink: string, outcome: (typeof outcomes)[number], queued: number): void {
    this.#messages.inc({ sink, outcome });
    this.#queue.set({ sink }, queued);
    const failures = outcome === 'later' ? (this.#failures.get(sink) ?? 0) + 1 : 0;
    this.#failures.set(sink, failures);
    this.#failing.set({ sink }, failures);
    if (outcome === 'delivered') this.#delivered.set({ sink }, this.#now() / 1000);
  }
}
