import { z } from 'zod';
import type { LogRecord, Offset, OutgoingRecord } from '../../ports/event-log.js';

/**
 * What the topic `deliveries` holds, compacted: under `<sink>/<alertId>` what became of an alert at a sink, under `<sink>`
 * how far the sink has read the topic `alerts`. Neither depends on a state store, so a store that falls back sends
 * nothing again.
 */

/** Where an alert stands in the topic `alerts`: `partition/offset`. */
const place = z.string().regex(/^\d+\/\d+$/);

export const deliverySchema = z
  .object({
    sink: z.string().min(1),
    alertId: z.string().min(1),
    /**
     * delivered: the other side took it. parked: it never will, or not in time. skipped: too old to be told, or superseded
     * by a newer alert of its ticket while it waited. `reason` says why. retry: an operator wants a parked one sent again.
     */
    state: z.enum(['delivered', 'parked', 'skipped', 'retry']),
    at: z.string().meta({ format: 'date-time' }),
    to: z.array(z.string()).readonly(),
    /** Of the message that it went in; a digest carries several alerts. null: none was made. */
    messageId: z.string().nullable(),
    attempts: z.int().nonnegative(),
    place,
    reason: z.string().optional(),
  })
  .readonly();
export type Delivery = z.output<typeof deliverySchema>;

const offsets = z.record(z.string().regex(/^\d+$/), z.string().regex(/^\d+$/)).readonly();

export const sinkPositionSchema = z
  .object({
    sink: z.string().min(1),
    /** Next offset per partition (decimal text) at which the sink began: it tells nothing of before. */
    since: offsets,
    /** Next offset per partition below which every alert is settled. */
    next: offsets,
    /** The runner that works on from here; null: it has stopped and sends nothing more. */
    owner: z.string().nullable(),
  })
  .readonly();
export type SinkPosition = z.output<typeof sinkPositionSchema>;

export const deliveryKey = (sink: string, alertId: string): string => `${sink}/${alertId}`;

export function deliveryRecord(topic: string, delivery: Delivery): OutgoingRecord {
  return { topic, key: deliveryKey(delivery.sink, delivery.alertId), value: JSON.stringify(delivery) };
}

/** Takes an alert's record out of the topic, once it is compacted. */
export function tombstoneRecord(topic: string, sink: string, alertId: string): OutgoingRecord {
  return { topic, key: deliveryKey(sink, alertId), value: null };
}

export function positionRecord(topic: string, position: SinkPosition): OutgoingRecord {
  return { topic, key: position.sink, value: JSON.stringify(position) };
}

/** A record of the topic; null when it is neither form, or a tombstone. */
export function readDeliveryRecord(
  record: Pick<LogRecord, 'value'>,
): { readonly delivery: Delivery } | { readonly position: SinkPosition } | null {
  if (record.value === null) return null;
  let raw: unknown;
  try {
    raw = JSON.parse(Buffer.from(record.value).toString('utf8'));
  } catch {
    return null;
  }
  const delivery = deliverySchema.safeParse(raw).data;
  if (delivery !== undefined) return { delivery };
  const position = sinkPositionSchema.safeParse(raw).data;
  return position === undefined ? null : { position };
}

export const placeText = (partition: number, offset: Offset): string => `${partition}/${offset}`;

/** @param text as `deliverySchema` has checked it. */
export function parsePlace(text: string): { readonly partition: number; readonly offset: Offset } {
  const [partition = '', offset = ''] = text.split('/');
  return { partition: Number(partition), offset: BigInt(offset) };
}
