import type { LogBatch, Offset } from '../../ports/event-log.js';

/** One topic-partition being read, from one assignment to the next. */
export interface Lane {
  readonly topic: string;
  readonly partition: number;
  /** Next offset to fetch; null: not sought yet, nothing is fetched. */
  position: Offset | null;
  /** Grows with every seek: what was fetched before it is of no use any more. */
  epoch: number;
  /** Fetched, not handed over yet: at most one batch, so that fetching and handling overlap. */
  readonly queue: LogBatch[];
  paused: boolean;
  pumping: boolean;
  /** Fetched nothing although there is something: next time alone, so that the size limit is all its own. */
  alone: boolean;
  /** Belongs to an assignment that is over. */
  dead: boolean;
}

export const laneId = ({ topic, partition }: { topic: string; partition: number }): string => `${topic}/${partition}`;

export function makeLane(topic: string, partition: number, position: Offset | null): Lane {
  return { topic, partition, position, epoch: 0, queue: [], paused: false, pumping: false, alone: false, dead: false };
}

export function seekLane(lane: Lane, offset: Offset): void {
  lane.position = offset;
  lane.epoch++;
  lane.queue.length = 0;
  lane.alone = false;
}

export const isReady = (lane: Lane): boolean =>
  !lane.dead && !lane.paused && lane.position !== null && lane.queue.length === 0;
