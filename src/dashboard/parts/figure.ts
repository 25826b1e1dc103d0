import { h, type VNode } from '../dom/h.js';
import type { Explanation } from '../figures/explain.js';
import { explainAt, hideExplanation } from './popover.js';

export interface Shown {
  readonly text: string;
  readonly explain?: (() => Explanation) | undefined;
  /** Where its cases are listed. */
  readonly href?: string | undefined;
  readonly class?: string | undefined;
}

/** A figure that tells what it is made of; one with cases behind it is a link to them. */
export function figure({ text, explain, href, class: name = '' }: Shown): VNode {
  if (explain === undefined) {
    return href === undefined
      ? h('span', { class: `fig ${name}` }, text)
      : h('a', { class: `fig ${name}`, href }, text);
  }
  const show = (event: Event): void => explainAt(event.currentTarget as HTMLElement, explain());
  const on = { mouseenter: show, focus: show, mouseleave: () => hideExplanation(), blur: () => hideExplanation() };
  const props = { class: `fig told ${name}`, 'aria-describedby': 'explanation' };
  return href === undefined
    ? h('button', { ...props, type: 'button', on: { ...on, click: show } }, text)
    : h('a', { ...props, href, on }, text);
}
