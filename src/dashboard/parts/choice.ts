import { h, type VNode } from '../dom/h.js';

/** A labelled list to choose one of. */
export function choice(
  label: string,
  value: string,
  options: readonly (readonly [value: string, text: string])[],
  choose: (value: string) => void,
): VNode {
  return h(
    'label',
    { class: 'choice' },
    h('span', {}, label),
    h(
      'select',
      { on: { change: (event) => choose((event.currentTarget as HTMLSelectElement).value) } },
      ...options.map(([v, text]) => h('option', { value: v, key: v, selected: v === value }, text)),
    ),
  );
}
