import { type Child, h, type VNode } from '../dom/h.js';

/** A titled part of a page. */
export function section(name: string, title: string, note: Child, ...children: readonly Child[]): VNode {
  const id = `h-${name}`;
  return h(
    'section',
    { class: `part part-${name}`, 'aria-labelledby': id, key: name },
    h('header', {}, h('h2', { id }, title), note !== null && h('span', { class: 'note' }, note)),
    ...children,
  );
}

/** Before the first answer: a quiet line; a refusal in its words. */
export function waiting(known: { value: unknown; error: Error | null }, words: WaitingWords): VNode | null {
  if (known.value !== null) return null;
  if (known.error === null) return h('p', { class: 'empty' }, words.loading);
  return h('p', { class: 'empty', role: 'alert' }, words.error(known.error.message || words.unreachable));
}

interface WaitingWords {
  readonly loading: string;
  readonly unreachable: string;
  readonly error: (text: string) => string;
}
