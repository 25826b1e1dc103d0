import type { headline, openMeasures } from './figures.js';

/** A text in both languages of the product. */
export interface Text {
  readonly zh: string;
  readonly en: string;
}

/** Which instant decides the period that something counts in. `open`: the ticket's creation, and only while it is open. */
export type Cohort = 'received' | 'created' | 'closed' | 'open';

export interface CounterDefinition {
  readonly name: Text;
  /** What it counts: each of these adds 1, unless `adds` says otherwise. */
  readonly words: Text;
  readonly of: 'contact' | 'ticket';
  readonly cohort: Cohort;
  /** What is added up. */
  readonly adds: 'count' | 'seconds' | 'working days';
  /** Label sets that it may have. */
  readonly labels: readonly (readonly string[])[];
  /** It is also there without any label. */
  readonly total: boolean;
  /** Also kept by hour and minute. */
  readonly fine: boolean;
}

export type CounterMeasure = (typeof headline)[number] | (typeof openMeasures)[number] | 'contacts_excluded' | 'praise';

type Short = Partial<Pick<CounterDefinition, 'adds' | 'labels' | 'total' | 'fine'>>;

/** One entry of the tables: texts as pairs of zh and en. */
export const definition = (
  of: CounterDefinition['of'],
  cohort: Cohort,
  name: readonly [zh: string, en: string],
  words: readonly [zh: string, en: string],
  { adds = 'count', labels = [], total = true, fine = false }: Short = {},
): CounterDefinition => ({
  name: { zh: name[0], en: name[1] },
  words: { zh: words[0], en: words[1] },
  of,
  cohort,
  adds,
  labels,
  total,
  fine,
});
