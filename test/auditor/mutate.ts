import { cut, rounded } from './arithmetic.js';
import { type Draft, type Spot, shown, type Tie } from './draft.js';
import type { Random } from './random.js';

export const mutations = ['typo', 'wrong base', 'truncation', 'swapped rows', 'wrong sign'] as const;
export type Mutation = (typeof mutations)[number];

export interface Mutant {
  readonly kind: Mutation;
  readonly text: string;
  /** Figures that are printed otherwise now. */
  readonly changed: readonly Spot[];
  readonly said: string;
  /** Whether the printed figures contradict each other now: without that nobody can find it in the report alone. */
  readonly checkable: boolean;
}

/** One mutation of a report; null: it has no figure for this kind. */
export function mutate(draft: Draft, kind: Mutation, r: Random): Mutant | null {
  const units = choose(draft, kind, r);
  if (units === null || [...units].every(([spot, value]) => spot.units === value)) return null;
  const value = (spot: Spot): bigint => units.get(spot) ?? spot.units;
  const changed = [...units.keys()];
  return {
    kind,
    text: rewritten(draft, units),
    changed,
    said: changed.map((s) => `line ${s.line}: ${shown(s)} → ${shown(s, value(s))}`).join(', '),
    checkable: draft.ties.some((tie) => !agrees(draft, tie, value)),
  };
}

type Changes = ReadonlyMap<Spot, bigint>;

function choose(draft: Draft, kind: Mutation, r: Random): Changes | null {
  switch (kind) {
    case 'typo':
      return typo(r.pick(draft.spots), r);
    case 'truncation':
      return oneOf(r, draft, (rate, n, d) => cut(n, d, rate.decimals));
    case 'wrong base': {
      const totals = draft.spots.filter((s) => s.kind === 'count' && s.units > 1000n).map((s) => Number(s.units));
      return oneOf(r, draft, (rate, n, d) => {
        const others = totals.filter((t) => t > n && t !== d);
        return others.length === 0 ? null : rounded(n, r.pick(others), rate.decimals);
      });
    }
    case 'swapped rows':
      return swapped(draft, r);
    case 'wrong sign': {
      const change = draft.spots.filter((s) => s.kind === 'change' && !s.worded && s.units !== 0n);
      if (change.length === 0) return null;
      const spot = r.pick(change);
      return new Map([[spot, -spot.units]]);
    }
  }
}

/** One digit becomes another. */
function typo(spot: Spot, r: Random): Changes {
  const text = (spot.units < 0n ? -spot.units : spot.units).toString();
  const at = r.int(0, text.length - 1);
  const digits = '0123456789'.replace(text[at]!, '').slice(at === 0 && text.length > 1 ? 1 : 0);
  const next = BigInt(text.slice(0, at) + r.pick([...digits]) + text.slice(at + 1));
  return new Map([[spot, spot.units < 0n ? -next : next]]);
}

const spotOf = (draft: Draft, id: string): Spot => draft.spots.find((s) => s.id === id)!;

/** A share that is printed otherwise than it is rounded. */
function oneOf(r: Random, draft: Draft, make: (rate: Spot, n: number, d: number) => bigint | null): Changes | null {
  for (const tie of r.shuffle(draft.ties)) {
    if (tie.kind !== 'ratio') continue;
    const rate = spotOf(draft, tie.rate);
    const made = make(rate, Number(spotOf(draft, tie.numerator).units), Number(spotOf(draft, tie.base).units));
    if (made !== null && made !== rate.units) return new Map([[rate, made]]);
  }
  return null;
}

/** The counts of two rows of a table, or of a list by rank, change places. */
function swapped(draft: Draft, r: Random): Changes | null {
  const lists = draft.ties.flatMap((t) =>
    t.kind === 'falling' ? [t.list] : t.kind === 'sum' && t.parts.length > 4 ? [t.parts] : [],
  );
  if (lists.length === 0) return null;
  const [a, b] = r.shuffle(r.pick(lists)).map((id) => spotOf(draft, id));
  return a!.units === b!.units
    ? null
    : new Map([
        [a!, b!.units],
        [b!, a!.units],
      ]);
}

function rewritten(draft: Draft, units: Changes): string {
  const lines = draft.text.split('\n');
  for (const spot of [...units.keys()].sort((a, b) => b.from - a.from)) {
    const line = lines[spot.line - 1]!;
    lines[spot.line - 1] = line.slice(0, spot.from) + shown(spot, units.get(spot)) + line.slice(spot.to);
  }
  return lines.join('\n');
}

/** Whether printed figures agree, by plain arithmetic. */
function agrees(draft: Draft, tie: Tie, value: (spot: Spot) => bigint): boolean {
  const of = (id: string): number => Number(value(spotOf(draft, id)));
  switch (tie.kind) {
    case 'ratio':
      return (
        BigInt(of(tie.rate)) === rounded(of(tie.numerator), Math.max(1, of(tie.base)), spotOf(draft, tie.rate).decimals)
      );
    case 'sum':
      return tie.parts.reduce((n, id) => n + of(id), 0) === of(tie.whole);
    case 'equal':
      return of(tie.a) === of(tie.b);
    case 'falling':
      return tie.list.every((id, i) => i === 0 || of(id) <= of(tie.list[i - 1]!));
    case 'change': {
      const [now, before] = [of(tie.now), Math.max(1, of(tie.before))];
      return BigInt(of(tie.change)) === rounded(now - before, before, 2);
    }
    case 'growth': {
      const [now, change] = [of(tie.now), of(tie.change)];
      const about = now / (1 + change / 10_000);
      const near = Array.from({ length: 7 }, (_, i) => Math.round(about) + i - 3);
      return near.some((before) => before > 0 && rounded(now - before, before, 2) === BigInt(change));
    }
  }
}
