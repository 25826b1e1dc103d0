import {
  directions,
  invalidReasons,
  natures,
  outcomes,
  satisfactions,
  unitKinds,
  urgencies,
} from '../../domain/events.js';

/**
 * Which fields a mapping may fill: those of the event contract (design.md section 8), ids aside, which are named once for
 * all three events. Their order here is their order in the JSON of the event.
 *
 * `codes` is a set of codes; a list of texts is a closed list.
 */
export type Kind = 'id' | 'code' | 'codes' | 'text' | 'instant' | 'boolean' | 'number' | readonly string[];
export interface Leaf {
  readonly kind: Kind;
  readonly required: boolean;
}
export type Target = Leaf | { readonly group: Targets } | { readonly listOf: Targets };
export interface Targets {
  readonly [field: string]: Target;
}

const must = (kind: Kind): Leaf => ({ kind, required: true });
const may = (kind: Kind): Leaf => ({ kind, required: false });
const unit: Target = { group: { code: must('code'), name: may('text'), kind: may(unitKinds) } };

export const idTarget = must('id');
export const timeTarget = may('instant');

export const targets = {
  contact: {
    rev: may('number'),
    receivedAt: must('instant'),
    channel: must('code'),
    answered: must('boolean'),
    category: may('code'),
    region: may('code'),
    topics: may('codes'),
    queuedAt: may('instant'),
    answeredAt: may('instant'),
    abandonedAt: may('instant'),
    endedAt: may('instant'),
    waitSeconds: may('number'),
    direction: may(directions),
    invalid: may(invalidReasons),
    agentId: may('id'),
    callerHash: may('id'),
    repeatOf: may('id'),
  },
  ticket: {
    rev: may('number'),
    createdAt: must('instant'),
    nature: must(natures),
    urgency: may(urgencies),
    category: may('code'),
    region: may('code'),
    topics: may('codes'),
    unit,
    dueAt: may('instant'),
    dispatchedAt: may('instant'),
    extensions: { listOf: { approvedAt: must('instant'), newDueAt: must('instant'), reason: may('text') } },
    holds: { listOf: { from: must('instant'), to: may('instant') } },
    summary: may('text'),
    confidential: may('boolean'),
    repeatOf: may('id'),
  },
  closing: {
    rev: may('number'),
    closedAt: must('instant'),
    repliedAt: may('instant'),
    firstClosedAt: may('instant'),
    reopenings: { listOf: { at: must('instant'), dueAt: may('instant') } },
    outcome: may(outcomes),
    satisfaction: { group: { result: must(satisfactions), reached: may('boolean'), callbackAt: may('instant') } },
    unit,
    note: may('text'),
  },
} as const satisfies Record<string, Targets>;

export type SectionName = keyof typeof targets;
export const sectionNames = ['contact', 'ticket', 'closing'] as const satisfies readonly SectionName[];
