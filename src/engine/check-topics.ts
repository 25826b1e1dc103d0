import { PulseError } from '../domain/errors.js';
import type { EventLog } from '../ports/event-log.js';
import type { Logger } from '../ports/logger.js';
import type { Topics } from './topics.js';

/**
 * Checks that protect figures, at every start: the inputs exist, have equal partition counts and forget nothing.
 *
 * @returns the partition count
 * @throws PulseError PULSE_LOG (missing topics), PULSE_UNSAFE (what is unsafe, unless allowed)
 */
export async function checkTopics(
  log: EventLog,
  topics: Topics,
  allowUnsafe: boolean,
  logger: Logger,
): Promise<number> {
  const kinds = [
    ...topics.inputs.map((t) => [t, 'input'] as const),
    [topics.snapshots, 'compacted'] as const,
    [topics.control, 'compacted'] as const,
    // Without compaction a sink's position would expire, and what came in between would never be sent.
    [topics.deliveries, 'compacted'] as const,
    [topics.deadLetters, { days: 90 }] as const,
    [topics.alerts, { days: 400 }] as const,
  ];
  const facts = await Promise.all(kinds.map(async ([t, kind]) => [t, await log.facts(t, kind)] as const));
  const missing = facts.filter(([, f]) => f === null).map(([t]) => t);
  if (missing.length > 0) {
    throw new PulseError('PULSE_LOG', `topics are missing: ${missing.join(', ')}. Run "pulse topics create"`, {
      details: { missing },
    });
  }
  const counts = facts.slice(0, topics.inputs.length).map(([t, f]) => [t, f!.partitions] as const);
  if (new Set(counts.map(([, n]) => n)).size > 1) {
    const list = counts.map(([t, n]) => `${t} has ${n}`).join(', ');
    throw new PulseError('PULSE_UNSAFE', `the input topics must have the same number of partitions: ${list}`, {
      details: { counts: counts.map(([t, n]) => `${t}=${n}`) },
    });
  }
  const unsafe = facts.flatMap(([t, f]) => f!.unsafe.map((problem) => `${t}: ${problem}`));
  if (unsafe.length > 0 && !allowUnsafe) {
    throw new PulseError(
      'PULSE_UNSAFE',
      `${unsafe.join('; ')}. Change it, or set log.allowUnsafe (PULSE_ALLOW_UNSAFE=true) to start all the same`,
      { details: { unsafe } },
    );
  }
  for (const problem of unsafe) logger.warn({ problem }, 'a topic is unsafe; allowed by log.allowUnsafe');
  return counts[0]![1];
}
