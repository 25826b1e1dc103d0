import { type Child, h, type VNode } from '../dom/h.js';
import { figure, type Shown } from './figure.js';

export interface Row {
  readonly key: string;
  readonly name: string;
  /** Page of what the row is about. */
  readonly href?: string;
  readonly cells: readonly (Shown | null)[];
  /** Of the whole, 0 to 1: drawn behind the name. */
  readonly share?: number | undefined;
}

/** A table of figures; wide ones scroll within their own frame, which the keyboard reaches. */
export function figureTable(caption: string, heads: readonly string[], rows: readonly Row[]): VNode {
  return h(
    'div',
    { class: 'table-frame', tabindex: 0, role: 'group', 'aria-label': caption },
    h(
      'table',
      {},
      h('caption', { class: 'hidden' }, caption),
      h('thead', {}, h('tr', {}, ...heads.map((head) => h('th', { scope: 'col' }, head)))),
      h('tbody', {}, ...rows.map(tableRow)),
    ),
  );
}

function tableRow({ key, name, href, cells, share }: Row): VNode {
  const bar = share !== undefined && h('span', { class: 'bar', css: { '--share': String(share) } });
  const label: Child = href === undefined ? name : h('a', { href }, name);
  return h(
    'tr',
    { key },
    h('th', { scope: 'row' }, label, bar),
    ...cells.map((cell) => h('td', {}, cell === null ? '–' : figure(cell))),
  );
}
