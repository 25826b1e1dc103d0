import { Command } from 'commander';
import { checkTopics } from '../engine/check-topics.js';
import { topicSpecs } from '../engine/topics.js';
import type { Context, Run } from './context.js';
import { print } from './output.js';

interface Options {
  readonly json?: true;
}

export function topicsCommand(run: Run): Command {
  const command = new Command('topics').description('the topics of this namespace');
  command
    .command('create')
    .description('create the topics that are missing: inputs kept for ever and equally partitioned, outputs compacted')
    .option('--json', 'machine-readable')
    .action((options: Options) => run((context) => create(context, options)));
  command
    .command('check')
    .description('exit 1 when a topic is missing or set so that figures could be lost')
    .option('--json', 'machine-readable')
    .action((options: Options) => run((context) => check(context, options)));
  return command;
}

async function create(context: Context, options: Options): Promise<number> {
  const log = await context.openLog();
  const created = await log.createTopics(topicSpecs(context.topics, context.settings.log.partitions));
  const partitions = await checkTopics(log, context.topics, context.settings.log.allowUnsafe, context.logger);
  print(options, { created, partitions }, () =>
    created.length === 0 ? `all topics are there, with ${partitions} partitions\n` : `created ${created.join(', ')}\n`,
  );
  return 0;
}

async function check(context: Context, options: Options): Promise<number> {
  const log = await context.openLog();
  const rows = await Promise.all(
    topicSpecs(context.topics, context.settings.log.partitions).map(async ({ name, retention }) => {
      const facts = await log.facts(name, retention);
      return { topic: name, partitions: facts?.partitions ?? null, problems: facts?.unsafe ?? ['missing'] };
    }),
  );
  const inputs = rows.filter((r) => context.topics.inputs.includes(r.topic));
  const unequal = new Set(inputs.map((r) => r.partitions)).size > 1;
  const sound = !unequal && rows.every((r) => r.problems.length === 0);
  print(options, { sound, unequal, topics: rows }, () =>
    [
      ...rows.map((r) => [`${r.topic}: ${r.partitions ?? '–'} partitions`, ...r.problems].join(' · ')),
      ...(unequal ? ['the input topics have different numbers of partitions'] : []),
      sound ? 'sound' : 'not sound',
      '',
    ].join('\n'),
  );
  return sound ? 0 : 1;
}
