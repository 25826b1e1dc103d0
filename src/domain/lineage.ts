import { counterName, type Labels, parseCounterName } from './counter-name.js';
import type { Counts, Figures } from './figures.js';
import { byBytes } from './texts.js';
import type { LocalDay } from './zone.js';

/** Where a code of the catalogue comes from. */
export interface Descent {
  /** First day on which the code is in use; null: always. */
  readonly from: LocalDay | null;
  /** Codes that this one took the place of, wholly: one (renamed) or several (merged). */
  readonly succeeds: readonly string[];
  /** The code that this one was a part of until `from`. */
  readonly splitFrom: string | null;
}

type Labelled<T> = ReadonlyMap<string, ReadonlyMap<string, T>>;

/**
 * The history of codes: label (`unit`, `region`, …) → code → where it comes from. Codes that are not in it have always
 * been what they are.
 */
export class Lineage {
  readonly #descents: Labelled<Descent>;

  constructor(descents: Labelled<Descent>) {
    this.#descents = descents;
  }

  /**
   * What is to be compared with what, when a period that ends with the day `last` is compared with one that begins with
   * `otherFirst`. null: codes mean the same in both.
   */
  between(last: LocalDay, otherFirst: LocalDay): LineageView | null {
    const heirs = new Map<string, Map<string, string>>();
    const wholes = new Map<string, Map<string, string>>();
    for (const [label, codes] of this.#descents) {
      for (const [code, { from, succeeds, splitFrom }] of codes) {
        if (from !== null && from > last) continue;
        for (const old of succeeds) put(heirs, label, old, code);
        // After a split both periods tell the parts apart.
        if (splitFrom !== null && from !== null && from > otherFirst) put(wholes, label, code, splitFrom);
      }
    }
    return heirs.size + wholes.size === 0 ? null : new LineageView(heirs, wholes);
  }

  /** Every code that has a history. */
  descents(): (Descent & { readonly label: string; readonly code: string })[] {
    return [...this.#descents].flatMap(([label, codes]) =>
      [...codes].map(([code, descent]) => ({ label, code, ...descent })),
    );
  }

  /** On none of the days [first, next) an event could rightly have had this code: it came later, or was replaced before. */
  isOutOfUse(label: string, code: string, first: LocalDay, next: LocalDay): boolean {
    const codes = this.#descents.get(label);
    if ((codes?.get(code)?.from ?? first) >= next) return true;
    for (const { from, succeeds } of codes?.values() ?? [])
      if (succeeds.includes(code) && (from === null || from <= first)) return true;
    return false;
  }
}

function put(map: Map<string, Map<string, string>>, label: string, key: string, value: string): void {
  const codes = map.get(label) ?? new Map<string, string>();
  map.set(label, codes.set(key, value));
}

/** What was split between two periods, taken together: all codes that it has gone by in them. */
interface Group {
  /** The code that it is shown under: one that was split and is no part of another. */
  readonly whole: string;
  readonly codes: readonly string[];
}

/** Codes of two periods made comparable: those that were replaced count as their heirs. */
export class LineageView {
  readonly #heirs: Labelled<string>;
  /** label → code → its group; only codes that a split between the two periods concerns. */
  readonly #groups = new Map<string, Map<string, Group>>();
  /** `label=code` of every code that counts as another. */
  readonly #traces: readonly string[];

