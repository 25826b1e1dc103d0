import { type TicketState, ticketStates } from './api/types.js';
import { type Asked, askedIn } from './figures/asked.js';

/** What the address names. */
export type Route = Page & {
  readonly cases: CaseList | null;
  /** The figure whose explanation lies over the page. */
  readonly asked?: Asked;
};

export type Page =
  | { readonly page: 'wall' }
  | { readonly page: 'month'; readonly month: string; readonly compare: string | null }
  | { readonly page: 'unit'; readonly unit: string; readonly month: string | null }
  | { readonly page: 'unknown' };

/** The tickets behind a figure, shown over the page. */
export interface CaseList {
  readonly state: TicketState;
  readonly unit: string | null;
  readonly month: string | null;
}

const monthShape = /^\d{4}-(0[1-9]|1[0-2])$/;

export function readRoute(path: string, search: string): Route {
  const query = new URLSearchParams(search);
  const month = (name: string): string | null => {
    const text = query.get(name);
    return text !== null && monthShape.test(text) ? text : null;
  };
  const asked = askedIn(query);
  const cases = casesOf(query.get('cases'), query.get('of'), month('in'));
  return { ...pageOf(path, month), cases, ...(asked !== null && { asked }) };
}

function pageOf(path: string, month: (name: string) => string | null): Page {
  const [, first = '', second = '', ...more] = path.replace(/\/$/, '').split('/');
  if (more.length > 0) return { page: 'unknown' };
  if (first === '' && second === '') return { page: 'wall' };
  if (first === 'month' && monthShape.test(second)) return { page: 'month', month: second, compare: month('with') };
  if (first === 'unit' && second !== '') return { page: 'unit', unit: decoded(second), month: month('month') };
  return { page: 'unknown' };
}

function casesOf(state: string | null, unit: string | null, month: string | null): CaseList | null {
  const known = ticketStates.find((s) => s === state);
  return known === undefined ? null : { state: known, unit, month };
}

/** The address of a page, with a list of cases over it or not. */
export function hrefOf(page: Page, cases: CaseList | null = null): string {
  const query = new URLSearchParams();
  if (page.page === 'month' && page.compare !== null) query.set('with', page.compare);
  if (page.page === 'unit' && page.month !== null) query.set('month', page.month);
  if (cases !== null) {
    query.set('cases', cases.state);
    if (cases.unit !== null) query.set('of', cases.unit);
    if (cases.month !== null) query.set('in', cases.month);
  }
  const text = query.toString();
  return pathOf(page) + (text === '' ? '' : `?${text}`);
}

function pathOf(page: Page): string {
  if (page.page === 'month') return `/month/${page.month}`;
  return page.page === 'unit' ? `/unit/${encodeURIComponent(page.unit)}` : '/';
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
