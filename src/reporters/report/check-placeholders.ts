import type { Placeholder } from './placeholders.js';

/** A placeholder as it stands in a wording or a template. */
export interface Used {
  readonly name: string;
  readonly section: boolean;
  readonly inner: readonly Used[];
}

/**
 * What is wrong with the placeholders of a template, one sentence each: those that nothing knows, and sections of what is no
 * list, group or flag. Looks into sections that this report may not have: a wrong name in a paragraph of December is found in June.
 */
export function wrongPlaceholders(used: readonly Used[], known: readonly Placeholder[]): string[] {
  return [...new Set(check(used, [known]))];
}

function check(used: readonly Used[], scopes: readonly (readonly Placeholder[])[]): string[] {
  return used.flatMap((tag) => {
    const found = scopes
      .findLast((scope) => scope.some(({ name }) => name === tag.name))
      ?.find(({ name }) => name === tag.name);
    if (found === undefined) return [unknown(tag.name, scopes.flat()), ...check(tag.inner, scopes)];
    if (tag.section) {
      return check(tag.inner, found.inner === undefined ? scopes : [...scopes, found.inner]);
    }
    const isValue = found.kind === 'text' || found.kind === 'figure';
    return isValue ? [] : [`{${tag.name}} is a ${found.kind}: write {#${tag.name}}…{/${tag.name}}`];
  });
}

function unknown(name: string, known: readonly Placeholder[]): string {
  const near = nearest(name, [...new Set(known.map((p) => p.name))]);
  return `{${name}} is no placeholder${near.length === 0 ? '' : `; nearest are ${near.map((n) => `{${n}}`).join(', ')}`}`;
}

/** The three that differ in the fewest characters, as long as something is the same. */
function nearest(name: string, known: readonly string[]): string[] {
  return known
    .map((other) => ({ other, distance: editDistance(name, other) }))
    .filter(({ other, distance }) => distance < Math.max(name.length, other.length))
    .sort((a, b) => a.distance - b.distance || (a.other < b.other ? -1 : 1))
    .slice(0, 3)
    .map(({ other }) => other);
}

/** Levenshtein's: insertions, deletions and replacements of one character. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
