import { counterName, type Labels } from './names.js';

/** Counters being added up; a counter that stays 0 has no entry. */
export class Tally {
  readonly counters = new Map<string, number>();

  add(measure: string, labels: Labels = {}, amount = 1): void {
    if (amount === 0) return;
    const name = counterName(measure, labels);
    this.counters.set(name, (this.counters.get(name) ?? 0) + amount);
  }

  /** The measure once without labels and once for each of `labels`. */
  addEach(measure: string, labels: readonly Labels[]): void {
    this.add(measure);
    for (const one of labels) this.add(measure, one);
  }
}
