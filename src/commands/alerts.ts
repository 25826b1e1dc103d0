import { Command, Option } from 'commander';
import { alertKinds } from '../domain/alert.js';
import { type AckOptions, acknowledge } from './alerts/ack.js';
import { type ListOptions, list, show } from './alerts/list.js';
import { parked, type RetryOptions, retry } from './alerts/parked.js';
import { tail } from './alerts/tail.js';
import { testSink } from './alerts/test-sink.js';
import type { Run } from './context.js';

interface Json {
  readonly json?: true;
}

export function alertsCommand(run: Run): Command {
  const command = new Command('alerts').description('what people were told of, who took note, what could not be sent');
  addReading(command, run);
  addActing(command, run);
  addSending(command, run);
  return command;
}

function addReading(command: Command, run: Run): void {
  command
    .command('list', { isDefault: true })
    .description('the last alert of each ticket and each condition, newest first')
    .option('--open', 'only what still is to be acted upon')
    .option('--unit <name>', 'only of this unit, by its code or any of its names')
    .addOption(new Option('--kind <kind>', 'only of this kind').choices(alertKinds))
    .option('--json', 'machine-readable')
    .action((options: ListOptions) => run((context) => list(context, options)));
  command
    .command('show')
    .description('one alert in full: its message, what went before, who was told, who took note')
    .argument('<id>', 'an id, or the beginning of one, or of its hexadecimal part')
    .option('--json', 'machine-readable')
    .action((id: string, options: Json) => run((context) => show(context, id, options)));
  command
    .command('tail')
    .description('follow new alerts until Ctrl-C')
    .option('--json', 'one alert a line')
    .action((options: Json) => run((context) => tail(context, options)));
}

function addActing(command: Command, run: Run): void {
  command
    .command('ack')
    .description('take note of an alert: no more warnings and reminders of this ticket for its present due time')
    .argument('<id>')
    .option('--by <name>', 'who takes note; default: the user of this machine')
    .option('--note <text>')
    .action((id: string, options: AckOptions) => run((context) => acknowledge(context, id, options)));
  command
    .command('snooze')
    .description('no more warnings and reminders of this ticket until then')
    .argument('<id>')
    .requiredOption('--until <time>', '30m, 2h, 1d, or a time; without an offset it is of the time zone of the hotline')
    .option('--by <name>', 'who wants it; default: the user of this machine')
    .option('--note <text>')
    .action((id: string, options: AckOptions) => run((context) => acknowledge(context, id, options)));
}

function addSending(command: Command, run: Run): void {
  command
    .command('parked')
    .description('what a sink refused for good, or could not send for too long')
    .option('--json', 'machine-readable')
    .action((options: Json) => run((context) => parked(context, options)));
  command
    .command('retry')
    .description('have parked alerts sent once more')
    .argument('[ids...]')
    .option('--all', 'all that are parked')
    .option('--sink <name>', 'only at this sink')
    .action((ids: string[], options: RetryOptions) => run((context) => retry(context, ids, options)));
  command
    .command('test')
    .description('send one sample message through a sink of alerts.yaml; exit 1 when it was not delivered')
    .argument('<sink>')
    .action((sink: string) => run((context) => testSink(context, sink)));
}
