import type {
  AlertCondition,
  AlertKind,
  AlertRevision,
  AlertTicket,
  ConditionKind,
  TicketAlertKind,
} from '../../domain/alert.js';
import type { endings } from '../../domain/conditions.js';
import { textsEn } from './texts-en.js';
import { textsZh } from './texts-zh.js';

export const languages = ['zh', 'en'] as const;
export type Language = (typeof languages)[number];

/** What a digest counts, so many tickets each. */
export interface DigestCount {
  readonly tickets: number;
  /** Open and past the due time. */
  readonly overdue: number;
}

/** Why a condition is over that no figure has ended (domain/conditions.ts). */
export type Ending = keyof typeof endings;

/** Every word of a message in one language. Arguments that are texts are clean already and stand in it as they are. */
export interface Texts {
  /** What a kind is called. */
  readonly kinds: Readonly<Record<AlertKind, string>>;
  /** Two units at most, cut, not rounded: `2 天 3 小时`. `ms` is not negative. */
  duration(ms: number): string;
  overdueFor(duration: string): string;
  left(duration: string): string;
  closedLateBy(duration: string): string;
  readonly closedInTime: string;
  /** Retracted, or for another reason nothing that anybody still has to close. */
  readonly settled: string;
  readonly dueUnknown: string;
  /** In the place of a due time. */
  readonly unknown: string;
  readonly unassigned: string;
  /** `standing`: how late, how long it has. */
  ticketTitle(kind: TicketAlertKind, unit: string, ticketId: string, standing: string, ticket: AlertTicket): string;
  readonly fields: Readonly<Record<'nature' | 'due' | 'created' | 'region' | 'summary' | 'since' | 'detail', string>>;
  readonly confidential: string;
  readonly confidentialMark: string;
  /** What to do. `due`: the due time as text; null: unknown. */
  ticketAction(kind: TicketAlertKind, due: string | null): string;
  /** What is the matter, or `over`: how it stands now that it is over. `name`: what a label of it is called. */
  condition(kind: ConditionKind, condition: AlertCondition, name: (label: string) => string, over: boolean): string;
  lasted(fact: string, duration: string): string;
  /** It is over although no figure says so. */
  ended(kind: ConditionKind, why: Ending, condition: AlertCondition): string;
  conditionTitle(kind: ConditionKind, fact: string, over: boolean): string;
  conditionAction(kind: ConditionKind, over: boolean): string;
  revisedTitle(revision: AlertRevision): string;
  /** What made it. */
  revisedCauses(revision: AlertRevision): string;
  revisedAction(revision: AlertRevision): string;
  readonly openTicket: string;
  readonly openDashboard: string;
  /** Of a link in plain text and of a field. */
  readonly colon: string;
  /** Between the parts of a list. */
  readonly comma: string;
  digestTitle(unit: string | null, count: DigestCount, worst: { duration: string; ticketId: string } | null): string;
  kindCount(kind: string, n: number): string;
  readonly digestHead: readonly [ticket: string, nature: string, due: string, standing: string];
  readonly digestAction: string;
  readonly sample: string;
}

/** Codes of closed lists are English words already; the catalogue's labels are Chinese. */
export const textsOf = (language: Language): Texts => (language === 'en' ? textsEn : textsZh);
