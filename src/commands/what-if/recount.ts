import type { Instant } from '../../domain/instant.js';
import { parsePeriod, periodKey } from '../../domain/period.js';
import { SnapshotPlan } from '../../domain/snapshot.js';
import type { Snapshot } from '../../domain/snapshot-schema.js';
import { type OtherRules, RuleCount } from '../../domain/what-if.js';
import { besideEachOther, type RuledFigure, snapshotUnder } from '../../domain/what-if-figures.js';
import { figureContext } from '../../engine/figure-context.js';
import type { Pipeline } from '../context.js';
import { progress } from '../output.js';
import { casesOfLog, offsetsToRead } from './read-cases.js';

export interface Recount {
  readonly asOf: Snapshot['asOf'];
  readonly cases: number;
  readonly periods: readonly RecountedPeriod[];
}

export interface RecountedPeriod {
  readonly period: string;
  /** Today's rules over the log give every figure that the state gives at the same offsets. */
  readonly agrees: boolean;
  readonly figures: readonly RuledFigure[];
}

/**
 * Figures of several periods from the log, under today's rules and under others, as of one vector of offsets. The state is read
 * once, for the vector and for what it says itself; nothing is written anywhere.
 *
 * @throws PulseError PULSE_USAGE for a text that is no period.
 */
export async function recount(
  pipeline: Pipeline,
  texts: readonly string[],
  rules: OtherRules,
  asOf: Instant,
): Promise<Recount> {
  const { reader, log, context } = pipeline;
  const today = context.zone.dayOf(asOf);
  const snapshots = figureContext(pipeline);
  const asked = new Map(texts.map((text) => parsePeriod(text, today)).map((p) => [periodKey(p), p]));
  const plans = [...asked].map(([key, p]) => ({ key, plan: new SnapshotPlan(p, asOf, true, snapshots) }));
  const buckets = new Set(plans.flatMap(({ plan }) => [...plan.buckets]));
  const state = await reader.read(buckets);
  const cut = reader.cut(state, asOf, 0);
  const [own, other] = [new RuleCount(context, null, buckets), new RuleCount(context, rules, buckets)];
  const bar = progress('read the log', await offsetsToRead(log, state.vector));
  let cases = 0;
  for await (const c of casesOfLog(pipeline, { vector: state.vector, advanced: (n) => bar.add(n) })) {
    cases++;
    own.add(c);
    other.add(c);
  }
  bar.stop();
  const periods = plans.map(({ key, plan }): RecountedPeriod => {
    const ours = plan.build((bucket) => own.sum(bucket), cut);
    const theirs = snapshotUnder(rules, plan, (bucket) => other.sum(bucket), cut);
    return { period: key, agrees: isSame(ours, plan.build(state.sum, cut)), figures: besideEachOther(ours, theirs) };
  });
  return { asOf: { instant: new Date(asOf).toISOString(), ...cut.asOf }, cases, periods };
}

/** Counters, indicators and all: both were made by one function from one cut. */
const isSame = (a: Snapshot, b: Snapshot): boolean => JSON.stringify(a) === JSON.stringify(b);
