import type { CatalogueLabels } from '../../reporters/http/sources.js';
import { catalogueKinds } from '../../settings/catalogue.js';
import type { Configuration } from '../../settings/configuration.js';

/** The catalogue as pages read it: by the counters' label names. Units are found by any of their names. */
export function catalogueLabels({ catalogue }: Pick<Configuration, 'catalogue'>): Omit<CatalogueLabels, 'norms'> {
  const labels = catalogueKinds
    .filter((kind) => kind !== 'unit')
    .map((kind) => [kind, Object.fromEntries(catalogue.labels(kind))] as const);
  const units = [...catalogue.labels('unit')].map(
    ([each, name]) => [each, { name, kind: catalogue.unitKind(each)! }] as const,
  );
  return { language: 'zh', labels: Object.fromEntries(labels), units: Object.fromEntries(units) };
}

/** The norm is what the alerts hold the rate to. */
export function normsOf({ alerts }: Pick<Configuration, 'alerts'>): CatalogueLabels['norms'] {
  return { connection_rate: alerts.conditions.connectionRate.opensAt };
}
