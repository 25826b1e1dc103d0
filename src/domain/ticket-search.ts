import type { ViewContext } from './contribution.js';
import { PulseError } from './errors.js';
import { measuresOf } from './figures.js';
import type { Instant } from './instant.js';
import { soonAt } from './snapshot.js';
import type { TicketQuery } from './ticket-page.js';
import { instantText, lateIndex, openIndex, type PlacedRow } from './ticket-rows.js';

/** Where the rows of a list are, and which of these belong to it. */
export interface TicketSearch {
  readonly index: string;
  /** Both left out; `before` null: to the last row. */
  readonly after: string;
  readonly before: string | null;
  readonly fits: (row: PlacedRow) => boolean;
}

/** The states of open tickets, by the counter whose tickets they list. */
const measures = { open: 'open', overdue: 'open_overdue', 'due-soon': 'open_due_within_1wd' } as const;

/**
 * A list as of an instant. It holds exactly the tickets that the counters of the same instant count: what is overdue and
 * what due soon is decided by their own function. Of `due-soon` nothing, where the next working day is beyond the calendar.
 *
 * @throws PulseError PULSE_USAGE for `closed-late` without a month: there is an index for each.
 */
export function ticketSearch(query: TicketQuery, asOf: Instant, ctx: ViewContext): TicketSearch {
  const { state, unit, month } = query;
  const fitsFilter = (row: PlacedRow): boolean =>
    (unit === undefined || row.unit === unit) && (month === undefined || row.month === month);
  if (state === 'closed-late') {
    if (month === undefined)
      throw new PulseError('PULSE_USAGE', 'closed-late needs a month, such as 2021-06', {
        details: { field: 'month' },
      });
    return { index: lateIndex(month), after: '', before: null, fits: fitsFilter };
  }
  const at = { asOf, soon: soonAt(asOf, ctx) };
  const fits = (row: PlacedRow): boolean =>
    fitsFilter(row) && measuresOf({ due: row.at, held: row.held }, at).includes(measures[state]);
  return { index: openIndex, ...range(state, asOf, at.soon), fits };
}

/** The rows among which they are, so that a list of few reads few. */
function range(state: keyof typeof measures, asOf: Instant, soon: Instant | null) {
  switch (state) {
    case 'overdue':
      return { after: '', before: instantText(asOf) };
    case 'due-soon':
      return { after: instantText(asOf), before: instantText((soon ?? asOf) + 1) };
    case 'open':
      return { after: '', before: null };
  }
}
