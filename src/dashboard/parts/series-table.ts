import { h, type VNode } from '../dom/h.js';

/** The numbers of a chart as text, for whoever cannot or will not read the picture. */
export function seriesTable(
  summary: string,
  heads: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): VNode {
  return h(
    'details',
    { class: 'series' },
    h('summary', {}, summary),
    h(
      'div',
      { class: 'table-frame', tabindex: 0, role: 'group', 'aria-label': summary },
      h(
        'table',
        {},
        h('thead', {}, h('tr', {}, ...heads.map((head) => h('th', { scope: 'col' }, head)))),
        h(
          'tbody',
          {},
          ...rows.map(([first, ...rest]) =>
            h('tr', {}, h('th', { scope: 'row' }, first), ...rest.map((cell) => h('td', {}, cell ?? '–'))),
          ),
        ),
      ),
    ),
  );
}
