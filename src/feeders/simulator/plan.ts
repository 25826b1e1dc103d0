import type { Nature, Urgency } from '../../domain/deadlines.js';
import type { invalidReasons, outcomes, satisfactions, UnitKind } from '../../domain/events.js';
import type { Instant } from '../../domain/instant.js';
import type { Subject } from './profile.js';

/** What is decided about a contact, its ticket and its closings before any event is written. */

export interface ContactPlan {
  readonly contactId: string;
  readonly receivedAt: Instant;
  readonly channel: string;
  readonly answered: boolean;
  /** null: nothing is known of what an unanswered or excluded contact was about. */
  readonly subject: Subject | null;
  readonly hasTicket: boolean;
  /** Counts only in contacts_excluded. */
  readonly excluded?: 'outbound' | (typeof invalidReasons)[number];
  readonly call?: CallPlan;
  /** That of its ticket; for others wherever the caller happens to live. */
  readonly region?: string | undefined;
}

export interface CallPlan {
  readonly queuedAt: Instant;
  readonly answeredAt?: Instant;
  readonly abandonedAt?: Instant;
  readonly endedAt: Instant;
  readonly waitSeconds?: number;
  readonly agentId?: string;
}

export interface UnitPlan {
  readonly code: string;
  readonly name: string;
  readonly kind: UnitKind;
  readonly region?: string | undefined;
}

/** What becomes of a ticket. All but `late` are closed in time. */
export type Course = 'plain' | 'late' | 'extended' | 'reopened';
/** Satisfied, dissatisfied, or no rating. */
export type Rating = 'satisfied' | 'dissatisfied' | 'none';

export interface TicketPlan {
  readonly ticketId: string;
  readonly contact: ContactPlan;
  readonly createdAt: Instant;
  readonly nature: Nature;
  readonly urgency: Urgency;
  readonly unit: UnitPlan;
  readonly subject: Subject;
  readonly summary: string;
  readonly course: Course;
  readonly rating: Rating;
}

export interface ExtensionPlan {
  readonly approvedAt: Instant;
  readonly newDueAt: Instant;
}

/** One state of the closing of a ticket, in the order in which they are reported. */
export interface ClosingPlan {
  /** null: reopened. */
  readonly closedAt: Instant | null;
  /** When it is reported, at the earliest. */
  readonly at: Instant;
  readonly repliedAt?: Instant | undefined;
  readonly firstClosedAt?: Instant;
  readonly reopenedAt?: Instant;
  readonly outcome?: (typeof outcomes)[number];
  readonly satisfaction?: SatisfactionPlan | undefined;
}

export interface SatisfactionPlan {
  readonly result: (typeof satisfactions)[number];
  readonly reached: boolean;
}

export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
