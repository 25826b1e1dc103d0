import type { Indicator, Snapshot } from '../api/types.js';

/** A figure as /v1/explain is asked for it. */
export interface Asked {
  /** `month:2021-06`, `live`. */
  readonly period: string;
  readonly figure: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly against?: string;
}

/** The snapshot, or window of the live one, that an indicator was read from. */
const places = new WeakMap<object, Pick<Asked, 'period' | 'labels'>>();

/** Remembers where the indicators of a snapshot stand, so that whoever shows one need not know. */
export function place(snapshot: Snapshot): void {
  const period = periodKey(snapshot);
  if (period === null) return;
  for (const i of snapshot.indicators) places.set(i, { period, labels: {} });
  for (const { id, indicators } of snapshot.windows ?? [])
    for (const i of indicators) places.set(i, { period, labels: { window: id } });
}

/** undefined: it was read from nowhere that the API could explain. */
export function askedIndicator(i: Indicator): Asked | undefined {
  const found = places.get(i);
  if (found === undefined) return undefined;
  const labels = { ...i.labels, ...found.labels };
  return { period: found.period, figure: i.id, labels, ...(i.against !== undefined && { against: i.against }) };
}

export function askedCount(
  snapshot: Pick<Snapshot, 'period'>,
  measure: string,
  labels: Asked['labels'],
): Asked | undefined {
  const period = periodKey(snapshot);
  return period === null ? undefined : { period, figure: measure, labels };
}

/** Of a window, which is no snapshot of its own, null. */
function periodKey({ period }: Partial<Pick<Snapshot, 'period'>>): string | null {
  if (period === undefined) return null;
  return period.kind === 'live' ? 'live' : `${period.kind}:${period.id}`;
}

/** In the address of a page: whose explanation lies over it. */
export function askedIn(query: URLSearchParams): Asked | null {
  const [period, figure, against] = [query.get('why-of'), query.get('why'), query.get('why-against')];
  if (period === null || figure === null || figure === '') return null;
  const pairs = query.getAll('why-label').map((text) => text.split(/=(.*)/s).slice(0, 2) as [string, string?]);
  const labels = Object.fromEntries(pairs.map(([label, code = '']) => [label, code]));
  return { period, figure, labels, ...(against !== null && { against }) };
}

/** The same address with an explanation over it. */
export function askedHref({ period, figure, labels, against }: Asked, address: string): string {
  const url = new URL(address);
  for (const name of ['why', 'why-of', 'why-label', 'why-against', 'cases', 'of', 'in']) url.searchParams.delete(name);
  url.searchParams.set('why', figure);
  url.searchParams.set('why-of', period);
  for (const [label, code] of Object.entries(labels)) url.searchParams.append('why-label', `${label}=${code}`);
  if (against !== undefined) url.searchParams.set('why-against', against);
  return url.pathname + url.search;
}

/** What the API is asked, apart from the period and the figure. */
export function askedQuery({ labels, against }: Asked): URLSearchParams {
  const query = new URLSearchParams();
  for (const [label, code] of Object.entries(labels)) query.append('label', `${label}=${code}`);
  if (against !== undefined) query.set('against', against);
  return query;
}
