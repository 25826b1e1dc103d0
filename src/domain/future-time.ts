import { type HotlineEvent, refusal } from './events.js';
import { formatInstant, type Instant } from './instant.js';

const day = 86_400_000;

/**
 * An event's own dates decide nothing, as long as they are not from the future (design.md section 4).
 *
 * @param at when the log took it: the broker's timestamp, or now for what is still to be published.
 * @throws PulseError PULSE_INPUT with reason `future-time` when one of them is more than a day after that.
 */
export function refuseFuture(event: HotlineEvent, at: Instant): void {
  const data = event.data as { receivedAt?: number; createdAt?: number; closedAt?: number | null };
  const late = Math.max(event.time, data.receivedAt ?? 0, data.createdAt ?? 0, data.closedAt ?? 0);
  if (late > at + day)
    throw refusal('future-time', `${formatInstant(late)} is more than a day after the record's timestamp`);
}
