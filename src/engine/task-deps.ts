import type { Clock } from '../ports/clock.js';
import type { EventLog } from '../ports/event-log.js';
import type { Logger } from '../ports/logger.js';
import type { StateStore } from '../ports/state-store.js';
import type { ResumePoints } from './check-offsets.js';
import type { BatchLimits } from './cut-batch.js';
import type { Measured } from './engine-metrics.js';
import type { Chunk } from './micro-batch.js';
import type { CutOffRules } from './revision-marks.js';
import type { Topics } from './topics.js';
import type { Views } from './views.js';

/** What every partition task of a process works with. */
export interface TaskDeps extends Measured {
  readonly log: EventLog;
  readonly store: StateStore;
  readonly clock: Clock;
  readonly topics: Topics;
  readonly views: Views;
  readonly partitions: number;
  readonly generation: { readonly number: number; readonly hash: string };
  readonly limits: BatchLimits;
  readonly logger: Logger;
  /** A head never made before by anyone. */
  readonly newHead: () => string;
  /** Gaps that an operator accepted (control topic). */
  readonly resumePoints: ResumePoints;
  /** Called after each commit of this task. */
  readonly onCommit: (partition: number, chunk: Chunk) => void;
  /** When months are cut off; absent: never. */
  readonly cutOff?: CutOffRules;
  /** The store holds less than this task had committed. */
  readonly onFallBack?: (partition: number) => void;
  /** Somebody else wrote to the partition, or the store lost what this task wrote. */
  readonly onFenced?: (partition: number) => void;
}

/** Hears of a task, within its queue. */
export interface TaskListener {
  /** A chunk was committed. */
  committed(chunk: Chunk): void;
  /** What the task remembered is dropped: others may have committed meanwhile. */
  forgot(): void;
}
