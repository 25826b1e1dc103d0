import { h, type VNode } from '../dom/h.js';
import { alerts } from '../parts/alerts.js';
import { backlog, overdueByUnit } from '../parts/backlog.js';
import { hours } from '../parts/hours.js';
import { ranking } from '../parts/ranking.js';
import { rates } from '../parts/rates.js';
import { shares } from '../parts/shares.js';
import type { View } from '../view.js';

/** What the duty room watches. */
export function wall(view: View): VNode {
  return h(
    'main',
    { class: 'wall', id: 'content', tabindex: -1 },
    h('h1', { class: 'hidden' }, view.words.title),
    rates(view),
    backlog(view),
    hours(view),
    overdueByUnit(view),
    shares('channel', view),
    shares('nature', view),
    shares('category', view),
    ranking(view),
    alerts(view),
    h('p', { class: 'not-told' }, `${view.words.wall.ringing} ${view.words.wall.notTold}`),
  );
}
