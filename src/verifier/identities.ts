import { counterName } from './names.js';
import { labelled, type PeriodFigures } from './rates.js';
import type { NaiveIdentity } from './types.js';

/** The identities of kpi.md section 4; a chain of equations is one identity a link. */
export function identitiesOf(figures: PeriodFigures): NaiveIdentity[] {
  const get = (name: string) => (figures.tells(name) ? (figures.counters.get(name) ?? 0) : Number.NaN);
  const sum = (measure: string, label: string) =>
    !figures.tells(`${measure}{${label}=any other}`)
      ? Number.NaN
      : labelled(figures, measure, label).reduce((total, labels) => total + get(counterName(measure, labels)), 0);
  const dueStates = get('closed_on_time') + get('closed_late') + get('closed_due_unknown');
  const identity = (id: string, left: number, right: number): NaiveIdentity => ({
    id,
    holds: left === right,
    difference: left - right,
  });
  return [
    identity('answered = direct + contacts_with_ticket', get('answered'), get('direct') + get('contacts_with_ticket')),
    identity('Σ contacts{channel} = contacts', sum('contacts', 'channel'), get('contacts')),
    identity('Σ tickets{nature} = tickets', sum('tickets', 'nature'), get('tickets')),
    identity('Σ tickets{unit_kind} = tickets', sum('tickets', 'unit_kind'), get('tickets')),
    ...(figures.withUnits ? [identity('Σ tickets{unit} = tickets', sum('tickets', 'unit'), get('tickets'))] : []),
    identity('closed = closed_on_time + closed_late + closed_due_unknown', get('closed'), dueStates),
    identity(
      'tickets = closed + open',
      get('tickets'),
      get('closed') + (figures.tells('open') ? (figures.open.get('open') ?? 0) : Number.NaN),
    ),
    identity('Σ closed{unit_kind} = closed', sum('closed', 'unit_kind'), get('closed')),
  ].filter(({ difference }) => !Number.isNaN(difference));
}
