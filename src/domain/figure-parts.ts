import type { AskedFigure } from './asked-figure.js';
import { counterName, type Labels } from './counter-name.js';
import { indicatorDefinition } from './definitions.js';
import type { Indicator } from './indicators.js';

/** The counters that a figure is made of, by name. */
export interface FigureParts {
  readonly numerator: readonly string[];
  /** null: a counter; or a change, whose denominator is of another period. */
  readonly denominator: readonly string[] | null;
}

/** @param indicator as the snapshot has it: which codes it takes together is its to say. */
export function partsOf(asked: AskedFigure, indicator: Pick<Indicator, 'members'> | null): FigureParts {
  const { kind, id, labels } = asked;
  if (kind === 'counter') return { numerator: [counterName(id, labels)], denominator: null };
  const { of = '', with: _whole, ...own } = labels;
  const sets = labelSets(own, indicator?.members);
  if (kind === 'change') return { numerator: sets.map((set) => counterName(of, set)), denominator: null };
  if ('top' in own) return { numerator: sets.map((set) => counterName('tickets', set)), denominator: ['tickets'] };
  const { numerator, denominator } = indicatorDefinition(id)!;
  return { numerator: distinct(sets.flatMap(numerator)), denominator: distinct(sets.flatMap(denominator)) };
}

/** One set of labels a code, where several are taken together. */
function labelSets(own: Labels, members: readonly string[] | undefined): readonly Labels[] {
  const [label] = Object.keys(own);
  if (label === undefined || members === undefined) return [own];
  if (label === 'top') return members.map((region) => ({ region }));
  return members.map((code) => ({ ...own, [label]: code }));
}

/** The whole of a share is one counter, however many parts it has. */
const distinct = (names: readonly string[]): string[] => [...new Set(names)];
