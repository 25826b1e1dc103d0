import type { Alert } from '../../src/domain/alert.js';

/** Alerts in few words, for comparing. */

/** `06-17 12:00` in Ankang; seconds only where there are some. */
export function onWall(at: string | number): string {
  const text = new Date((typeof at === 'number' ? at : Date.parse(at)) + 8 * 3_600_000).toISOString();
  return text
    .slice(5, 23)
    .replace('T', ' ')
    .replace(/\.000$/, '')
    .replace(/:00$/, '');
}

/** `near-due 50`, `still-overdue 3`, `overdue`. */
export function kindOf({ kind, ticket }: Pick<Alert, 'kind' | 'ticket'>): string {
  const n = ticket?.percent ?? ticket?.day;
  return [kind.replace('ticket-', ''), ...(n === undefined ? [] : [n])].join(' ');
}

/** How many alerts there are of each kind. */
export function countsOf(alerts: readonly Alert[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const alert of alerts) counts[kindOf(alert)] = (counts[kindOf(alert)] ?? 0) + 1;
  return counts;
}
