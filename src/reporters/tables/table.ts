export const tableIds = [
  'summary',
  'channels',
  'natures',
  'categories',
  'regions',
  'topics',
  'units',
  'days',
  'overdue',
] as const;
export type TableId = (typeof tableIds)[number];

export const languages = ['zh', 'en'] as const;
export type Language = (typeof languages)[number];
export type Words = Readonly<Record<Language, string>>;

/**
 * text · count: an integer · percent: decimal text, `93.35` for 93.35 % · points: percentage points, decimal text ·
 * decimal: decimal text · time: local time as text, `2021-06-12 09:30:00` · day: `2021-06-12`.
 */
export type ColumnKind = 'text' | 'count' | 'percent' | 'points' | 'decimal' | 'time' | 'day';

export interface Column {
  readonly id: string;
  readonly kind: ColumnKind;
  readonly title: Words;
}

/** null: unknown, or it does not apply; an empty cell. */
export type Cell = string | number | null;

export interface Table {
  readonly id: TableId;
  readonly title: Words;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

/** What codes are called; a code that is missing is its own name. */
export interface CodeNames {
  readonly labels: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly units: Readonly<Record<string, { readonly name: string; readonly kind: string }>>;
}

/** A title as its unit has it: `接通率 (%)`. */
export function titleOf({ kind, title }: Column, language: Language): string {
  const unit = kind === 'percent' ? '%' : kind === 'points' ? { zh: '百分点', en: 'points' }[language] : null;
  return unit === null ? title[language] : `${title[language]} (${unit})`;
}

export function column(id: string, kind: ColumnKind, zh: string, en: string): Column {
  return { id, kind, title: { zh, en } };
}
