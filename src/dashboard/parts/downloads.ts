import { h, type VNode } from '../dom/h.js';
import type { View } from '../view.js';

/** CSV and XLSX of one table of a month: real links; with a token the page fetches them, since a link carries none. */
export function downloads(table: keyof View['words']['tables'], month: string, { words, actions }: View): VNode {
  const link = (suffix: string): VNode => {
    const href = `/v1/tables/month:${month}/${table}.${suffix}`;
    return h(
      'a',
      {
        href,
        download: `${month}-${table}.${suffix}`,
        'aria-label': `${words.month.download} ${words.tables[table]} ${suffix.toUpperCase()}`,
        on: {
          click: (event) => {
            event.preventDefault();
            actions.download(href);
          },
        },
      },
      suffix.toUpperCase(),
    );
  };
  return h('span', { class: 'downloads' }, link('csv'), link('xlsx'));
}
