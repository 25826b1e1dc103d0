import { randomUUID } from 'node:crypto';
import { Command, InvalidArgumentError } from 'commander';
import { PulseError } from '../domain/errors.js';
import { formatInstant } from '../domain/instant.js';
import { maskPersonal } from '../domain/texts.js';
import { ControlBoard } from '../engine/control.js';
import type { SignatureRecord } from '../engine/control-records.js';
import type { Context, Run } from './context.js';
import { print, table } from './output.js';

interface SignOptions {
  readonly revision?: number;
  readonly by?: string;
  readonly note: string;
  readonly list?: true;
  readonly json?: true;
}

export function signCommand(run: Run): Command {
  return new Command('sign')
    .description('answer for a revision of a month with your name; its report is a draft until somebody does')
    .argument('[month]', 'such as 2021-06')
    .option('--revision <n>', 'the revision that you have read', revisionNumber)
    .option('--by <name>', 'who signs')
    .option('--note <text>', 'what the signature is given on', '')
    .option('--list', 'who signed what and when')
    .option('--json', 'machine-readable')
    .action((named: string | undefined, options: SignOptions) =>
      run(async (context) => {
        const board = await openBoard(context);
        const month = named?.replace(/^month:/, '');
        return options.list === true ? list(board, month, options) : sign(context, board, month, options);
      }),
    );
}

function revisionNumber(text: string): number {
  const n = /^r?([1-9]\d{0,5})$/.exec(text)?.[1];
  if (n !== undefined) return Number(n);
  throw new InvalidArgumentError('write a number such as 1.');
}

async function openBoard(context: Context): Promise<ControlBoard> {
  const board = await ControlBoard.open(await context.openLog(), context.topics, context.logger);
  context.onClose(() => board.close());
  return board;
}

async function sign(context: Context, board: ControlBoard, month: string | undefined, o: SignOptions): Promise<number> {
  const by = maskPersonal(o.by?.trim() ?? '');
  if (month === undefined || o.revision === undefined || by === '')
    throw new PulseError('PULSE_USAGE', 'write pulse sign 2021-06 --revision 1 --by NAME');
  const wanted = board.revisions(month).find((r) => r.revision === o.revision);
  if (wanted === undefined) throw noSuchRevision(board, month, o.revision);
  const before = board.signatures(month, o.revision).find((s) => s.by === by);
  const record: SignatureRecord = before ?? {
    month,
    revision: o.revision,
    by,
    note: maskPersonal(o.note.trim()),
    at: formatInstant(context.clock.now()),
  };
  if (before === undefined) await board.sign(randomUUID(), record);
  print(o, { signed: before === undefined, signature: record }, () =>
    before === undefined
      ? `${month}@r${o.revision} signed by ${by}\n`
      : `${month}@r${o.revision} was already signed by ${by} at ${before.at}\n`,
  );
  return 0;
}

function noSuchRevision(board: ControlBoard, month: string, revision: number): PulseError {
  const own = board.revisions(month).map((r) => `r${r.revision}`);
  if (own.length > 0)
    return new PulseError('PULSE_USAGE', `${month} has no revision ${revision}; it has ${own.join(', ')}`);
  const others = board.revisions().map((r) => `${r.month}@r${r.revision}`);
  return new PulseError('PULSE_USAGE', `${month} is not final; revisions so far: ${others.join(', ') || 'none'}`);
}

function list(board: ControlBoard, month: string | undefined, o: SignOptions): number {
  const rows = board.signatures(month, o.revision);
  const cells = rows.map((s) => [`${s.month}@r${s.revision}`, s.by, s.at, s.note]);
  print(o, { signatures: rows }, () =>
    rows.length === 0 ? 'no signatures\n' : table(['revision', 'by', 'at', 'note'], cells),
  );
  return 0;
}
