import { h, type VNode } from '../dom/h.js';
import type { View } from '../view.js';
import { monthPage } from './month.js';
import { unitPage } from './unit.js';
import { wall } from './wall.js';

/** The page that the address names. */
export function pageOf(view: View): VNode {
  const { route, words } = view;
  if (route.page === 'wall') return wall(view);
  if (route.page === 'month') return monthPage(route.month, route.compare, view);
  if (route.page === 'unit') return unitPage(route.unit, route.month, view);
  return h(
    'main',
    { class: 'report', id: 'content', tabindex: -1 },
    h('h1', {}, words.notFound.title),
    h('p', {}, h('a', { href: '/' }, words.notFound.back)),
  );
}
