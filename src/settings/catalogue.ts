import { z } from 'zod';
import {
  invalidReasons,
  natures,
  outcomes,
  satisfactions,
  type UnitKind,
  unitKinds,
  urgencies,
} from '../domain/events.js';
import { configError } from './calendar.js';

/** config/catalogue.yaml: what codes are called, and who the units are. */

const code = z
  .string()
  .min(1)
  .max(256)
  .refine((text) => text === text.normalize('NFC'), 'not in Unicode form NFC, so no event could ever have this code');
const label = z.string().min(1);
const openLabels = z.record(code, label).default({});
const codes = z.array(code).default([]);
/** Every code of a closed list, none else. */
const closedLabels = <T extends string>(list: readonly T[]) => z.record(z.enum(list), label);

const unitSchema = z.strictObject({
  name: label,
  kind: z.enum(unitKinds),
  aliases: z.array(code).default([]).describe('other names in use'),
});

export const catalogueSchema = z
  .strictObject({
    channels: openLabels,
    categories: openLabels,
    natures: closedLabels(natures),
    urgencies: closedLabels(urgencies),
    outcomes: closedLabels(outcomes),
    satisfactions: closedLabels(satisfactions),
    unitKinds: closedLabels(unitKinds),
    reasons: closedLabels(['outbound', ...invalidReasons]).describe('why a contact does not count'),
    topics: codes,
    regions: codes,
    units: z.record(code, unitSchema).default({}),
  })
  .superRefine((config, ctx) => {
    for (const [path, message] of unitProblems(config.units))
      ctx.addIssue({ code: 'custom', path: [...path], message });
  });
type CatalogueConfig = z.output<typeof catalogueSchema>;

/** The lists of the catalogue, named as the counters' labels are. */
export const catalogueKinds = [
  'channel', 'category', 'nature', 'urgency', 'outcome', 'satisfaction', 'unit_kind', 'reason', 'topic', 'region', 'unit',
] as const; // biome-ignore format: one line
export type CatalogueKind = (typeof catalogueKinds)[number];

export interface Catalogue {
  /** The 中文 label; a code that the catalogue lacks is its own label. A unit may be given by any of its names. */
  label(kind: CatalogueKind, code: string): string;
  known(kind: CatalogueKind, code: string): boolean;
  /** The unit's code, given that, its full name or an alias. */
  unitCode(name: string): string | undefined;
  /** Of a unit given by any of its names. */
  unitKind(name: string): UnitKind | undefined;
  /** Full name of a unit given by any of its names; the name itself when the directory lacks it. */
  unitName(name: string): string;
  /** Every name of every unit → kind: what the counters use where an event names no kind. Part of the generation hash. */
  readonly unitKinds: ReadonlyMap<string, UnitKind>;
}

/**
 * Reads config/catalogue.yaml, already parsed.
 *
 * @throws PulseError PULSE_CONFIG with every problem in its message and, one text a problem, in `details.problems`.
 */
export function loadCatalogue(raw: unknown): Catalogue {
  const parsed = catalogueSchema.safeParse(raw);
  if (!parsed.success) throw configError('catalogue', parsed.error);
  return new LoadedCatalogue(parsed.data);
}

class LoadedCatalogue implements Catalogue {
  readonly unitKinds: ReadonlyMap<string, UnitKind>;
  readonly #labels: ReadonlyMap<CatalogueKind, ReadonlyMap<string, string>>;
  readonly #unitCodes: ReadonlyMap<string, string>;

  constructor(config: CatalogueConfig) {
    const names = Object.entries(config.units).flatMap(([unit, entry]) =>
      namesOf(unit, entry).map((name) => ({ name, unit, entry })),
    );
    this.#labels = labelsOf(config, new Map(names.map(({ name, entry }) => [name, entry.name])));
    this.#unitCodes = new Map(names.map(({ name, unit }) => [name, unit]));
    this.unitKinds = new Map(names.map(({ name, entry }) => [name, entry.kind]));
  }

  label(kind: CatalogueKind, code: string): string {
    return this.#labels.get(kind)?.get(code) ?? code;
  }

  known(kind: CatalogueKind, code: string): boolean {
    return this.#labels.get(kind)?.has(code) ?? false;
  }

  unitCode(name: string): string | undefined {
    return this.#unitCodes.get(name);
  }

  unitKind(name: string): UnitKind | undefined {
    return this.unitKinds.get(name);
  }

  unitName(name: string): string {
    return this.label('unit', name);
  }
}

function labelsOf(
  config: CatalogueConfig,
  unitNames: ReadonlyMap<string, string>,
): Map<CatalogueKind, ReadonlyMap<string, string>> {
  const labels = (section: Readonly<Record<string, string>>) => new Map(Object.entries(section));
  const own = (list: readonly string[]) => new Map(list.map((entry) => [entry, entry]));
  return new Map<CatalogueKind, ReadonlyMap<string, string>>([
    ['channel', labels(config.channels)],
    ['category', labels(config.categories)],
    ['nature', labels(config.natures)],
    ['urgency', labels(config.urgencies)],
    ['outcome', labels(config.outcomes)],
    ['satisfaction', labels(config.satisfactions)],
    ['unit_kind', labels(config.unitKinds)],
    ['reason', labels(config.reasons)],
    ['topic', own(config.topics)],
    ['region', own(config.regions)],
    ['unit', unitNames],
  ]);
}

type UnitEntry = z.output<typeof unitSchema>;

const namesOf = (unit: string, entry: UnitEntry): string[] => [...new Set([unit, entry.name, ...entry.aliases])];

/** A name that leads to two units would give its tickets to whichever is listed last. */
function unitProblems(units: Readonly<Record<string, UnitEntry>>): [string[], string][] {
  const owners = new Map<string, string>();
  const out: [string[], string][] = [];
  for (const [unit, entry] of Object.entries(units)) {
    for (const name of namesOf(unit, entry)) {
      const owner = owners.get(name);
      if (owner !== undefined) out.push([['units', unit], `${name} is also a name of ${owner}`]);
      else owners.set(name, unit);
    }
  }
  return out;
}
