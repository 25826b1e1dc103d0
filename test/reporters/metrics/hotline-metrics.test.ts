import { describe, expect, test } from '@jest/globals';
import { alertKinds } from '../../../src/domain/alert.js';
import { LivePlan } from '../../../src/domain/live.js';
import { parsePeriod } from '../../../src/domain/period.js';
import type { Snapshot } from '../../../src/domain/snapshot-schema.js';
import { HotlineMetrics } from '../../../src/reporters/metrics/hotline-metrics.js';
import { fold, readerOver } from '../../support/fold.js';
import { views } from '../../support/views.js';
import { at, call, ticket } from '../../verifier/support.js';
import { familiesOf } from './exposition.js';

const now = at('06-16 12:00') + 30_000;
const inputs = ['hotline.call-received', 'hotline.ticket-created'];
const newMetrics = () => new HotlineMetrics({ version: '0.1.0', inputs, partitions: 4, now: () => now, ofNode: false });
const read = async (metrics: HotlineMetrics) => familiesOf(await metrics.text());
/** Value of a sample, as printed: name and labels. */
async function sampleOf(metrics: HotlineMetrics, sample: string): Promise<number | undefined> {
  const name = sample.replace(/\{.*/, '').replace(/_(bucket|sum|count)$/, '');
  const families = await read(metrics);
  return (families.get(name) ?? families.get(sample.replace(/\{.*/, '')))?.samples.get(sample);
}

describe('names', () => {
  test('hotline_pulse_<thing>_<unit>, each with help that is a sentence of its own', async () => {
    const metrics = newMetrics();
    metrics.tellFigures({ latest: () => null });
    const families = [...(await read(metrics)).values()];
    expect(families.length).toBeGreaterThan(45);
    const units =
      /^hotline_pulse_[a-z0-9_]+_(total|seconds|ratio|records|contacts|tickets|partitions|messages|conditions|clients|days|years|identities|rollbacks|flags|tries|info)$/;
    const odd = families.filter(({ name }) => !units.test(name) && name !== 'hotline_pulse_partitions');
    expect(odd.map(({ name }) => name)).toEqual([]);
    expect(families.filter(({ type, name }) => (type === 'counter') !== name.endsWith('_total'))).toEqual([]);
    expect(families.filter(({ help }) => help.length < 15)).toEqual([]);
    expect(new Set(families.map(({ help }) => help)).size).toBe(families.length);
  });

  test('what Node tells of itself is there when it is asked for', async () => {
    const metrics = new HotlineMetrics({ version: '1', inputs, partitions: 1, now: () => now });
    expect([...(await read(metrics)).keys()]).toContain('process_resident_memory_bytes');
  });
});

describe('the engine', () => {
  const dead = new Map([['not-json', 2]] as const);
  const readFacts = { topic: inputs[0]!, records: 10, events: 7, duplicates: 3, rerouted: 1, dead };

  test('a commit of records: events, duplicates, re-routed, dead letters by reason, size, time', async () => {
    const all = newMetrics();
    all.engine.committed({ cause: 'records', outcome: 'applied', seconds: 0.03, read: readFacts });
    const topic = '{topic="hotline.call-received"}';
    expect(await sampleOf(all, `hotline_pulse_events_total${topic}`)).toBe(7);
    expect(await sampleOf(all, `hotline_pulse_duplicate_events_total${topic}`)).toBe(3);
    expect(await sampleOf(all, `hotline_pulse_rerouted_records_total${topic}`)).toBe(1);
    const reason = '{topic="hotline.call-received",reason="not-json"}';
    expect(await sampleOf(all, `hotline_pulse_dead_letters_total${reason}`)).toBe(2);
    expect(await sampleOf(all, 'hotline_pulse_batch_size_records_bucket{le="10"}')).toBe(1);
    expect(await sampleOf(all, 'hotline_pulse_batch_size_records_bucket{le="5"}')).toBe(0);
    expect(await sampleOf(all, 'hotline_pulse_commit_duration_seconds_sum{cause="records"}')).toBe(0.03);
  });

  test('counters stand at 0 from the start, so that the first increase is seen', async () => {
    const metrics = newMetrics();
    expect(await sampleOf(metrics, 'hotline_pulse_commits_total{cause="records",outcome="fenced"}')).toBe(0);
    expect(await sampleOf(metrics, 'hotline_pulse_events_total{topic="hotline.ticket-created"}')).toBe(0);
    for (const kind of alertKinds)
      expect(await sampleOf(metrics, `hotline_pulse_alerts_published_total{kind="${kind}"}`)).toBe(0);
  });

  test("a partition that is somebody else's now is measured by nobody here", async () => {
    const metrics = newMetrics();
    metrics.engine.assigned([0, 1]);
    metrics.engine.lag('t', 0, 12);
    metrics.engine.lag('t', 1, 5);
    metrics.engine.parked(1, true);
    expect(await sampleOf(metrics, 'hotline_pulse_lag_records{topic="t",partition="1"}')).toBe(5);
    expect(await sampleOf(metrics, 'hotline_pulse_parked_partitions')).toBe(1);
    metrics.engine.assigned([0]);
    expect(await sampleOf(metrics, 'hotline_pulse_lag_records{topic="t",partition="1"}')).toBeUndefined();
    expect(await sampleOf(metrics, 'hotline_pulse_parked_partitions')).toBe(0);
    expect(await sampleOf(metrics, 'hotline_pulse_assigned_partitions')).toBe(1);
    expect(await sampleOf(metrics, 'hotline_pulse_fences_total{partition="0"}')).toBe(0);
  });

  test('snapshots by kind of key; conditions that ended stand at 0', async () => {
    const metrics = newMetrics();
    metrics.engine.snapshotsPublished(['live', 'month:2021-06', 'day:2021-06-12', 'month:2021-06/units']);
    expect(await sampleOf(metrics, 'hotline_pulse_snapshots_published_total{kind="period"}')).toBe(2);
    expect(await sampleOf(metrics, 'hotline_pulse_snapshots_published_total{kind="units"}')).toBe(1);
    metrics.engine.conditionsOpen(['unit-backlog', 'unit-backlog']);
    expect(await sampleOf(metrics, 'hotline_pulse_open_conditions{kind="unit-backlog"}')).toBe(2);
    metrics.engine.conditionsOpen([]);
    expect(await sampleOf(metrics, 'hotline_pulse_open_conditions{kind="unit-backlog"}')).toBe(0);
  });
});

test('sinks: tries by outcome, failures in a row until one is taken, what waits', async () => {
  const metrics = newMetrics();
  metrics.sinks.expect(['duty']);
  for (let n = 1; n <= 3; n++) metrics.sinks.outcome('duty', 'later', n);
  expect(await sampleOf(metrics, 'hotline_pulse_sink_failed_tries{sink="duty"}')).toBe(3);
  expect(await sampleOf(metrics, 'hotline_pulse_sink_queued_messages{sink="duty"}')).toBe(3);
  expect(await sampleOf(metrics, 'hotline_pulse_sink_messages_total{sink="duty",outcome="delivered"}')).toBe(0);
  metrics.sinks.outcome('duty', 'delivered', 0);
  expect(await sampleOf(metrics, 'hotline_pulse_sink_failed_tries{sink="duty"}')).toBe(0);
  expect(await sampleOf(metrics, 'hotline_pulse_sink_last_delivery_timestamp_seconds{sink="duty"}')).toBe(now / 1000);
});

describe("the hotline's own figures", () => {
  const events = [
    call('1', { receivedAt: '2021-06-16T11:58:00+08:00' }),
    call('2', { receivedAt: '2021-06-16T11:58:30+08:00' }),
    call('3', { receivedAt: '2021-06-16T11:59:00+08:00' }),
    call('4', { receivedAt: '2021-06-16T11:20:00+08:00', answered: false }),
    ticket('1/T1', { createdAt: '2021-06-01T09:00:00+08:00' }),
    ticket('2/T2', { createdAt: '2021-06-16T11:58:40+08:00', nature: 'praise' }),
  ];

  async function withFigures(more: Partial<Snapshot> = {}): Promise<HotlineMetrics> {
    const reader = readerOver(await fold(events, 100, at('06-16 12:00')));
    const asOf = at('06-16 12:00');
    const plan = new LivePlan(asOf, views.context);
    const state = await reader.read([...plan.buckets]);
    const live: Snapshot = { ...plan.build(state.sum, reader.cut(state, asOf, 2)), ...more };
    const month = await reader.snapshot(parsePeriod('month:2021-06', 0), asOf, false);
    const snapshots: Record<string, Snapshot> = { live, 'month:2021-06': month };
    const metrics = newMetrics();
    metrics.tellFigures({ latest: (key) => (snapshots[key] ? { snapshot: snapshots[key] } : null) });
    return metrics;
  }

  test('windows: counts, and rates from 0 to 1', async () => {
    const metrics = await withFigures();
    expect(await sampleOf(metrics, 'hotline_pulse_connection_rate_ratio{window="5m"}')).toBe(1);
    expect(await sampleOf(metrics, 'hotline_pulse_connection_rate_ratio{window="60m"}')).toBe(0.75);
    expect(await sampleOf(metrics, 'hotline_pulse_window_contacts{window="today"}')).toBe(4);
    expect(await sampleOf(metrics, 'hotline_pulse_window_answered_contacts{window="15m"}')).toBe(3);
  });

  test('open tickets of whatever month; the month that live is in', async () => {
    const metrics = await withFigures();
    expect(await sampleOf(metrics, 'hotline_pulse_open_tickets')).toBe(2);
    expect(await sampleOf(metrics, 'hotline_pulse_open_overdue_tickets')).toBe(1);
    expect(await sampleOf(metrics, 'hotline_pulse_month_contacts')).toBe(4);
    expect(await sampleOf(metrics, 'hotline_pulse_month_connection_rate_ratio')).toBe(0.75);
    expect(await sampleOf(metrics, 'hotline_pulse_month_created_tickets{nature="praise"}')).toBe(1);
    expect(await sampleOf(metrics, 'hotline_pulse_month_created_tickets{nature="complaint"}')).toBe(0);
  });

  test('a share of nothing is no sample, not 0', async () => {
    const families = await read(await withFigures());
    expect(families.get('hotline_pulse_month_satisfaction_rate_ratio')?.samples.size).toBe(0);
    expect(families.get('hotline_pulse_month_mean_reply_working_days')?.samples.size).toBe(0);
  });

  test('how far they can be trusted: age, flags, roll-backs, identities', async () => {
    const metrics = await withFigures({ partial: true, identities: [{ id: 'x', holds: false, difference: 1 }] });
    expect(await sampleOf(metrics, 'hotline_pulse_snapshot_age_seconds')).toBe(30);
    expect(await sampleOf(metrics, 'hotline_pulse_store_rollbacks')).toBe(2);
    expect(await sampleOf(metrics, 'hotline_pulse_snapshot_flags{flag="partial"}')).toBe(1);
    expect(await sampleOf(metrics, 'hotline_pulse_snapshot_flags{flag="demo"}')).toBe(0);
    expect(await sampleOf(metrics, 'hotline_pulse_broken_identities')).toBe(1);
  });

  test('before anything is published there is no sample of them, and no age', async () => {
    const metrics = newMetrics();
    metrics.tellFigures({ latest: () => null });
    const families = await read(metrics);
    for (const name of ['snapshot_age_seconds', 'open_tickets', 'broken_identities', 'connection_rate_ratio'])
      expect([name, families.get(`hotline_pulse_${name}`)?.samples.size]).toEqual([name, 0]);
  });

  test('a figure that is gone at the next scrape is gone', async () => {
    let snapshot: Snapshot | null = null;
    const reader = readerOver(await fold(events, 100, at('06-16 12:00')));
    const plan = new LivePlan(at('06-16 12:00'), views.context);
    const state = await reader.read([...plan.buckets]);
    const metrics = newMetrics();
    metrics.tellFigures({ latest: (key) => (key === 'live' && snapshot !== null ? { snapshot } : null) });
    snapshot = plan.build(state.sum, reader.cut(state, at('06-16 12:00'), 0));
    expect(await sampleOf(metrics, 'hotline_pulse_open_tickets')).toBe(2);
    snapshot = null;
    expect(await sampleOf(metrics, 'hotline_pulse_open_tickets')).toBeUndefined();
  });
});
