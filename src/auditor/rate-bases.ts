import type { Measure } from './words.js';

/** Numerator and bases of each rate (kpi.md section 4); of several bases in use, the one of kpi.md first. */
export interface RateRule {
  readonly numerator: Measure | null;
  readonly bases: readonly Measure[];
  /** The one base that it can be of when the numerator is not printed; absent: that is not sure enough. */
  readonly only?: Measure;
  /** A later base counts only where no earlier one is printed. */
  readonly strict?: true;
}

export const rateRules: Readonly<Record<string, RateRule>> = {
  connection_rate: { numerator: 'answered', bases: ['contacts'], only: 'contacts' },
  direct_rate: { numerator: 'direct', bases: ['answered', 'contacts'] },
  ticket_rate: { numerator: 'tickets', bases: ['answered', 'contacts'] },
  on_time_rate: { numerator: 'closed_on_time', bases: ['tickets', 'closed'], only: 'tickets' },
  late_rate: { numerator: 'closed_late', bases: ['tickets', 'closed'] },
  close_rate: { numerator: 'closed', bases: ['tickets'], only: 'tickets' },
  satisfaction_rate: { numerator: 'satisfied', bases: ['rated', 'closed'], only: 'rated', strict: true },
  abandonment_rate: { numerator: 'abandoned', bases: ['contacts'] },
  resolution_rate: { numerator: null, bases: ['closed'] },
  on_time_rate_of_due: { numerator: null, bases: ['tickets'] },
  other_rate: { numerator: null, bases: [] },
};

/** What the base of a rate cannot exceed: rated ≤ closed ≤ tickets ≤ answered (one ticket a contact) ≤ contacts. */
export const chain: readonly Measure[] = ['rated', 'closed', 'tickets', 'answered', 'contacts'];

/** What a count is a share of when the words do not say: the most usual first. */
export function usualBases(measure: Measure, hasLabels: boolean): readonly Measure[] {
  if (hasLabels) return [measure, 'answered', 'tickets', 'contacts', 'closed'];
  switch (measure) {
    case 'direct':
    case 'contacts_with_ticket':
    case 'tickets':
      return ['answered', 'contacts'];
    case 'closed_on_time':
    case 'closed_late':
    case 'closed':
    case 'open':
      return ['tickets', 'closed'];
    case 'satisfied':
      return ['rated', 'closed'];
    default:
      return ['contacts', 'answered', 'tickets'];
  }
}
