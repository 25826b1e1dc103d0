import { PulseError } from '../../domain/errors.js';
import type { AlertBoard, Found } from '../../reporters/alerts/board.js';

const mostTold = 5;

/** @throws PulseError PULSE_USAGE when no alert has such an id, or more than one has. */
export function findAlert(board: AlertBoard, id: string): Exclude<Found, { candidates: readonly string[] }> {
  const found = board.byId(id);
  if ('alert' in found) return found;
  const { candidates } = found;
  if (candidates.length === 0) {
    throw new PulseError('PULSE_USAGE', `no alert has the id ${id}; "pulse alerts list" shows them`);
  }
  const told = candidates.slice(0, mostTold).join(', ') + (candidates.length > mostTold ? ', …' : '');
  throw new PulseError('PULSE_USAGE', `${id} is the beginning of ${candidates.length} ids: ${told}`);
}
