import { Contribution, type ViewContext } from '../domain/contribution.js';
import type { Zone } from '../domain/zone.js';

/** The views with what they are computed under. */
export interface Views {
  readonly contribution: Contribution;
  readonly zone: Zone;
  readonly context: ViewContext;
}

export const viewsOf = (context: ViewContext): Views => ({
  contribution: new Contribution(context),
  zone: context.zone,
  context,
});
