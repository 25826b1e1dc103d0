import type { Alerts, Readiness, Snapshot } from '../api/types.js';
import { type Child, h, type VNode } from '../dom/h.js';
import { clock, dateTime, duration } from '../text/format.js';
import type { View } from '../view.js';

/** Live snapshots come every second; so much older, and something stands still. */
const staleMs = 15_000;

/** One statement about the data: a sign, words, and how bad it is. */
interface Statement {
  readonly level: 'good' | 'note' | 'bad';
  readonly text: string;
}

/**
 * The strip that is always there: how old the data is, whether processing keeps up, and what else to know before the
 * figures are believed. Each statement has a sign beside its colour.
 */
export function strip(view: View): VNode {
  const { words } = view;
  const live = view.data.get<Snapshot>('/v1/snapshots/live', 60_000).value;
  const signs = { good: '●', note: '◆', bad: '▲' };
  return h(
    'aside',
    { class: 'strip', 'aria-label': words.strip.name },
    h('p', { class: 'age' }, live === null ? words.strip.none : asOfText(live, view)),
    h(
      'ul',
      {},
      ...statements(live, view).map(({ level, text }) =>
        h('li', { class: level, key: text }, h('span', { class: 'sign', 'aria-hidden': 'true' }, signs[level]), text),
      ),
    ),
    lostLine(view),
  );
}

/** Age in whole seconds, on the server's clock. */
function asOfText(live: Snapshot, { words, zone, now }: View): Child {
  const at = Date.parse(live.asOf.instant);
  return words.strip.asOf(clock(at, zone), duration(now - at, words.units));
}

function statements(live: Snapshot | null, view: View): Statement[] {
  const { words, zone, now } = view;
  const w = words.strip;
  const out: Statement[] = [];
  if (live !== null) {
    const old = now - Date.parse(live.asOf.instant) > staleMs;
    out.push(old ? { level: 'bad', text: w.stale } : { level: 'good', text: w.fresh });
    out.push(...lag(view));
    if (live.recovering === true) out.push({ level: 'bad', text: w.recovering });
    if (live.partial) out.push({ level: 'bad', text: w.partial });
    if (live.calendarMissing.length > 0) out.push({ level: 'bad', text: w.calendar(live.calendarMissing.join(', ')) });
    if (live.demo) out.push({ level: 'note', text: w.demo });
    if (live.asOf.eventTime !== null)
      out.push({ level: 'note', text: w.lastEvent(dateTime(Date.parse(live.asOf.eventTime), zone, now)) });
  }
  return out;
}

/** Readiness says whether tasks are assigned and caught up; open alerts name the stream that stands still. */
function lag(view: View): Statement[] {
  const { words, labels, data } = view;
  const ready = data.get<Readiness>('/readyz', 10_000).value;
  if (ready === null) return [];
  const failing = Object.entries(ready.checks).flatMap(([name, { ok, detail }]) => (ok ? [] : [detail ?? name]));
  const alerts = data.get<Alerts>(alertsPath, 30_000).value?.alerts ?? [];
  const told = alerts.filter(({ alert }) => alert.kind === 'stream-lagging' || alert.kind === 'stream-stalled');
  const kinds = [...new Set(told.map(({ alert }) => labels.code('alert', alert.kind)))];
  const what = [...failing, ...kinds].join('; ');
  return what === ''
    ? [{ level: 'good', text: words.strip.current }]
    : [{ level: 'bad', text: words.strip.lagging(what) }];
}

export const alertsPath = '/v1/alerts?open=true&limit=100';

/** Spoken once when the connection breaks; the seconds are for the eye only. */
function lostLine({ connection, words }: View): VNode {
  const lost = connection.state === 'waiting';
  const seconds = lost ? Math.ceil((connection.retryAt - Date.now()) / 1000) : 0;
  return h(
    'p',
    { class: lost ? 'lost' : 'lost hidden', role: 'status' },
    lost && h('span', { class: 'hidden' }, words.strip.lost(0)),
    lost && h('span', { 'aria-hidden': 'true' }, `▲ ${words.strip.lost(seconds)}`),
  );
}
