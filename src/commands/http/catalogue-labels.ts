import type { CatalogueLabels } from '../../reporters/http/sources.js';
import { catalogueSchema } from '../../settings/catalogue.js';
import { type Configuration, readYaml } from '../../settings/configuration.js';

/** The catalogue as pages read it: by the counters' label names. Units are found by any of their names. The norm is what the alerts hold the rate to. */
export function catalogueLabels({ dir, alerts }: Pick<Configuration, 'dir' | 'alerts'>): CatalogueLabels {
  const c = catalogueSchema.parse(readYaml(dir, 'catalogue.yaml'));
  const own = (codes: readonly string[]) => Object.fromEntries(codes.map((code) => [code, code]));
  const units = Object.entries(c.units).flatMap(([code, { name, kind, aliases }]) =>
    [code, name, ...aliases].map((each) => [each, { name, kind }] as const),
  );
  return {
    language: 'zh',
    labels: {
      channel: c.channels,
      category: c.categories,
      nature: c.natures,
      urgency: c.urgencies,
      outcome: c.outcomes,
      satisfaction: c.satisfactions,
      unit_kind: c.unitKinds,
      reason: c.reasons,
      topic: own(c.topics),
      region: own(c.regions),
    },
    units: Object.fromEntries(units),
    norms: { connection_rate: alerts.conditions.connectionRate.opensAt },
  };
}
