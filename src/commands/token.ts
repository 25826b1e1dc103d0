import { Argument, Command } from 'commander';
import { PulseError } from '../domain/errors.js';
import { formatInstant } from '../domain/instant.js';
import { maskPersonal } from '../domain/texts.js';
import { ControlBoard } from '../engine/control.js';
import { type Role, roles } from '../reporters/http/sources.js';
import { newToken } from '../reporters/http/tokens.js';
import type { Context, Run } from './context.js';
import { print, table } from './output.js';

interface Json {
  readonly json?: true;
}

export function tokenCommand(run: Run): Command {
  const command = new Command('token').description(
    'who may use the API: ingest sends events, read sees, operate also acts',
  );
  command
    .command('list', { isDefault: true })
    .description('every token that was made, revoked ones too; never the token itself')
    .option('--json', 'machine-readable')
    .action((options: Json) => run((context) => list(context, options)));
  command
    .command('new')
    .description('make a token and print it: it is not kept, and is never shown again')
    .addArgument(new Argument('<role>').choices(roles))
    .option('--label <text>', 'what it is for', '')
    .option('--json', 'machine-readable')
    .action((role: Role, options: Json & { label: string }) => run((context) => make(context, role, options)));
  command
    .command('revoke')
    .description('the token ends, everywhere within moments')
    .argument('<id>', 'the 8 characters after hp_')
    .action((id: string) => run((context) => revoke(context, id)));
  return command;
}

async function make(context: Context, role: Role, o: Json & { label: string }): Promise<number> {
  const board = await openBoard(context);
  const { text, record } = newToken({
    role,
    label: maskPersonal(o.label.trim()),
    createdAt: formatInstant(context.clock.now()),
  });
  await board.saveToken(record);
  print(o, { token: text, id: record.id, role, label: record.label }, () => `${text}\n`);
  return 0;
}

async function list(context: Context, o: Json): Promise<number> {
  const board = await openBoard(context);
  const rows = board.tokens().map(({ hash: _, ...shown }) => shown);
  const cells = rows.map((r) => [r.id, r.role, r.label, r.createdAt, r.revokedAt ?? '–']);
  print(o, { tokens: rows }, () =>
    rows.length === 0 ? 'no tokens\n' : table(['id', 'role', 'label', 'made', 'revoked'], cells),
  );
  return 0;
}

async function revoke(context: Context, id: string): Promise<number> {
  const board = await openBoard(context);
  const found = board.token(id);
  if (found === undefined)
    throw new PulseError('PULSE_USAGE', `no token has the id ${id}; "pulse token list" shows them`);
  if (found.revokedAt === undefined) await board.saveToken({ ...found, revokedAt: formatInstant(context.clock.now()) });
  process.stdout.write(`${id} (${found.role}) is revoked\n`);
  return 0;
}

async function openBoard(context: Context): Promise<ControlBoard> {
  const log = await context.openLog();
  const board = await ControlBoard.open(log, context.topics, context.logger);
  context.onClose(() => board.close());
  return board;
}
