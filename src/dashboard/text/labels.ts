import { parseCounterName } from '../../domain/counter-name.js';
import type { CatalogueLabels } from '../api/types.js';
import type { Words } from './zh.js';

/** Names of codes and counters in the reader's language. */
export class Labels {
  readonly #words: Words;
  readonly #catalogue: CatalogueLabels | null;
  readonly #ownFirst: boolean;

  /** @param ownFirst words of the pages go before the catalogue's, which is in 中文. */
  constructor(words: Words, catalogue: CatalogueLabels | null, ownFirst: boolean) {
    this.#words = words;
    this.#catalogue = catalogue;
    this.#ownFirst = ownFirst;
  }

  /** A code that nobody named is its own label. */
  code(label: string, code: string): string {
    const own = this.#words.measures[`${label}/${code}`];
    const given = label === 'unit' ? this.#catalogue?.units[code]?.name : this.#catalogue?.labels[label]?.[code];
    return (this.#ownFirst ? (own ?? given) : (given ?? own)) ?? code;
  }

  measure(id: string): string {
    return this.#words.measures[id] ?? id;
  }

  /** `tickets`, {nature: help} → "Tickets · Help". */
  figure(id: string, labels: Readonly<Record<string, string>>): string {
    return [this.measure(id), ...Object.entries(labels).map(([name, value]) => this.code(name, value))].join(' · ');
  }

  /** A counter's name, or a sum of names: `closed_on_time + closed_late`. */
  base(text: string): string {
    return text
      .split(' + ')
      .map((name) => {
        const { measure, labels } = parseCounterName(name);
        return this.figure(measure, labels);
      })
      .join(' + ');
  }
}
