import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Alert } from '../../../src/domain/alert.js';
import {
  alertRecord,
  Bench,
  conditionAlert,
  hour,
  minute,
  morning,
  second,
  sinkOf,
  ticketAlert,
} from './runner-support.js';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(async () => {
  await bench.close();
  expect(bench.fatal).toEqual([]);
});

const idsOf = (alerts: readonly { id: string }[]): string[][] => alerts.map(({ id }) => [id]);

describe('quiet hours and digests', () => {
  test('what is held is sent when they end, also by another process; the position stays below it', async () => {
    const until = morning + 9 * hour;
    const held = (): { wanted: boolean; to: string[]; heldUntil: number | null } => ({
      wanted: true, to: [], heldUntil: bench.clock.now() < until ? until : null,
    }); // biome-ignore format: in one place
    const first = await bench.run(sinkOf('a', bench.sender(), { decide: held }));
    const alerts = [conditionAlert(), conditionAlert()];
    await bench.publish(...alerts);
    await bench.clock.advance(hour);
    await first.stop();
    expect(bench.positions().at(-1)?.next).toEqual({ 0: '0', 1: '0' });
    const sender = bench.sender();
    await bench.run(sinkOf('a', sender, { decide: held }));
    await bench.clock.advance(8 * hour - second);
    expect(sender.tried).toEqual([]);
    await bench.clock.advance(second);
    expect(sender.ids).toEqual(idsOf(alerts));
    expect(sender.taken.map(({ at }) => at)).toEqual([until, until]);
  });

  test('what is held of a ticket is not said any more when something newer is, or it is over', async () => {
    const until = morning + 9 * hour;
    const sender = bench.sender();
    const decide = ({ kind }: Alert) => ({
      wanted: kind !== 'ticket-settled' && kind !== 'ticket-near-due',
      to: [],
      heldUntil: bench.clock.now() < until ? until : null,
    });
    await bench.run(sinkOf('a', sender, { decide }));
    const [over, older, kept, condition] = [ticketAlert(), ticketAlert(), ticketAlert(), conditionAlert()] as const;
    const settled = { ...ticketAlert({ kind: 'ticket-settled' }), subject: over.subject, state: 'resolved' } as const;
    const newer = { ...ticketAlert({ kind: 'ticket-still-overdue' }), subject: older.subject };
    const unwanted = { ...ticketAlert({ kind: 'ticket-near-due' }), subject: kept.subject };
    await bench.publish(over, older, kept, condition, settled, newer, unwanted);
    await bench.clock.advance(10 * hour);
    const [...told] = sender.ids.flat().sort();
    expect(told).toEqual([newer.id, kept.id, condition.id].sort());
    const skipped = bench.deliveries().filter(({ state }) => state === 'skipped');
    expect(skipped.map(({ alertId, reason }) => [alertId, reason])).toEqual([
      [over.id, `superseded by ${settled.id}`],
      [older.id, `superseded by ${newer.id}`],
    ]);
  });

  test('a message that waited into the quiet hours waits through them', async () => {
    const [from, until] = [morning + 30 * second, morning + 9 * hour];
    const sender = bench.sender();
    const decide = () => {
      const now = bench.clock.now();
      return { wanted: true, to: [], heldUntil: now >= from && now < until ? until : null };
    };
    await bench.run(sinkOf('a', sender, { decide }));
    const alert = ticketAlert(); // gathered for a minute
    await bench.publish(alert);
    await bench.clock.advance(9 * hour - second);
    expect(sender.tried).toEqual([]);
    await bench.clock.advance(second);
    expect(sender.ids).toEqual([[alert.id]]);
  });

  test('many of a unit are one digest, on record one by one; later ones of that hour are another', async () => {
    const sender = bench.sender();
    await bench.run(sinkOf('a', sender));
    const many = Array.from({ length: 7 }, () => ticketAlert());
    const other = ticketAlert({ unit: '石泉县' });
    await bench.publish(...many, other);
    await bench.clock.advance(minute);
    expect(sender.ids.sort((a, b) => b.length - a.length)).toEqual([many.map((a) => a.id), [other.id]]);
    const ids = new Set(
      bench
        .deliveries()
        .slice(0, 7)
        .map((d) => d.messageId),
    );
    expect([...ids]).toEqual([sender.taken.find(({ message }) => message.alerts.length === 7)?.message.id]);
    const later = [ticketAlert(), ticketAlert()];
    await bench.publish(...later);
    await bench.clock.advance(58 * minute);
    expect(sender.taken).toHaveLength(2);
    await bench.clock.advance(minute);
    expect(sender.ids.at(-1)).toEqual(later.map((a) => a.id));
    expect(sender.taken.at(-1)?.at).toBe(morning + hour);
  });

  test('a digest of other alerts has another id', async () => {
    const sender = bench.sender();
    const first = await bench.run(sinkOf('a', sender));
    const many = Array.from({ length: 7 }, () => ticketAlert());
    sender.answer = () => later;
    await bench.publish(...many.slice(0, 6));
    await bench.clock.advance(minute);
    await first.stop();
    await bench.log.publish([alertRecord(many[6]!, bench.clock.now())]);
    const next = bench.sender();
    await bench.run(sinkOf('a', next));
    await bench.clock.advance(minute);
    expect(next.ids).toEqual([many.map((a) => a.id)]);
    expect(next.taken[0]?.message.id).not.toBe(sender.tried[0]?.message.id);
  });
});

const later = { kind: 'later', reason: 'HTTP 500' } as const;
