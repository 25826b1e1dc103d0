/** What the owner of partition 0 does for all. */
export interface Duty {
  start(): void;
  /** @param lastWords say first what is still to be said: not when another process already owns partition 0. */
  stop(lastWords: boolean): Promise<void>;
  /** A task saw the store fall back. */
  fellBack(): void;
  /** Partition 0 was written to by somebody else, or lost what was written: a commit of ours may be gone. */
  fenced?(): void;
}

/** Takes up the duties of partition 0's owner and lays them down as the partition comes and goes. */
export class Ownership {
  readonly #make: () => readonly Duty[];
  #duties: readonly Duty[] = [];
  #changing: Promise<unknown> = Promise.resolve();
  #stopping = false;

  constructor(make: () => readonly Duty[]) {
    this.#make = make;
  }

  assigned(owner: boolean): void {
    if (owner === this.#duties.length > 0) {
      // Still, or again: between two assignments another process may have owned it.
      this.fenced();
      return;
    }
    const old = this.#duties;
    const next = owner ? this.#make() : [];
    this.#duties = next;
    // One after the other. Only a process that stops has last words: else another one owns partition 0 by now.
    this.#changing = this.#changing
      .then(() => Promise.all(old.map((duty) => duty.stop(this.#stopping))))
      .then(() => {
        for (const duty of next) duty.start();
      });
  }

  /** Gives up partition 0 by `stop`, as a process that ends. */
  async lastWordsAfter(stop: () => Promise<void>): Promise<void> {
    this.#stopping = true;
    await stop();
    this.assigned(false);
    await this.#changing;
  }

  fenced(): void {
    for (const duty of this.#duties) duty.fenced?.();
  }

  fellBack(): void {
    for (const duty of this.#duties) duty.fellBack();
  }
}
