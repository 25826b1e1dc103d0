import { parseCounterName } from '../domain/counter-name.js';
import { counterDefinition, labelNames } from '../domain/definitions.js';
import type { Names } from '../reporters/console/figures-text.js';

/** A counter as people call it: `逾期办结(单位:市住建局)`; what has no definition is its own name. */
export function counterWords(counter: string, names: Names): string {
  const { measure, labels } = parseCounterName(counter);
  const name = counterDefinition(measure)?.name.zh ?? measure;
  const parts = Object.entries(labels).map(
    ([label, value]) =>
      `${labelNames[label]?.zh ?? label}:${label === 'unit' ? names.unitName(value) : names.label(label, value)}`,
  );
  return parts.length === 0 ? name : `${name}(${parts.join(',')})`;
}
