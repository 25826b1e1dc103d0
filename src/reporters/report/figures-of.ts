import type { Labels } from '../../domain/counter-name.js';
import type { Snapshot } from '../../domain/snapshot-schema.js';
import { FigureView } from '../tables/figure-view.js';
import { type Figure, type FigureForm, noBase, type Phrase, phrase, unknownCount } from './figure.js';
import { isOpening, isOpeningChange, openingMonths } from './opening.js';
import { type PeriodWords, periodWords } from './period-words.js';

type Against = 'previous' | 'lastYear';

/** The figures of one snapshot, ready to be printed. */
export class FiguresOf {
  readonly view: FigureView;
  readonly words: PeriodWords;
  readonly #key: string;

  constructor(readonly snapshot: Snapshot) {
    this.view = new FigureView(snapshot);
    this.words = periodWords(snapshot);
    this.#key = `${snapshot.period.kind}:${snapshot.period.id}`;
  }

  count(id: string, labels: Labels = {}): Figure {
    const isUnknown = openingMonths(this.snapshot).length > 0 && !this.view.has(id, labels);
    return isUnknown ? this.#unknown(id, labels) : this.countOf(id, labels, this.view.count(id, labels));
  }

  /** A count that is made of counters, such as what a table does not list. */
  countOf(id: string, labels: Labels, value: number): Figure {
    return { is: 'figure', period: this.#key, id, labels, form: 'count', value, text: String(value) };
  }

  /** Opening figures leave counters out that nobody wrote down: they are unknown, not 0. */
  #unknown(id: string, labels: Labels): Figure {
    return { is: 'figure', period: this.#key, id, labels, form: 'count', value: null, text: unknownCount };
  }

  /** A rate or the mean. */
  rate(id: string, labels: Labels = {}): Figure {
    const found = this.view.indicator(id, labels);
    const form = found?.unit === 'working days' ? 'days' : 'percent';
    if (found === null) return this.#figure(id, labels, form, null);
    const { numerator, denominator, base, value } = found;
    return { ...this.#figure(id, labels, form, value), numerator, denominator: denominator ?? 0, base };
  }

  /** A share that no indicator has, from its two counts. @param value decimal text, rounded once */
  share(id: string, labels: Labels, numerator: number, denominator: number, value: string | null): Figure {
    return { ...this.#figure(id, labels, 'percent', value), numerator, denominator };
  }

  /** Growth of a counter in %. */
  change(id: string, labels: Labels = {}, against: Against = 'previous'): Figure {
    const { value, before } = this.view.change(id, labels, against);
    return this.changeOf(id, labels, value, this.view.count(id, labels), before, against);
  }

  changeOf(
    id: string,
    labels: Labels,
    value: string | null,
    now: number,
    before: number | null,
    against: Against = 'previous',
  ): Figure {
    const figure = { ...this.#figure(id, labels, 'percent', value), against };
    return before === null ? figure : { ...figure, numerator: now, denominator: before };
  }

  /** 环比上月上升15.44% */
  changeInWords(id: string, labels: Labels = {}, against: Against = 'previous'): Phrase {
    const figure = this.change(id, labels, against);
    const since = this.words.since[against];
    if (figure.value === null) return phrase(since, noBase);
    const mark = isOpeningChange(this.snapshot, id, labels, against) ? `(${this.words.before[against]}为期初数）` : '';
    return phrase(...moved(since, figure), mark);
  }

  /** 环比上月下降3.71个百分点（相对下降3.82%，上月为97.06%): both readings, each named. */
  rateChangeInWords(id: string, labels: Labels = {}, against: Against = 'previous'): Phrase {
    const indicator = this.view.indicator(id, labels);
    const before = indicator?.[against] ?? null;
    const since = this.words.since[against];
    if (indicator === null || before === null || before.changePoints === null) return phrase(since, noBase);
    const isDays = indicator.unit === 'working days';
    const unit = isDays ? '个工作日' : '';
    const points = this.#moved(id, labels, against, isDays ? 'days' : 'points', before.changePoints);
    const then: Figure = {
      ...this.#figure(id, labels, isDays ? 'days' : 'percent', before.value),
      period: before.period,
      numerator: before.numerator,
      denominator: before.denominator,
    };
    const relative =
      before.changePercent === null || isZero(before.changePercent)
        ? []
        : [...moved('相对', this.#moved(id, labels, against, 'percent', before.changePercent)), '，'];
    const opening = isOpening(before) ? '，期初数' : '';
    return phrase(
      ...moved(since, points, unit),
      '（',
      ...relative,
      `${this.words.before[against]}为`,
      then,
      `${unit}${opening}）`,
    );
  }

  #moved(id: string, labels: Labels, against: Against, form: FigureForm, value: string): Figure {
    return { ...this.#figure(id, labels, form, value), against };
  }

  #figure(id: string, labels: Labels, form: FigureForm, value: string | null): Figure {
    return { is: 'figure', period: this.#key, id, labels, form, value, text: printed(form, value) };
  }
}

function printed(form: FigureForm, value: string | null): string {
  if (value === null) return noBase;
  return form === 'percent' ? `${value}%` : form === 'points' ? `${value}个百分点` : value;
}

const isZero = (value: string): boolean => /^-?0(\.0+)?$/.test(value);

/** The sign becomes a word: 上升, 下降 or 持平. The figure keeps its sign as a value. */
function moved(since: string, figure: Figure, unit = ''): (string | Figure)[] {
  const value = String(figure.value);
  if (isZero(value)) return [`${since}持平`];
  const isDown = value.startsWith('-');
  const shown = isDown ? { ...figure, text: figure.text.replace('-', '') } : figure;
  return [`${since}${isDown ? '下降' : '上升'}`, shown, ...(unit === '' ? [] : [unit])];
}
