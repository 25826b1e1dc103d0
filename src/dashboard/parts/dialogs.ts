import type { AlertRow } from '../api/types.js';
import { type Child, type Hook, h, type VNode } from '../dom/h.js';
import type { CaseList } from '../route.js';
import type { View } from '../view.js';
import { caseTable } from './cases.js';

/** Opens as soon as it is rendered: focus stays within, Escape closes, focus goes back. */
const modal: Hook = {
  attach: (element) => {
    const back = document.activeElement;
    (element as HTMLDialogElement).showModal();
    return () => {
      if (back instanceof HTMLElement && back.isConnected) queueMicrotask(() => back.focus());
    };
  },
};

export function dialog(key: string, title: string, close: () => void, ...children: readonly Child[]): VNode {
  const cancel = (event: Event): void => {
    event.preventDefault();
    close();
  };
  return h(
    'dialog',
    { key, class: `dialog dialog-${key}`, 'aria-labelledby': `d-${key}`, hook: modal, on: { cancel } },
    h('h2', { id: `d-${key}` }, title),
    ...children,
  );
}

/** The tickets behind a figure. */
export function casesDialog(cases: CaseList, view: View, close: () => void): VNode {
  const { words, labels } = view;
  const of = [cases.unit === null ? '' : labels.code('unit', cases.unit), cases.month ?? ''].filter((t) => t !== '');
  return dialog(
    'cases',
    [words.cases.title[cases.state], ...of].join(' · '),
    close,
    h('button', { type: 'button', class: 'close', on: { click: close }, 'aria-label': words.cases.close }, '✕'),
    caseTable(cases, view),
  );
}

export interface AckForm {
  readonly row: AlertRow;
  readonly name: string;
  /** The token at hand does not allow it. */
  readonly needsToken: boolean;
  readonly error: string | null;
  readonly sending: boolean;
}

export interface AckEntry {
  readonly by: string;
  readonly note: string;
  /** Hours; 0: acknowledge only. */
  readonly snooze: number;
  readonly token: string;
}

/** Who takes note, and whether the reminders pause. */
export function ackDialog(form: AckForm, view: View, send: (entry: AckEntry) => void, close: () => void): VNode {
  const { words, labels } = view;
  const w = words.alerts;
  const { alert } = form.row;
  const hours = [0, 1, 4, 24].map((n) => h('option', { value: String(n) }, n === 0 ? w.forever : w.hours(n)));
  const submit = (event: Event): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string): string => String(data.get(name) ?? '').trim();
    send({ by: text('by'), note: text('note'), snooze: Number(text('snooze')), token: text('token') });
  };
  return dialog(
    'ack',
    `${w.ack} · ${labels.code('alert', alert.kind)}`,
    close,
    h('p', { class: 'note' }, alert.ticket?.ticketId ?? alert.subject),
    h(
      'form',
      { on: { submit } },
      field(w.name, h('input', { name: 'by', required: true, maxlength: 64, autocomplete: 'name', value: form.name })),
      field(w.note, h('input', { name: 'note', maxlength: 500, autocomplete: 'off' })),
      field(w.snooze, h('select', { name: 'snooze' }, ...hours)),
      form.needsToken &&
        field(
          `${w.token} — ${w.needed}`,
          h('input', { name: 'token', type: 'password', required: true, autocomplete: 'off' }),
        ),
      form.error !== null && h('p', { class: 'bad', role: 'alert' }, `▲ ${w.failed(form.error)}`),
      h(
        'p',
        { class: 'buttons' },
        h('button', { type: 'button', class: 'quiet', on: { click: close } }, w.cancel),
        h('button', { type: 'submit', class: 'primary', disabled: form.sending }, w.send),
      ),
    ),
  );
}

const field = (label: string, input: VNode): VNode => h('label', { class: 'field' }, h('span', {}, label), input);

/** The API wants a token before it shows anything. */
export function tokenDialog(wrong: boolean, view: View, enter: (token: string) => void): VNode {
  const { token: w } = view.words;
  const submit = (event: Event): void => {
    event.preventDefault();
    enter(String(new FormData(event.currentTarget as HTMLFormElement).get('token') ?? '').trim());
  };
  return dialog(
    'token',
    w.title,
    () => undefined,
    h('p', {}, w.text),
    wrong && h('p', { class: 'bad', role: 'alert' }, `▲ ${w.wrong}`),
    h(
      'form',
      { on: { submit } },
      field(w.label, h('input', { name: 'token', type: 'password', required: true, autocomplete: 'off' })),
      h('p', { class: 'buttons' }, h('button', { type: 'submit', class: 'primary' }, w.enter)),
    ),
  );
}