  /**
   * @param heirs label → code → the one that took its place
   * @param wholes label → part → what it was split from, between the two periods
   */
  constructor(heirs: Labelled<string>, wholes: Labelled<string>) {
    this.#heirs = heirs;
    for (const [label, parts] of wholes) this.#groups.set(label, groupsOf(parts, heirs.get(label) ?? new Map()));
    this.#traces = [...heirs, ...this.#groups].flatMap(([label, codes]) =>
      [...codes.keys()].map((code) => counterName('', { [label]: code }).slice(1, -1)),
    );
  }

  /** Something was split between the two periods. */
  get hasSplits(): boolean {
    return this.#groups.size > 0;
  }

  /** The code that took this one's place in the end; itself when none did. */
  heir(label: string, code: string): string {
    const next = this.#heirs.get(label)?.get(code);
    return next === undefined ? code : this.heir(label, next);
  }

  /** The code that what this one belongs to was called before the splits between the two periods; else its heir. */
  whole(label: string, code: string): string {
    return this.#groups.get(label)?.get(code)?.whole ?? this.heir(label, code);
  }

  /** One period has no counterpart of this code alone: it was replaced, or is part or rest of something that was split. */
  isIncomparable(label: string, code: string): boolean {
    return this.heir(label, code) !== code || this.#groups.get(label)?.has(code) === true;
  }

  /** The codes of the whole that goes by this code, in byte order; undefined: it stands for none. */
  codesOf(label: string, whole: string): readonly string[] | undefined {
    const group = this.#groups.get(label)?.get(whole);
    return group?.whole === whole ? group.codes : undefined;
  }

  /** Every code that counts as this one: itself first. */
  origins(label: string, code: string, as: 'heir' | 'whole'): string[] {
    const found = new Set([...(this.#heirs.get(label)?.keys() ?? []), ...(this.#groups.get(label)?.keys() ?? [])]);
    found.delete(code);
    return [code, ...[...found].filter((each) => this[as](label, each) === code).sort(byBytes)];
  }

  /** The figures with every replaced code counted as its heir; with `whole`, also parts as what they were split from. */
  joined(f: Figures, as: 'heir' | 'whole'): Figures {
    const rename = (label: string, code: string): string => this[as](label, code);
    const { knows } = f;
    return {
      ...f,
      counters: renamed(f.counters, rename, this.#traces),
      open: renamed(f.open, rename, this.#traces),
      ...(knows !== undefined && { knows: (name: string) => this.#originNames(name, as).every(knows) }),
    };
  }

  /** The counters that one counter of the joined figures is the sum of. */
  #originNames(name: string, as: 'heir' | 'whole'): string[] {
    const { measure, labels } = parseCounterName(name);
    let sets: Labels[] = [labels];
    for (const [label, code] of Object.entries(labels)) {
      const codes = this.origins(label, code, as);
      sets = sets.flatMap((set) => codes.map((each) => ({ ...set, [label]: each })));
    }
    return sets.map((set) => counterName(measure, set));
  }
}

/** Codes that splits and successions connect, in both directions: only all of them together stay what they were. */
function groupsOf(parts: ReadonlyMap<string, string>, heirs: ReadonlyMap<string, string>): Map<string, Group> {
  const links = [...parts, ...heirs];
  const groups = new Map<string, Group>();
  for (const start of [...parts.values()].sort(byBytes)) {
    if (groups.has(start)) continue;
    const found = new Set([start]);
    // A set is visited in the order of its growing.
    for (const code of found)
      for (const link of links) if (link.includes(code)) for (const each of link) found.add(each);
    const codes = [...found].sort(byBytes);
    const whole = codes.find((code) => !parts.has(code) && [...parts.values()].includes(code)) ?? start;
    for (const code of codes) groups.set(code, { whole, codes });
  }
  return groups;
}

/** @param traces texts of which a name that changes holds one: most names do not, and there are thousands */
function renamed(counts: Counts, rename: (label: string, code: string) => string, traces: readonly string[]): Counts {
  const out = new Map<string, number>();
  for (const [name, n] of counts) {
    const own = traces.some((trace) => name.includes(trace)) ? renamedCounter(name, rename) : name;
    out.set(own, (out.get(own) ?? 0) + n);
  }
  return out;
}

function renamedCounter(name: string, rename: (label: string, code: string) => string): string {
  const { measure, labels } = parseCounterName(name);
  const entries = Object.entries(labels);
  const changed = entries.map(([label, code]) => [label, rename(label, code)] as const);
  return changed.every(([, code], i) => code === entries[i]![1])
    ? name
    : counterName(measure, Object.fromEntries(changed));
}
