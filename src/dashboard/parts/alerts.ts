import type { Alert, AlertRow, Alerts } from '../api/types.js';
import { h, type VNode } from '../dom/h.js';
import { hrefOf } from '../route.js';
import { dateTime, decimalText } from '../text/format.js';
import type { View } from '../view.js';
import { section, waiting } from './section.js';
import { alertsPath } from './strip.js';

const signs = { critical: '▲', warning: '◆', info: '●' } as const;

/** Open alerts, newest first, each to be taken note of. */
export function alerts(view: View): VNode {
  const { words, data } = view;
  const known = data.get<Alerts>(alertsPath, 30_000);
  const rows = known.value?.alerts ?? [];
  return section(
    'alerts',
    words.wall.alerts,
    rows.length === 0 ? null : String(rows.length),
    waiting(known, words) ??
      (rows.length === 0
        ? h('p', { class: 'empty' }, `✓ ${words.wall.noAlerts}`)
        : h(
            'ol',
            { class: 'feed', tabindex: 0, 'aria-label': words.wall.alerts },
            ...rows.slice(0, 40).map((row) => alertRow(row, view)),
          )),
  );
}

function alertRow(row: AlertRow, view: View): VNode {
  const { words, labels, zone, now } = view;
  const { alert, standing } = row;
  return h(
    'li',
    { key: row.subject, class: `${alert.severity} ${standing === null ? '' : 'acked'}` },
    h('span', { class: 'sign', title: words.alerts.severity[alert.severity] ?? '' }, signs[alert.severity]),
    h(
      'div',
      {},
      h('h3', {}, labels.code('alert', alert.kind), h('time', {}, dateTime(Date.parse(alert.at), zone, now))),
      h('p', {}, ...about(alert, view)),
      standing !== null && h('p', { class: 'note' }, `✓ ${standingText(standing, view)}`),
    ),
    standing === null &&
      h(
        'button',
        {
          type: 'button',
          class: 'quiet',
          'aria-label': `${words.alerts.ack}: ${labels.code('alert', alert.kind)} ${alert.ticket?.ticketId ?? ''}`,
          on: { click: () => view.actions.acknowledge(row) },
        },
        words.alerts.ack,
      ),
  );
}

/** The ticket and its unit, or the condition with its value and threshold. */
function about({ ticket, condition }: Alert, { words, labels }: View): (VNode | string)[] {
  if (ticket !== undefined) {
    const { code, name } = ticket.unit;
    const unit = h('a', { href: hrefOf({ page: 'unit', unit: code, month: null }) }, name ?? labels.code('unit', code));
    return [unit, ` · ${ticket.ticketId} · ${labels.code('nature', ticket.nature)}`];
  }
  if (condition === undefined) return [];
  const suffix = condition.unit === '%' ? ' %' : '';
  const value = `${condition.value === null ? '–' : decimalText(condition.value)}${suffix}`;
  const text = condition.threshold === null ? value : words.alerts.value(value, condition.threshold + suffix);
  const where = Object.entries(condition.labels).map(([name, v]) => labels.code(name, v));
  return [[...where, text, condition.detail ?? ''].filter((part) => part !== '').join(' · ')];
}

export function standingText(standing: NonNullable<AlertRow['standing']>, { words, zone, now }: View): string {
  if (standing.until === undefined) return words.alerts.acked(standing.by);
  return words.alerts.snoozed(standing.by, dateTime(new Date(standing.until).getTime(), zone, now));
}
