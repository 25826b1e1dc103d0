/** JSON as producers write it, where "nothing" has many forms. */

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Members that are null or an empty text are absent: producers write "nothing" in either way. Only a null `closedAt` is
 * a value ("open again"). `deleted: false` says nothing either. Stripped here rather than in the schemas, whose fast path has no room for it.
 */
export function withoutEmpty(data: Record<string, unknown>): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const key in data) {
    const value = data[key];
    if (isNothing(value, key) || (key === 'deleted' && value === false)) continue;
    out[key] = typeof value === 'object' && value !== null ? withoutEmptyInside(value) : value;
  }
  return out;
}

/** One level down, which is as far as the contract goes: an unknown field may be deeper than any stack. */
function withoutEmptyInside(value: object): unknown {
  if (!Array.isArray(value)) return flatWithoutEmpty(value as Record<string, unknown>);
  return value.filter((v) => v !== null && v !== '').map((v) => (isRecord(v) ? flatWithoutEmpty(v) : v));
}

function flatWithoutEmpty(value: Record<string, unknown>): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const key in value) if (!isNothing(value[key], key)) out[key] = value[key];
  return out;
}

/** `__proto__`, which JSON may hold as a member, would not be one of a plain object but its prototype. */
const isNothing = (value: unknown, key: string): boolean =>
  (value === null && key !== 'closedAt') || value === '' || key === '__proto__';
