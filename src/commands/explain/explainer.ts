import { type AskedFigure, figureName, mustSuit } from '../../domain/asked-figure.js';
import type { CasePage } from '../../domain/case-page.js';
import type { Scope } from '../../domain/case-share.js';
import type { Language } from '../../domain/definitions.js';
import { PulseError } from '../../domain/errors.js';
import { explain } from '../../domain/explain.js';
import type { Explanation } from '../../domain/explanation-schema.js';
import { type FigureParts, partsOf } from '../../domain/figure-parts.js';
import { formatInstant, type Instant } from '../../domain/instant.js';
import { dayPeriod, parsePeriod, periodKey } from '../../domain/period.js';
import type { Snapshot } from '../../domain/snapshot-schema.js';
import { CaseReader } from '../../engine/case-reader.js';
import type { Pipeline } from '../context.js';

export interface ExplainWish {
  readonly period: string;
  readonly figure: AskedFigure;
  /** As of when open tickets are counted; null: now. */
  readonly at: Instant | null;
}

export interface CaseWish extends ExplainWish {
  readonly after?: string | undefined;
  readonly limit: number;
  /** Cases of the state that one page looks at, at most. */
  readonly looks: number;
}

export interface ExplainerOptions {
  readonly pipeline: Pick<Pipeline, 'reader' | 'store' | 'partitions' | 'context'>;
  /** What a code is called in a language; the code itself where nobody named it. */
  readonly say: (language: Language) => (label: string, code: string) => string;
  /** A decided revision (`month:2021-06@r1`), unit figures included; null: there is none of this key. */
  readonly revision: (key: string) => Promise<Snapshot | null>;
}

/** Figures and the cases behind them, out of the state as it is; revisions as they were published. */
export class Explainer {
  readonly #options: ExplainerOptions;
  readonly #cases: CaseReader;

  constructor(options: ExplainerOptions) {
    this.#options = options;
    this.#cases = new CaseReader(options.pipeline);
  }

  /** @throws PulseError PULSE_USAGE for what is no period, and for a figure that the period does not have. */
  async explain(wish: ExplainWish, language: Language): Promise<Explanation> {
    const snapshot = await this.#snapshot(wish);
    return explain(snapshot, wish.figure, { language, say: this.#options.say(language) });
  }

  /** One page of the cases behind a figure. @throws PulseError as `explain`, and for an `after` that is no cursor. */
  async cases({ period, figure, at, after, limit, looks }: CaseWish): Promise<CasePage> {
    const { store, context } = this.#options.pipeline;
    if (isRevision(period)) throw notOfRevision(period);
    const asOf = at ?? (await store.now());
    const key = period === 'live' ? period : periodKey(parsePeriod(period, context.zone.dayOf(asOf)));
    mustSuit(figure, key === 'live' ? key : parsePeriod(key, 0).kind);
    const parts = await this.#parts({ period, figure, at: asOf });
    const scope = (instant: Instant): Scope => scopeOf(period, figure, instant, context);
    const found = await this.#cases.page({ parts, scope, asOf, after, limit, looks });
    return { period: key, figure: figureName(figure), ...found, asOf: formatInstant(found.asOf) };
  }

  /** Which counters; where several codes are taken together, the snapshot says which. */
  async #parts(wish: ExplainWish): Promise<FigureParts> {
    const { figure } = wish;
    const needsMembers = figure.kind === 'change' || 'top' in figure.labels || 'with' in figure.labels;
    if (!needsMembers) return partsOf(figure, null);
    const e = explain(await this.#snapshot(wish), figure, { language: 'en', say: (_, code) => code });
    const names = (side: Explanation['numerator'] | null) => side?.counters.map(({ name }) => name) ?? [];
    return {
      numerator: names(e.numerator),
      denominator: figure.kind === 'indicator' ? names(e.denominator) : null,
    };
  }

  async #snapshot({ period, at }: ExplainWish): Promise<Snapshot> {
    const { reader, store, context } = this.#options.pipeline;
    if (isRevision(period)) {
      const found = await this.#options.revision(period);
      if (found !== null) return found;
      throw new PulseError('PULSE_USAGE', `there is no revision ${period}`, { details: { field: 'period' } });
    }
    const asOf = at ?? (await store.now());
    if (period === 'live') return reader.live(asOf);
    return reader.snapshot(parsePeriod(period, context.zone.dayOf(asOf)), asOf, true);
  }
}

const isRevision = (period: string): boolean => /@r\d+$/.test(period);

const notOfRevision = (period: string): PulseError =>
  new PulseError(
    'PULSE_USAGE',
    `the cases of ${period} are not kept: the state has moved on since it was decided. Ask for those of ${period.replace(/@r\d+$/, '')}`,
    { details: { field: 'period' } },
  );

function scopeOf(period: string, { window }: AskedFigure, asOf: Instant, { zone }: Pipeline['context']): Scope {
  if (period !== 'live') return { period: parsePeriod(period, zone.dayOf(asOf)) };
  if (window === undefined) return { open: 'all' };
  if (window === 'today') return { period: dayPeriod(zone.dayOf(asOf)) };
  // Whole minutes before asOf's minute, as the live windows are cut.
  const to = Math.floor(asOf / minute) * minute;
  const length = Number.parseInt(window, 10) * (window.endsWith('h') ? 60 : 1);
  return { from: to - length * minute, to };
}

const minute = 60_000;
