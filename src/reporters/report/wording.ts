import { PulseError } from '../../domain/errors.js';
import type { Scope, Span, Value } from './figure.js';

/**
 * The language of sentences and templates, a part of what docxtemplater reads in a Word file: `{name}` is a value,
 * `{#name}…{/name}` stands when the flag or group is there and once for each entry of a list, `{^name}…{/name}` when there is
 * none. Inside, names are those of the entry, then those around it.
 */
export type Wording = readonly Part[];
export type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly name: string }
  | { readonly kind: 'section'; readonly name: string; readonly inverted: boolean; readonly body: Wording };

interface Open {
  readonly name: string;
  readonly inverted: boolean;
  readonly parts: Part[];
}

/** @throws PulseError PULSE_CONFIG for a brace or a section that is not closed. */
export function parseWording(text: string): Wording {
  const stack: Open[] = [{ name: '', inverted: false, parts: [] }];
  for (const piece of text.split(/(\{[^{}]*\})/)) {
    if (piece === '') continue;
    const top = stack.at(-1)!;
    if (!piece.startsWith('{') || !piece.endsWith('}')) {
      if (/[{}]/.test(piece)) throw wrong(text, 'a brace is not closed');
      top.parts.push({ kind: 'text', text: piece });
      continue;
    }
    const name = piece.slice(1, -1).trim();
    if (name.startsWith('#') || name.startsWith('^')) {
      stack.push({ name: name.slice(1).trim(), inverted: name.startsWith('^'), parts: [] });
    } else if (name.startsWith('/')) {
      if (stack.length === 1 || name.slice(1).trim() !== top.name) throw wrong(text, `{${name}} closes nothing`);
      stack.pop();
      stack.at(-1)!.parts.push({ kind: 'section', name: top.name, inverted: top.inverted, body: top.parts });
    } else top.parts.push({ kind: 'value', name });
  }
  if (stack.length > 1) throw wrong(text, `{#${stack.at(-1)!.name}} is not closed`);
  return stack[0]!.parts;
}

const wrong = (text: string, what: string): PulseError =>
  new PulseError('PULSE_CONFIG', `report wording: ${what}: ${text.trim()}`);

/** The wording with its values. @param scopes the innermost last */
export function fill(wording: Wording, scopes: readonly Scope[]): Span[] {
  return wording.flatMap((part): readonly Span[] => {
    if (part.kind === 'text') return [part.text];
    const value = lookUp(part.name, scopes);
    if (part.kind === 'value') return spansOf(value);
    if (part.inverted) return isThere(value) ? [] : fill(part.body, scopes);
    return entriesOf(value, scopes).flatMap((inner) => fill(part.body, inner));
  });
}

/** The innermost value of a name; undefined: nobody has it. */
export function lookUp(name: string, scopes: readonly Scope[]): Value | undefined {
  return scopes.findLast((scope) => Object.hasOwn(scope, name))?.[name];
}

export const isThere = (value: Value | undefined): boolean =>
  value !== undefined && value !== false && value !== '' && !(isList(value) && value.length === 0);

/** The scopes in which the body of a section stands: once for a flag or a group, once an entry of a list. */
export function entriesOf(value: Value | undefined, scopes: readonly Scope[]): (readonly Scope[])[] {
  if (!isThere(value)) return [];
  if (isList(value)) return value.map((entry) => [...scopes, entry]);
  return [typeof value === 'object' && value.is === 'group' ? [...scopes, value.scope] : scopes];
}

export function isList(value: Value | undefined): value is readonly Scope[] {
  return Array.isArray(value);
}

function spansOf(value: Value | undefined): readonly Span[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || isList(value) || value.is === 'group') return [];
  return value.is === 'phrase' ? value.spans : [value];
}
