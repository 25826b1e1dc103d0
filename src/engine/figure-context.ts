import type { Finals } from '../domain/finality.js';
import type { SnapshotContext } from '../domain/snapshot.js';
import type { ControlBoard } from './control.js';
import type { Views } from './views.js';

/** What snapshots are made with, apart from counters: the calendar, the history of codes, opening figures as they hold now. */
export function figureContext({ views, board }: { views: Views; board: ControlBoard }): SnapshotContext {
  const { zone, calendar } = views.context;
  const baselines = () => board.baselines();
  const finals = finalsOf(board);
  return { zone, calendar, baselines, finals, ...(views.lineage !== undefined && { lineage: views.lineage }) };
}

/** Months that are final, as the control topic says by now. */
export const finalsOf =
  (board: Pick<ControlBoard, 'lastRevision'>): Finals =>
  (month) => {
    const last = board.lastRevision(month);
    return last && { revision: last.revision, cutOff: Date.parse(last.cutOff), digest: last.digest };
  };
