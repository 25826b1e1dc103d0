import { byBytes } from '../../domain/texts.js';
import type { CasesRead } from '../../ports/state-store.js';
import { CASE_HASHES, caseHashOf, type PartitionKeys } from './keys.js';
import { partitionState, type ScriptCall } from './messages.js';

/**
 * KEYS and ARGV of cases.lua. The order of the cases is that of their hashes, within one that of the ids' bytes: so a hash is
 * read whole, and what lies before `after` or beyond the limit is thrown away.
 */
export function casesCall(keys: PartitionKeys, after: string, limit: number): ScriptCall {
  const first = after === '' ? 0 : caseHashOf(after);
  const hashes = Array.from({ length: CASE_HASHES - first }, (_, i) => keys.cases(first + i));
  return { keys: [keys.meta, ...hashes], args: [String(limit)] };
}

export function casesOf(reply: unknown, after: string, limit: number): CasesRead {
  const [meta, ...hashes] = reply as [Buffer[], ...Buffer[][]];
  const lists = hashes.map((flat) => inOrder(flat));
  if (after !== '') lists[0] = lists[0]!.filter(([id]) => byBytes(id, after) > 0);
  return { ...partitionState(meta), cases: lists.flat().slice(0, limit) };
}

function inOrder(flat: readonly Buffer[]): [id: string, state: Uint8Array][] {
  const cases: [string, Uint8Array][] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) cases.push([String(flat[i]), flat[i + 1]!]);
  return cases.sort(([a], [b]) => byBytes(a, b));
}
