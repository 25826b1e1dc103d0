import { Command } from 'commander';
import { PulseError } from '../domain/errors.js';
import { monthNamed } from '../domain/revision.js';
import { localText } from '../reporters/console/figures-text.js';
import type { Context, Run } from './context.js';
import { print, table } from './output.js';

export function revisionsCommand(run: Run): Command {
  return new Command('revisions')
    .description('the revisions of months that are final, and who signed them; exit 1 when there are none')
    .argument('[month]', 'such as 2021-06')
    .option('--json', 'machine-readable')
    .action((month: string | undefined, options: { json?: true }) => run((context) => list(context, month, options)));
}

async function list(context: Context, wished: string | undefined, options: { json?: true }): Promise<number> {
  const month = wished?.replace(/^month:/, '');
  if (month !== undefined && monthNamed(month) === null)
    throw new PulseError('PULSE_USAGE', `"${wished}" is no month; write 2021-06`);
  const { board } = await context.openPipeline();
  const revisions = board.revisions(month).map(({ digest: _, ...revision }) => ({
    ...revision,
    signatures: board.signatures(revision.month, revision.revision),
  }));
  const time = (instant: string): string => localText(instant, context.settings.timeZone);
  const head = ['月份', '版次', '定稿时间', '截止时间', '签发'];
  const cells = revisions.map((r) => [
    r.month,
    `r${r.revision}`,
    time(r.decidedAt),
    time(r.cutOff),
    r.signatures.map(({ by, at }) => `${by}(${time(at)})`).join(' ') || '–',
  ]);
  print(options, { revisions }, () => (revisions.length === 0 ? `${month ?? '各月'}:尚无定稿\n` : table(head, cells)));
  return revisions.length === 0 ? 1 : 0;
}
