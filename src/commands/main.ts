#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { PulseError } from '../domain/errors.js';
import { alertsCommand } from './alerts.js';
import { auditCommand } from './audit.js';
import { baselineCommand } from './baseline.js';
import { checkConfigCommand } from './check-config.js';
import { Context, type Run } from './context.js';
import { diffCommand } from './diff.js';
import { explainCommand } from './explain.js';
import { gapsCommand } from './gaps.js';
import { importCommand } from './import.js';
import { notifyCommand } from './notify.js';
import { processCommand } from './process.js';
import { replayCommand } from './replay.js';
import { reportCommand } from './report.js';
import { revisionsCommand } from './revisions.js';
import { serveCommand } from './serve.js';
import { signCommand } from './sign.js';
import { simulateCommand } from './simulate.js';
import { snapshotCommand } from './snapshot.js';
import { startCommand } from './start.js';
import { statusCommand } from './status.js';
import { tokenCommand } from './token.js';
import { topicsCommand } from './topics.js';
import { validateCommand } from './validate.js';
import { verifyCommand } from './verify.js';
import { version } from './version.js';
import { whatIfCommand } from './what-if.js';

/** Exit codes: 0 done, 1 the answer is "no", 2 wrong use or configuration, 3 a fault outside (design.md section 9). */
const exitOf = (error: PulseError): number =>
  error.code === 'PULSE_CONFIG' || error.code === 'PULSE_USAGE' || error.code === 'PULSE_INPUT' ? 2 : 3;

const run: Run = async (work) => {
  const context = new Context(process.env);
  try {
    process.exitCode = await work(context);
  } finally {
    await context.close();
  }
};

const program = new Command('pulse')
  .description('Figures of a citizen hotline, live from three event streams, every one recomputable by anyone.')
  .version(version)
  .showHelpAfterError('(pulse --help lists the commands)')
  .exitOverride()
  .addHelpText(
    'after',
    `
Settings come from config/*.yaml (PULSE_CONFIG_DIR names another folder) and the environment; "pulse check-config" shows them.
Results go to standard output, logs to standard error.
Exit codes: 0 done, 1 the answer is "no", 2 wrong use or configuration, 3 a fault outside.`,
  );

for (const add of [
  startCommand,
  processCommand,
  serveCommand,
  replayCommand,
  importCommand,
  simulateCommand,
  snapshotCommand,
  explainCommand,
  whatIfCommand,
  revisionsCommand,
  diffCommand,
  signCommand,
  baselineCommand,
  verifyCommand,
  reportCommand,
  auditCommand,
  statusCommand,
  checkConfigCommand,
  topicsCommand,
  validateCommand,
  gapsCommand,
  alertsCommand,
  notifyCommand,
  tokenCommand,
]) {
  program.addCommand(inherit(add(run)));
}

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = explain(error);
}
// A library's timer must not hold the process: all that matters is closed by now. But what was printed goes out first,
// however slowly it is read (`pulse snapshot … --json | less`).
const exitSoon = (): void => void setTimeout(() => process.exit(), 2000).unref();
if (process.stdout.writableLength === 0) exitSoon();
else process.stdout.write('', exitSoon);

/** Sub-commands answer wrong use the same way as the program does. */
function inherit(command: Command): Command {
  command.exitOverride().showHelpAfterError();
  for (const sub of command.commands) inherit(sub);
  return command;
}

function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof PulseError) {
    process.stderr.write(`pulse: ${error.message}\n`);
    const cause = error.cause instanceof Error ? error.cause.message : '';
    if (cause !== '' && !error.message.includes(cause)) process.stderr.write(`  because: ${cause}\n`);
    return exitOf(error);
  }
  process.stderr.write(
    `pulse: unexpected error, please report it\n${error instanceof Error ? error.stack : String(error)}\n`,
  );
  return 3;
}
