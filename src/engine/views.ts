import { Contribution, type ViewContext } from '../domain/contribution.js';
import type { Lineage } from '../domain/lineage.js';
import type { Zone } from '../domain/zone.js';

/** The views with what they are computed under. */
export interface Views {
  readonly contribution: Contribution;
  readonly zone: Zone;
  readonly context: ViewContext;
  /** History of codes: moves comparisons, never a counter, so it is no part of the generation. */
  readonly lineage?: Lineage;
}

export const viewsOf = (context: ViewContext, lineage?: Lineage): Views => ({
  contribution: new Contribution(context),
  zone: context.zone,
  context,
  ...(lineage !== undefined && { lineage }),
});
