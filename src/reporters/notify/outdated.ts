import type { Alert } from '../../domain/alert.js';
import type { Item } from './sink.js';

/**
 * Which of the tickets' alerts that wait to be sent are no longer how the ticket stands: at the end of quiet hours, or when a
 * sink is up again, people are told how it stands then. What an operator asked for is not watched, nor what is about no ticket.
 */
export class Outdated {
  readonly #subjects = new Map<string, Set<Item>>();
  readonly #items = new Map<string, Item>();
  /** Id → what it has given way to, in words. */
  readonly #reasons = new Map<string, string>();

  get size(): number {
    return this.#reasons.size;
  }

  has(alertId: string): boolean {
    return this.#reasons.has(alertId);
  }

  all(): [Item, reason: string][] {
    return [...this.#reasons].map(([id, reason]) => [this.#items.get(id)!, reason]);
  }

  /** From now on it may be superseded. */
  watch(item: Item): void {
    const { id, subject, ticket } = item.alert;
    if (ticket === undefined) return;
    this.#items.set(id, item);
    this.#subjects.set(subject, (this.#subjects.get(subject) ?? new Set()).add(item));
  }

  /**
   * Everything of its ticket that waits gives way to this alert, but for what was found later: an alert that nobody wanted has
   * no record, so a store that falls back may bring it again, behind what has come since.
   */
  by({ id, subject, firedAt }: Alert): void {
    for (const { alert } of this.#subjects.get(subject) ?? []) {
      if (Date.parse(alert.firedAt) <= Date.parse(firedAt)) this.#reasons.set(alert.id, `superseded by ${id}`);
    }
  }

  /** It waits no more. */
  remove(alertId: string): void {
    const item = this.#items.get(alertId);
    if (item === undefined) return;
    this.#items.delete(alertId);
    this.#reasons.delete(alertId);
    const others = this.#subjects.get(item.alert.subject);
    others?.delete(item);
    if (others?.size === 0) this.#subjects.delete(item.alert.subject);
  }
}
