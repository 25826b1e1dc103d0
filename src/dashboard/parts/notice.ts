import { h, type VNode } from '../dom/h.js';
import type { View } from '../view.js';

/** What went wrong with something that the reader asked for, until it is put away. */
export function notice(text: string, { words }: View, close: () => void): VNode {
  return h(
    'div',
    { class: 'notice', key: 'notice' },
    h('p', { class: 'bad', role: 'alert' }, `▲ ${text}`),
    h('button', { type: 'button', class: 'close', on: { click: close }, 'aria-label': words.cases.close }, '✕'),
  );
}
