import type { Snapshot } from '../domain/snapshot-schema.js';

/** Only what a snapshot says of single units: their table is a key of its own, so that the headline stays small. */
export function splitUnits(s: Snapshot): Snapshot {
  const ofUnit = (name: string): boolean => /[{,]unit=/.test(name);
  return {
    ...s,
    counters: Object.fromEntries(Object.entries(s.counters).filter(([name]) => ofUnit(name))),
    indicators: s.indicators.filter((i) => 'unit' in i.labels),
    identities: s.identities.filter((i) => i.id.includes('{unit}')),
  };
}
