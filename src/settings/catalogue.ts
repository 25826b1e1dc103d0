import { z } from 'zod';
import { lastName, type NameHistory, nameOn } from '../domain/catalogue-time.js';
import {
  invalidReasons,
  natures,
  outcomes,
  satisfactions,
  type UnitKind,
  unitKinds,
  urgencies,
} from '../domain/events.js';
import { type Descent, Lineage } from '../domain/lineage.js';
import type { LocalDay } from '../domain/zone.js';
import { configError } from './calendar.js';
import {
  code,
  descentOf,
  descentProblems,
  type Entry,
  historyOf,
  label,
  openLabels,
  ownLabels,
  type UnitEntry,
  unitSchema,
} from './catalogue-entries.js';

/** config/catalogue.yaml: what codes are called, who the units are, and what has become of either. */

/** Every code of a closed list, none else. */
const closedLabels = <T extends string>(list: readonly T[]) => z.record(z.enum(list), label);

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
    topics: ownLabels,
    regions: ownLabels,
    units: z.record(code, unitSchema).default({}),
  })
  .superRefine((config, ctx) => {
    for (const [path, message] of unitProblems(config.units))
      ctx.addIssue({ code: 'custom', path: [...path], message });
    for (const [kind, entries] of datedLists(config))
      for (const [own, message] of descentProblems(entries))
        ctx.addIssue({ code: 'custom', path: [sections[kind], own], message });
  });
type CatalogueConfig = z.output<typeof catalogueSchema>;

/** The lists of the catalogue, named as the counters' labels are. */
export const catalogueKinds = [
  'channel', 'category', 'nature', 'urgency', 'outcome', 'satisfaction', 'unit_kind', 'reason', 'topic', 'region', 'unit',
] as const; // biome-ignore format: one line
export type CatalogueKind = (typeof catalogueKinds)[number];

/** The lists whose codes have a history. */
const sections = {
  channel: 'channels',
  category: 'categories',
  topic: 'topics',
  region: 'regions',
  unit: 'units',
} as const;
type DatedKind = keyof typeof sections;

export interface Catalogue {
  /** The same with the names that hold on a day. A period is told with those of its last day; without a day, the last names hold. */
  on(day: LocalDay): Catalogue;
  /** The codes that were renamed to others, merged or split. */
  readonly lineage: Lineage;
  /** Every code of a list → its label, units by any of their names. */
  labels(kind: CatalogueKind): ReadonlyMap<string, string>;
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
  readonly lineage: Lineage;
  readonly #config: CatalogueConfig;
  readonly #labels: ReadonlyMap<CatalogueKind, ReadonlyMap<string, string>>;
  readonly #unitCodes: ReadonlyMap<string, string>;
  readonly #kinds: ReadonlyMap<string, UnitKind>;

  constructor(config: CatalogueConfig, nameOf: (names: NameHistory) => string = lastName) {
    this.#config = config;
    const names = Object.entries(config.units).flatMap(([unit, entry]) =>
      everyNameOf(unit, entry).map((name) => ({ name, unit, entry })),
    );
    this.#labels = labelsOf(config, nameOf);
    this.#unitCodes = new Map(names.map(({ name, unit }) => [name, unit]));
    this.#kinds = new Map(names.map(({ name, entry }) => [name, entry.kind]));
    this.unitKinds = new Map(
      Object.entries(config.units).flatMap(([unit, entry]) => namesOf(unit, entry).map((name) => [name, entry.kind])),
    );
    this.lineage = new Lineage(descentsOf(config));
  }

  on(day: LocalDay): Catalogue {
    return new LoadedCatalogue(this.#config, (names) => nameOn(names, day));
  }

  labels(kind: CatalogueKind): ReadonlyMap<string, string> {
    return this.#labels.get(kind) ?? new Map();
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
    return this.#kinds.get(name);
  }

  unitName(name: string): string {
    return this.label('unit', name);
  }
}

interface CatalogueLists {
  readonly channels: Readonly<Record<string, Entry>>;
  readonly categories: Readonly<Record<string, Entry>>;
  readonly topics: readonly (Entry & { readonly code: string })[];
  readonly regions: readonly (Entry & { readonly code: string })[];
  readonly units: Readonly<Record<string, UnitEntry>>;
}

/** The lists whose codes have a history: kind → code → entry. */
function datedLists(config: CatalogueLists): Map<DatedKind, Map<string, Entry>> {
  const listed = (list: CatalogueLists['topics']) =>
    new Map<string, Entry>(list.map(({ code: own, ...entry }) => [own, entry]));
  return new Map([
    ['channel', new Map(Object.entries(config.channels))],
    ['category', new Map(Object.entries(config.categories))],
    ['topic', listed(config.topics)],
    ['region', listed(config.regions)],
    ['unit', new Map<string, Entry>(Object.entries(config.units))],
  ]);
}

function labelsOf(
  config: CatalogueConfig,
  nameOf: (names: NameHistory) => string,
): Map<CatalogueKind, ReadonlyMap<string, string>> {
  const labels = (section: Readonly<Record<string, string>>) => new Map(Object.entries(section));
  const out = new Map<CatalogueKind, ReadonlyMap<string, string>>([
    ['nature', labels(config.natures)],
    ['urgency', labels(config.urgencies)],
    ['outcome', labels(config.outcomes)],
    ['satisfaction', labels(config.satisfactions)],
    ['unit_kind', labels(config.unitKinds)],
    ['reason', labels(config.reasons)],
  ]);
  for (const [kind, entries] of datedLists(config))
    out.set(kind, new Map([...entries].map(([own, entry]) => [own, nameOf(historyOf(entry))])));
  const units = Object.entries(config.units).flatMap(([unit, entry]) =>
    everyNameOf(unit, entry).map((name) => [name, nameOf(historyOf(entry))] as const),
  );
  return out.set('unit', new Map(units));
}

function descentsOf(config: CatalogueConfig): Map<string, Map<string, Descent>> {
  const out = new Map<string, Map<string, Descent>>();
  for (const [kind, entries] of datedLists(config)) {
    const dated = [...entries].filter(([, e]) => e.from !== null || e.succeeds.length > 0 || e.splitFrom !== null);
    if (dated.length > 0) out.set(kind, new Map(dated.map(([own, entry]) => [own, descentOf(entry)])));
  }
  return out;
}

const namesOf = (unit: string, entry: UnitEntry): string[] => [...new Set([unit, entry.name, ...entry.aliases])];

/** With those of other times: they lead to the unit, but are no codes that an event is counted by. */
const everyNameOf = (unit: string, entry: UnitEntry): string[] => [
  ...new Set([...namesOf(unit, entry), ...entry.names.map(({ name }) => name)]),
];

/** A name that leads to two units would give its tickets to whichever is listed last. */
function unitProblems(units: Readonly<Record<string, UnitEntry>>): [string[], string][] {
  const owners = new Map<string, string>();
  const out: [string[], string][] = [];
  for (const [unit, entry] of Object.entries(units)) {
    for (const name of everyNameOf(unit, entry)) {
      const owner = owners.get(name);
      if (owner !== undefined) out.push([['units', unit], `${name} is also a name of ${owner}`]);
      else owners.set(name, unit);
    }
  }
  return out;
}
