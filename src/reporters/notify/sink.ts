import type { Alert, AlertTicket } from '../../domain/alert.js';
import type { Instant } from '../../domain/instant.js';
import type { Zone } from '../../domain/zone.js';
import type { Clock } from '../../ports/clock.js';
import type { EventLog } from '../../ports/event-log.js';
import type { Logger } from '../../ports/logger.js';
import type { Message } from './message.js';
import type { Sender } from './sender.js';

/** Whether a sink tells an alert, to whom, and not before when; asked at sending time, so the answer may change. */
export interface Verdict {
  readonly wanted: boolean;
  /** Recipients, for a sender that has addresses; empty: its own. */
  readonly to: readonly string[];
  /** Quiet hours: not before. */
  readonly heldUntil: Instant | null;
}

export interface DigestOptions {
  readonly above: number;
  /** They are waited for so long. */
  readonly gatherMs: number;
}

/** One sink as its runner sees it. */
export interface Sink {
  readonly name: string;
  readonly sender: Sender;
  decide(alert: Alert): Verdict;
  readonly compose: {
    one(alert: Alert): Message;
    digest(alerts: readonly Alert[], unit: AlertTicket['unit'], now: Instant): Message;
  };
  /** More alerts of a unit than `above` in a local hour become a digest. null: every alert goes at once and alone. */
  readonly digest: DigestOptions | null;
  /** What waits gives way to a newer alert of its ticket. False: a machine is to get every one. */
  readonly supersede: boolean;
  /** What was found longer ago than this when its record was written is history that is published again: not told. */
  readonly maxAgeMs: number;
  /** What has failed for so long is parked. */
  readonly parkAfterMs: number;
  /** The most that a runner waits for a former one that has not said that it is done: longer than a send may take. */
  readonly handOverMs: number;
}

/** What runners share. */
export interface RunnerDeps {
  readonly log: Pick<EventLog, 'publish' | 'bounds' | 'read' | 'tail'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly zone: Zone;
  readonly topics: { readonly alerts: string; readonly deliveries: string };
  /** In [0, 1). */
  readonly random: () => number;
  /** Told after each try, for whoever measures; `queued`: messages of the sink that are still to be sent. Must not throw. */
  readonly onOutcome?: ((sink: string, outcome: 'delivered' | 'later' | 'parked', queued: number) => void) | undefined;
}

/** An alert that a sink has yet to tell. */
export interface Item {
  readonly alert: Alert;
  readonly place: string;
  readonly to: readonly string[];
  /** An operator asked for it: it is not held for quiet hours, and gives way to nothing. */
  readonly again: boolean;
}

/** Items that go in one message. */
export interface Parcel {
  readonly items: readonly Item[];
  readonly to: readonly string[];
  /** null: a single message. */
  readonly digestOf: AlertTicket['unit'] | null;
}
