import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type Delivery,
  deliveryRecord,
  parsePlace,
  placeText,
  positionRecord,
  readDeliveryRecord,
  tombstoneRecord,
} from '../../../src/reporters/notify/deliveries.js';
import { DeliveryBook } from '../../../src/reporters/notify/delivery-book.js';
import { ReadProgress } from '../../../src/reporters/notify/read-progress.js';
import { MemoryLog } from '../../support/memory-log.js';
import { seed } from '../../support/seed.js';

const topic = 'test.deliveries';
const delivery = (alertId: string, state: Delivery['state'], sink = 'a'): Delivery => ({
  ...{ sink, alertId, state, at: '2021-06-15T02:00:00.000Z', to: ['x@example.cn'] },
  ...{ messageId: 'm', attempts: 2, place: '1/7', reason: 'HTTP 400' },
});
const position = { sink: 'a', since: { 0: '3' }, next: { 0: '9007199254740993' }, owner: null };
const bytes = (value: string | Uint8Array | null) => ({ value: value === null ? null : Buffer.from(value as string) });

test('both forms come back as they went in, each under its key', () => {
  const [one, other] = [deliveryRecord(topic, delivery('x/y', 'parked')), positionRecord(topic, position)];
  expect([one.key, other.key]).toEqual(['a/x/y', 'a']);
  expect(readDeliveryRecord(bytes(one.value))).toEqual({ delivery: delivery('x/y', 'parked') });
  expect(readDeliveryRecord(bytes(other.value))).toEqual({ position });
});

test.each([null, '', 'null', '[]', '{}', '{"sink":"a"}', JSON.stringify({ ...position, next: { 0: '-1' } })])(
  'anything else is nothing: %s',
  (value) => {
    expect(readDeliveryRecord(bytes(value))).toBeNull();
  },
);

test('a place is text and back', () => {
  expect(parsePlace(placeText(3, 2n ** 60n))).toEqual({ partition: 3, offset: 2n ** 60n });
});

describe('the book of a sink', () => {
  test('knows the last state of its own alerts, the position, and tells each wish once', async () => {
    const log = new MemoryLog([topic], 1);
    const book = new DeliveryBook('a', () => {
      news += 1;
    });
    let news = 0;
    const publish = (...list: Delivery[]) => log.publish(list.map((d) => deliveryRecord(topic, d)));
    await publish(delivery('1', 'parked'), delivery('2', 'retry'), delivery('2', 'delivered'), delivery('3', 'retry'));
    await publish(delivery('4', 'delivered', 'ab'));
    await log.publish([positionRecord(topic, { ...position, sink: 'ab' }), { topic, key: 'a/5', value: null }]);
    await book.open(log, topic);
    expect(['1', '2', '3', '4'].map((id) => book.state(id))).toEqual(['parked', 'delivered', 'retry', undefined]);
    expect(book.position).toBeNull();
    expect(book.takeRetries().map((d) => d.alertId)).toEqual(['3']);
    expect(book.takeRetries()).toEqual([]);
    news = 0;
    await log.publish([positionRecord(topic, position)]);
    await publish(delivery('1', 'retry'));
    await Promise.resolve();
    expect(book.position).toEqual(position);
    expect(book.takeRetries()).toEqual([delivery('1', 'retry')]);
    expect(news).toBe(2);
    await book.close();
  });

  test('takes its own by their keys, whatever is in the others, and forgets what is struck out', async () => {
    const log = new MemoryLog([topic], 1);
    const book = new DeliveryBook('a', () => undefined);
    const value = JSON.stringify(delivery('1', 'delivered'));
    // Of a sink whose name begins alike, of another one, and of no sink: the body is not even looked at.
    for (const key of ['ab/1', 'b/1', '1', '', null, 'a']) await log.publish([{ topic, key, value }]);
    await log.publish([{ topic, key: 'a/2', value }]);
    await log.publish([
      deliveryRecord(topic, delivery('3', 'delivered')),
      deliveryRecord(topic, delivery('4', 'retry')),
    ]);
    await log.publish([deliveryRecord(topic, delivery('5', 'parked'))]);
    await log.publish(['3', '4'].map((id) => tombstoneRecord(topic, 'a', id)));
    await book.open(log, topic);
    expect([...book.entries()]).toEqual([['5', { state: 'parked', place: '1/7' }]]);
    expect([book.takeRetries(), book.position]).toEqual([[], null]);
    await book.close();
  });
});

test(`the position is the least offset that is not settled, else how far was read (seed ${seed})`, () => {
  const step = fc.oneof(fc.constant('read'), fc.constant('open'), fc.nat(30));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const progress = new ReadProgress(new Map([[2, 5n]]));
      const open = new Set<number>();
      let next = 5;
      for (const s of steps) {
        if (typeof s === 'number') {
          progress.settle(`2/${s}`);
          open.delete(s);
        } else {
          if (s === 'open') {
            progress.open(2, BigInt(next));
            open.add(next);
          }
          next += 1;
          progress.read(2, BigInt(next));
        }
        expect(progress.position()).toEqual({ 2: String(Math.min(next, ...open)) });
      }
    }),
    { seed },
  );
});
