import type { Snapshot } from '../domain/snapshot-schema.js';
import { parseDay } from '../domain/zone.js';
import type { Catalogue } from '../settings/catalogue.js';

/** The catalogue with the names that hold on the last day of a snapshot's period; of `live`, with today's. */
export function namesOf({ period }: Snapshot, catalogue: Catalogue): Catalogue {
  const last = period.to === undefined ? null : parseDay(period.to);
  return last === null ? catalogue : catalogue.on(last);
}
