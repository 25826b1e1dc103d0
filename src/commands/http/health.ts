import { PulseError } from '../../domain/errors.js';
import type { Instant } from '../../domain/instant.js';
import { readProgress } from '../../engine/partition-state.js';
import type { Processor } from '../../engine/processor.js';
import type { ReadRange } from '../../ports/event-log.js';
import type { Health, Readiness } from '../../reporters/http/sources.js';
import type { Pipeline } from '../context.js';

type Check = Readiness['checks'][string];

export interface HealthOptions {
  readonly pipeline: Pick<Pipeline, 'log' | 'store' | 'topics' | 'partitions'>;
  /** Absent: this process only shows; others process. */
  readonly processor?: Pick<Processor, 'tasks'> | undefined;
  /** The oldest record that is not counted may be so old. */
  readonly lagMs: number;
  readonly now: () => Instant;
}

/** An answer holds for so long: what asks every second from many places must not cost a read each. */
const freshMs = 1000;
/** A log or a store that takes longer does not answer. */
const patienceMs = 5000;

/** Ready: partitions assigned and attached, caught up within a bound, store and log reachable. */
export function healthOf(o: HealthOptions): Health {
  let last: { readonly at: number; readonly found: Promise<Readiness> } | null = null;
  return {
    live: () => true,
    ready: () => {
      const at = performance.now();
      if (last === null || at - last.at > freshMs) last = { at, found: look(o) };
      return last.found;
    },
  };
}

async function look(o: HealthOptions): Promise<Readiness> {
  const [log, store] = await Promise.all([
    reachable(() => o.pipeline.log.bounds(o.pipeline.topics.inputs[0]!)),
    reachable(() => o.pipeline.store.now()),
  ]);
  const caughtUp = log.ok && store.ok ? await within(() => lag(o)) : { ok: false, detail: 'not known' };
  const checks: Record<string, Check> = { log, store, caughtUp };
  if (o.processor !== undefined) checks['assigned'] = assigned(o.processor, caughtUp);
  return { ready: Object.values(checks).every(({ ok }) => ok), checks };
}

/** More processors than partitions: the others stand by, and are ready when the figures are. */
function assigned({ tasks }: Pick<Processor, 'tasks'>, caughtUp: Check): Check {
  if (tasks.length === 0) {
    return { ok: caughtUp.ok, detail: caughtUp.ok ? 'stands by: others have the partitions' : 'no partition yet' };
  }
  const parked = tasks.filter(({ state }) => state === 'parked').map(({ partition }) => partition);
  if (parked.length > 0) return { ok: false, detail: `parked: partition ${parked.join(', ')}` };
  const attached = tasks.filter(({ state }) => state === 'attached').length;
  return { ok: attached === tasks.length, detail: `${attached} of ${tasks.length} partitions attached` };
}

/** How old the oldest record is that the state has not counted. */
async function lag({ pipeline, lagMs, now }: HealthOptions): Promise<Check> {
  const { log, store, topics, partitions } = pipeline;
  const bounds = await Promise.all(topics.inputs.map((topic) => log.bounds(topic)));
  const states = await Promise.all(Array.from({ length: partitions }, (_, p) => store.load(p, [])));
  const next: ReadRange[] = [];
  for (const [partition, state] of states.entries()) {
    const { offsets } = readProgress(state);
    for (const [t, topic] of topics.inputs.entries()) {
      const { start = 0n, end = 0n } = bounds[t]?.[partition] ?? {};
      const at = offsets.get(topic) ?? start;
      if (at < end) next.push({ topic, partition, from: at, to: at + 1n });
    }
  }
  let oldest = now();
  for await (const { records } of log.read(next)) {
    for (const { timestamp } of records) oldest = Math.min(oldest, timestamp);
  }
  const behind = now() - oldest;
  return { ok: behind <= lagMs, detail: `${Math.round(behind / 1000)} s behind` };
}

/** Whether the log or the store answers. */
export const reachable = (ask: () => Promise<unknown>): Promise<Check> =>
  within(async () => {
    await ask();
    return { ok: true };
  });

/** What fails or takes too long is not well; which of the two, in words that name no address. */
async function within(ask: () => Promise<Check>): Promise<Check> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Check>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, detail: `no answer in ${patienceMs / 1000} s` }), patienceMs);
  });
  try {
    return await Promise.race([ask(), late]);
  } catch (error) {
    return { ok: false, detail: error instanceof PulseError ? error.code : 'failed' };
  } finally {
    clearTimeout(timer);
  }
}
