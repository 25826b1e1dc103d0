import { Command } from 'commander';
import type { Baselines } from '../domain/baseline.js';
import { PulseError } from '../domain/errors.js';
import type { HotlineEvent } from '../domain/events.js';
import { parsePeriod, periodKey } from '../domain/period.js';
import type { Snapshot } from '../domain/snapshot-schema.js';
import { decode } from '../engine/decode.js';
import type { ReadRange } from '../ports/event-log.js';
import { compareFigures } from '../verifier/compare-figures.js';
import { recompute } from '../verifier/recompute.js';
import type { Pipeline, Run } from './context.js';
import { naiveContext } from './naive-context.js';
import { print, progress, table } from './output.js';
import { readRevision } from './read-revision.js';

/** A refused record that no dead letter names: verify cannot leave it out. */
interface Unexplained {
  readonly place: string;
  readonly reason: string;
}

export function verifyCommand(run: Run): Command {
  return new Command('verify')
    .description('recompute a period from the log by a second, naive path; exit 1 and a list when one figure differs')
    .argument('<period>', 'such as month:2021-06, or a revision such as month:2021-06@r1')
    .option('--json', 'machine-readable')
    .action((text: string, options: { json?: true }) =>
      run(async (context) => {
        const pipeline = await context.openPipeline();
        const { name, period, snapshot, baselines } = await published(text, pipeline);
        const asOf = Date.parse(snapshot.asOf.instant);
        const read = await readHistory(pipeline, snapshot);
        const ours = recompute(read.events, period, naiveContext(context.configuration, asOf, baselines));
        const differences = compareFigures(snapshot, ours);
        const equal = differences.length === 0 && read.unexplained.length === 0;
        const result = {
          period: name,
          equal,
          counters: Object.keys(snapshot.counters).length,
          indicators: snapshot.indicators.length,
          events: read.events.length,
          leftOut: read.leftOut,
          differences,
          unexplained: read.unexplained,
          ticketsUnderTwoContacts: sharedTickets(read.events),
          offsets: snapshot.asOf.offsets,
        };
        print(options, result, () => explain(result));
        return equal ? 0 : 1;
      }),
    );
}

interface Published {
  readonly name: string;
  /** For the naive path. */
  readonly period: string;
  readonly snapshot: Snapshot;
  /** Opening figures that it was made with. */
  readonly baselines: Baselines;
}

/** A period as the state says now, or a revision as it was decided: with its own offsets and its own instant. */
async function published(text: string, pipeline: Pipeline): Promise<Published> {
  const named = /^(?:month:)?(.*?)@r([1-9]\d{0,5})$/.exec(text);
  if (named !== null) {
    const [, month, n] = named as unknown as [string, string, string];
    const { whole } = await readRevision(pipeline, month, Number(n));
    return {
      name: `month:${month}@r${n}`,
      period: `month:${month}`,
      snapshot: whole,
      baselines: usedBy(whole, pipeline),
    };
  }
  if (text === 'live')
    throw new PulseError('PULSE_USAGE', 'live moves with the clock; verify a period such as day:2021-06-12');
  const asOf = await pipeline.store.now();
  const period = parsePeriod(text, pipeline.context.zone.dayOf(asOf));
  const snapshot = await pipeline.reader.snapshot(period, asOf, true);
  return { name: periodKey(period), period: periodKey(period), snapshot, baselines: pipeline.board.baselines() };
}

/** Figures that were imported, or taken away, after a revision was decided are none of its own. */
function usedBy(revision: Snapshot, { board }: Pipeline): Baselines {
  const compared = revision.indicators.flatMap(({ previous, lastYear }) => [previous, lastYear]);
  const used = new Set(compared.flatMap((c) => (c?.baseline === true ? [c.period] : [])));
  return new Map([...board.baselines()].filter(([month]) => used.has(month)));
}

type Result = {
  period: string;
  equal: boolean;
  counters: number;
  indicators: number;
  events: number;
  leftOut: number;
  differences: readonly { figure: string; published: unknown; recomputed: unknown }[];
  unexplained: readonly Unexplained[];
  ticketsUnderTwoContacts: readonly string[];
};

function explain(r: Result): string {
  const lines = [
    `${r.period}: ${r.counters} counters and ${r.indicators} indicators against ${r.events} events of the log (${r.leftOut} left out)\n`,
  ];
  if (r.differences.length > 0) {
    lines.push(
      table(
        ['figure', 'snapshot', 'recomputed'],
        r.differences.map((d) => [d.figure, String(d.published), String(d.recomputed)]),
        [1, 2],
      ),
    );
  }
  for (const u of r.unexplained) lines.push(`${u.place}: refused (${u.reason}), but no dead letter names it\n`);
  const shared = r.ticketsUnderTwoContacts;
  if (shared.length > 0)
    lines.push(`note: ${shared.length} ticket ids were seen under two contacts: ${shared.slice(0, 10).join(', ')}\n`);
  lines.push(
    r.equal
      ? 'equal: every figure comes out the same on both paths\n'
      : `NOT equal: ${r.differences.length} figures differ\n`,
  );
  return lines.join('');
}

/** Every event up to the snapshot's offsets, but those that dead letters name and those in a partition that is not theirs. */
async function readHistory({ log, store, topics, partitions }: Pipeline, snapshot: Snapshot) {
  const dead = await deadPlaces(log, topics.deadLetters);
  const ranges: ReadRange[] = [];
  for (const topic of topics.inputs) {
    const bounds = await log.bounds(topic);
    for (const [partition, to] of (snapshot.asOf.offsets[topic] ?? []).entries()) {
      ranges.push({ topic, partition, from: bounds[partition]?.start ?? 0n, to: BigInt(to) });
    }
  }
  const bar = progress(
    'read the log',
    ranges.reduce((n, r) => n + Number(r.to - r.from), 0),
  );
  const events: HotlineEvent[] = [];
  const unexplained: Unexplained[] = [];
  let leftOut = 0;
  const oldest = (await store.now()) - 89 * 86_400_000;
  for await (const batch of log.read(ranges)) {
    bar.add(batch.records.length);
    for (const record of batch.records) {
      const place = `${batch.topic}/${batch.partition}/${record.offset}`;
      const decoded = dead.has(place) ? null : decode(record, batch.partition, partitions);
      if (decoded?.kind === 'event') events.push(decoded.event);
      else leftOut++;
      // Dead letters are kept for 90 days, inputs for ever: of older records nobody can say any more that they were named.
      if (decoded?.kind === 'dead' && record.timestamp > oldest) unexplained.push({ place, reason: decoded.reason });
    }
  }
  bar.stop();
  return { events, unexplained, leftOut };
}

async function deadPlaces(log: Pipeline['log'], topic: string): Promise<Set<string>> {
  const bounds = await log.bounds(topic);
  const ranges = bounds.map((b, partition) => ({ topic, partition, from: b.start, to: b.end }));
  const places = new Set<string>();
  for await (const batch of log.read(ranges)) {
    for (const record of batch.records) if (record.key !== null) places.add(Buffer.from(record.key).toString('utf8'));
  }
  return places;
}

/** Ticket ids that occur under more than one contact: reported, not merged (kpi.md section 1). */
function sharedTickets(events: readonly HotlineEvent[]): string[] {
  const owner = new Map<string, string>();
  const shared = new Set<string>();
  for (const { data } of events) {
    if (!('ticketId' in data) || data.ticketId === undefined) continue;
    const known = owner.get(data.ticketId);
    if (known !== undefined && known !== data.contactId) shared.add(data.ticketId);
    owner.set(data.ticketId, data.contactId);
  }
  return [...shared];
}
