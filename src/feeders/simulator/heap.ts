/** A binary heap: the least key comes out first; equal keys in the order in which they went in. */
export class Heap<T> {
  readonly #entries: { key: number; nth: number; item: T }[] = [];
  #pushed = 0;

  /** The least key; undefined when empty. */
  get least(): number | undefined {
    return this.#entries[0]?.key;
  }

  push(key: number, item: T): void {
    const list = this.#entries;
    const entry = { key, nth: this.#pushed++, item };
    let i = list.length;
    list.push(entry);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!before(entry, list[parent]!)) break;
      list[i] = list[parent]!;
      i = parent;
    }
    list[i] = entry;
  }

  pop(): T | undefined {
    const list = this.#entries;
    const top = list[0];
    const last = list.pop();
    if (top === undefined || last === undefined) return undefined;
    if (list.length === 0) return top.item;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= list.length) break;
      if (child + 1 < list.length && before(list[child + 1]!, list[child]!)) child++;
      if (!before(list[child]!, last)) break;
      list[i] = list[child]!;
      i = child;
    }
    list[i] = last;
    return top.item;
  }
}

type Keyed = { readonly key: number; readonly nth: number };
const before = (a: Keyed, b: Keyed): boolean => a.key < b.key || (a.key === b.key && a.nth < b.nth);
