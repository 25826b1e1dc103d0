import type { Periods, Snapshot } from '../api/types.js';
import { h, type VNode } from '../dom/h.js';
import { figuresOf } from '../figures/figures.js';
import { languages, themes } from '../preferences.js';
import { hrefOf, type Page } from '../route.js';
import type { View } from '../view.js';
import { choice } from './choice.js';

export function header(view: View): VNode {
  const { words, preferences, actions } = view;
  const languageNames = { zh: '中文', en: 'English' };
  return h(
    'header',
    { class: 'head' },
    h('a', { class: 'brand', href: '/' }, h('strong', {}, words.title), h('span', {}, words.product)),
    h('nav', { 'aria-label': words.nav.main }, ...links(view)),
    h(
      'div',
      { class: 'switches' },
      choice(
        words.language,
        preferences.language,
        languages.map((l) => [l, languageNames[l]]),
        (l) => actions.choose({ language: l === 'en' ? 'en' : 'zh' }),
      ),
      choice(
        words.theme.name,
        preferences.theme,
        themes.map((t) => [t, words.theme[t]]),
        (t) => actions.choose({ theme: themes.find((known) => known === t) ?? 'auto' }),
      ),
    ),
  );
}

function links(view: View): VNode[] {
  const { route, words } = view;
  const month = route.page === 'month' ? route.month : latestMonth(view);
  const unit = route.page === 'unit' ? route.unit : firstUnit(view, month);
  const pages: [Page, string][] = [
    [{ page: 'wall' }, words.nav.wall],
    [{ page: 'month', month, compare: null }, words.nav.month],
    [{ page: 'unit', unit, month: route.page === 'month' ? month : null }, words.nav.unit],
  ];
  return pages.map(([page, text]) =>
    h('a', { href: hrefOf(page), 'aria-current': page.page === route.page ? 'page' : null }, text),
  );
}

/** Ids of the months that the API has, latest first. */
export function monthsOf(view: View): string[] {
  const known = view.data.get<Periods>('/v1/periods', 60_000).value?.periods ?? [];
  const ids = known.flatMap(({ key }) => /^month:(\d{4}-\d\d)$/.exec(key)?.[1] ?? []);
  return [...new Set(ids)].sort().reverse();
}

/** The month that has figures: the running one may be empty still. */
function latestMonth(view: View): string {
  return monthsOf(view)[0] ?? view.today.slice(0, 7);
}

function firstUnit(view: View, month: string): string {
  const units = view.data.get<Snapshot>(unitsPath(month), 30_000).value;
  return (units === null ? undefined : figuresOf(units).values('tickets', 'unit')[0]?.[0]) ?? 'unassigned';
}

/** The month with its unit figures. */
export const unitsPath = (month: string): string => `/v1/snapshots/month:${month}?units=true`;
