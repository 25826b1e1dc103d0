import type { AlertKind } from '../../domain/alert.js';
import type { Row } from '../../reporters/alerts/board.js';
import { boardTable, subjectText } from '../../reporters/alerts/board-text.js';
import { boardWords } from '../../reporters/alerts/board-words.js';
import { rowJson } from '../../reporters/alerts/row-json.js';
import type { Context } from '../context.js';
import { print, table } from '../output.js';
import { findAlert } from './find-alert.js';
import { readBoard, textOptions } from './read-board.js';

export interface ListOptions {
  readonly open?: true;
  /** By any of its names. */
  readonly unit?: string;
  readonly kind?: AlertKind;
  readonly json?: true;
}

/** One line a subject, by its last alert; newest first. */
export async function list(context: Context, o: ListOptions): Promise<number> {
  const { board } = await readBoard(context);
  const { catalogue } = context.configuration;
  const codeOf = (name: string): string => catalogue.unitCode(name) ?? name;
  const rows = (o.open ? board.open() : board.all()).filter(
    ({ alert }) =>
      (o.kind === undefined || alert.kind === o.kind) &&
      (o.unit === undefined || codeOf(unitOf(alert) ?? '') === codeOf(o.unit)),
  );
  print(o, { alerts: rows.map(rowJson) }, () => {
    const options = textOptions(context);
    if (rows.length === 0) return boardWords(options.language).noAlerts;
    const { head, cells } = boardTable(rows, options);
    return table(head, cells);
  });
  return 0;
}

const unitOf = ({ ticket, condition }: Row['alert']): string | undefined =>
  ticket?.unit.code ?? condition?.labels['unit'];

export async function show(context: Context, id: string, o: { readonly json?: true }): Promise<number> {
  const { board } = await readBoard(context);
  const { alert, row } = findAlert(board, id);
  print(o, { ...rowJson(row), alert, last: row.alert }, () => subjectText(row, alert, textOptions(context)));
  return 0;
}
