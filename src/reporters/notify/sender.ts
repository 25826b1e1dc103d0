import type { Message } from './message.js';

/** What became of one try. */
export type Sent =
  | { readonly kind: 'delivered' }
  /** The other side will not take this message, however often it is sent: it is parked. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Not now: down, slow, too many. `afterMs`: the other side said so (Retry-After). */
  | { readonly kind: 'later'; readonly reason: string; readonly afterMs?: number };

/** One way out of the house. Contract: `send` never rejects, gives up after its time-out, and keeps no message. */
export interface Sender {
  /** Messages a minute that the other side allows; null: no limit known. */
  readonly perMinute: number | null;
  /** @param to recipients, for a sender that has addresses (mail); empty: its own. */
  send(message: Message, to: readonly string[]): Promise<Sent>;
  close(): Promise<void>;
}
