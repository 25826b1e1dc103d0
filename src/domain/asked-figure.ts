import { counterName, type Labels, parseCounterName } from './counter-name.js';
import { counterDefinition, figureId, indicatorDefinition, nearestFigures } from './definitions.js';
import { PulseError } from './errors.js';
import type { LiveWindow, Snapshot } from './snapshot-schema.js';

export const windowIds = ['5m', '15m', '60m', '24h', 'today'] as const satisfies readonly LiveWindow['id'][];

/** One figure of a snapshot, as somebody asks for it: known by its definition, its labels such as that allows. */
export interface AskedFigure {
  readonly kind: 'counter' | 'indicator' | 'change';
  /** The counter's measure, the indicator's id, or `change`. */
  readonly id: string;
  /** Of `change` with `of`, the measure of the counter. */
  readonly labels: Labels;
  /** Of `change`: what the count is compared with. */
  readonly against?: 'previous' | 'lastYear';
  /** Of the live snapshot: which of its windows. */
  readonly window?: LiveWindow['id'];
}

/** `connection_rate{channel=phone}`; of `change` the counter is its label `of`, and its labels. */
export const figureName = ({ id, labels }: Pick<AskedFigure, 'id' | 'labels'>): string => counterName(id, labels);

/**
 * Reads a figure: its code or its name in Chinese or English, labels in braces or apart (`window` among them).
 *
 * @throws PulseError PULSE_USAGE: no such figure, with the nearest ones; or none with such labels, with those that it takes.
 */
export function parseFigure(text: string, labels: Labels, against: AskedFigure['against'] = 'previous'): AskedFigure {
  const given = text.endsWith('}') ? parseBraces(text) : { measure: text, labels: {} };
  const id = figureId(given.measure);
  if (id === null) throw unknown(given.measure);
  const { window, ...own } = { ...given.labels, ...labels };
  const placed = window === undefined ? {} : { window: windowOf(window) };
  if (id === 'change') return { kind: 'change', id, labels: changeLabels(own), against, ...placed };
  const kind = indicatorDefinition(id) === null ? 'counter' : 'indicator';
  mustFit(id, kind === 'indicator' ? withoutWith(own) : own, labelSetsOf(id));
  return { kind, id, labels: own, ...placed };
}

function parseBraces(text: string): { measure: string; labels: Labels } {
  try {
    const parsed = parseCounterName(text);
    if (Object.keys(parsed.labels).every((name) => name !== '')) return parsed;
  } catch {
    // A % that escapes nothing: said below.
  }
  throw new PulseError('PULSE_USAGE', `${text} is no figure with labels, such as tickets{nature=help}`);
}

function windowOf(text: string): LiveWindow['id'] {
  const window = windowIds.find((id) => id === text);
  if (window !== undefined) return window;
  throw new PulseError('PULSE_USAGE', `there is no window ${text}; there are ${windowIds.join(', ')}`);
}

function unknown(text: string): PulseError {
  const nearest = nearestFigures(text);
  return new PulseError('PULSE_USAGE', `there is no figure "${text}"; the nearest are ${nearest.join(', ')}`, {
    details: { field: 'figure', nearest },
  });
}

/** Label sets that a figure may have, `[]` for none. */
function labelSetsOf(id: string): readonly (readonly string[])[] {
  const counter = counterDefinition(id);
  if (counter !== null) return [...(counter.total ? [[]] : []), ...counter.labels];
  return indicatorDefinition(id)!.labels;
}

function changeLabels({ of, ...labels }: Labels): Labels {
  const id = of === undefined ? null : figureId(of);
  if (id === null || counterDefinition(id) === null) {
    const problem = of === undefined ? 'change needs to know of what' : `change: there is no counter "${of}"`;
    throw new PulseError('PULSE_USAGE', `${problem}: give a counter as its label \`of\`, such as of=tickets`);
  }
  // Counters of single units have no change (kpi.md section 4), nor has the due index.
  if (counterDefinition(id)!.cohort === 'open')
    throw new PulseError('PULSE_USAGE', `change: ${id} is counted at an instant, and is not compared`);
  mustFit(
    id,
    withoutWith(labels),
    labelSetsOf(id).filter((set) => !set.includes('unit')),
  );
  return { of: id, ...labels };
}

/** `with: parts`: a code that was split since, all its parts together. */
function withoutWith({ with: whole, ...labels }: Labels): Labels {
  if (whole === undefined || whole === 'parts') return labels;
  throw new PulseError('PULSE_USAGE', `with=${whole}: the only one is with=parts`, { details: { field: 'label' } });
}

function mustFit(id: string, labels: Labels, sets: readonly (readonly string[])[]): void {
  const names = Object.keys(labels);
  if (sets.some((set) => set.length === names.length && set.every((name) => names.includes(name)))) return;
  const takes = sets.map((set) => (set.length === 0 ? 'none' : set.join(' and '))).join('; ');
  const problem = names.length === 0 ? 'needs a label' : `has no label ${names.join(' and ')}`;
  throw new PulseError('PULSE_USAGE', `${id} ${problem}; it takes: ${takes}`, { details: { field: 'label' } });
}

/**
 * Whether a kind of period can have the figure at all: single units are counted by whole months, and what live counts it
 * counts in windows, open tickets aside.
 *
 * @throws PulseError PULSE_USAGE
 */
export function mustSuit({ id, labels, window }: AskedFigure, kind: Snapshot['period']['kind']): void {
  const isOpen = counterDefinition(id)?.cohort === 'open';
  if (kind === 'live') {
    if (isOpen ? window === undefined : window !== undefined) return;
    const problem = isOpen ? 'is counted at an instant, in no window' : `needs a window: ${windowIds.join(', ')}`;
    throw new PulseError('PULSE_USAGE', `${id} of live ${problem}`, { details: { field: 'label' } });
  }
  if (window !== undefined)
    throw new PulseError('PULSE_USAGE', 'only live has windows', { details: { field: 'label' } });
  if (!('unit' in labels) || isOpen || wholeMonths.includes(kind)) return;
  throw new PulseError('PULSE_USAGE', `${id} of single units exists for whole months only: not for a ${kind}`);
}

const wholeMonths = ['month', 'quarter', 'half', 'year'];
