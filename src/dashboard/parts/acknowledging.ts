import { ApiError, type Client } from '../api/client.js';
import type { Data } from '../api/data.js';
import type { AlertRow } from '../api/types.js';
import type { VNode } from '../dom/h.js';
import type { View } from '../view.js';
import { type AckEntry, type AckForm, ackDialog } from './dialogs.js';

const nameKey = 'pulse.name';

/** Taking note of an alert, from the button to the answer of the API. */
export class Acknowledging {
  readonly #client: Client;
  readonly #data: Data;
  readonly #changed: () => void;
  #form: AckForm | null = null;

  constructor(client: Client, data: Data, changed: () => void) {
    this.#client = client;
    this.#data = data;
    this.#changed = changed;
  }

  begin(row: AlertRow): void {
    const name = localStorage.getItem(nameKey) ?? '';
    this.#show({ row, name, needsToken: this.#client.token === null, error: null, sending: false });
  }

  dialog(view: View): VNode[] {
    if (this.#form === null) return [];
    return [
      ackDialog(
        this.#form,
        view,
        (entry) => void this.#send(entry),
        () => this.#show(null),
      ),
    ];
  }

  async #send(entry: AckEntry): Promise<void> {
    const form = this.#form;
    if (form === null || form.sending) return;
    localStorage.setItem(nameKey, entry.by);
    const before = this.#client.token;
    if (entry.token !== '') this.#client.token = entry.token;
    this.#show({ ...form, name: entry.by, sending: true, error: null });
    try {
      const id = encodeURIComponent(form.row.alert.id);
      const said = { by: entry.by, ...(entry.note !== '' && { note: entry.note }) };
      if (entry.snooze > 0) await this.#client.post(`/v1/alerts/${id}/snooze`, { ...said, until: `${entry.snooze}h` });
      else await this.#client.post(`/v1/alerts/${id}/ack`, said);
      this.#form = null;
      this.#data.outdate('/v1/alerts');
    } catch (error) {
      // A token that does not serve here must not replace one that lets the reader see the page.
      this.#client.token = before;
      const status = error instanceof ApiError ? error.status : 0;
      const needsToken = form.needsToken || status === 401 || status === 403;
      const text = error instanceof Error && error.message !== '' ? error.message : String(status);
      this.#show({ ...form, name: entry.by, needsToken, error: text, sending: false });
    }
  }

  #show(form: AckForm | null): void {
    this.#form = form;
    this.#changed();
  }
}
