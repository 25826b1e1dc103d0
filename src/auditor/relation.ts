import type { Figure } from './claim.js';
import type { Verdict } from './result.js';

/** What is said of a figure once an equation that it stands in does not hold and it is held to be the cause. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly ours: string | null;
  readonly why: string;
}

/** An equation between figures of the report. */
export interface Relation {
  readonly members: readonly Figure[];
  readonly holds: boolean;
  /** Whether it speaks for its members when it holds: an inequality, or an equation with room, says little. */
  readonly strong: boolean;
  /** In words and numbers: 20874÷22361=93.35%. */
  readonly words: string;
  /** The figure that was computed from the others when the report was made: it is to blame when nothing else decides. */
  readonly derived: Figure | null;
  /** What follows for a member if the others are right. */
  readonly judge: (blamed: Figure) => Judgement;
}
