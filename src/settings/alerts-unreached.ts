import { type AlertPolicy, matches } from '../domain/alert-policy.js';

/** At most so many units are named in one line. */
const named = 5;

/**
 * Whom no sink reaches, in words: the duty desk, and units of the catalogue. Not a problem, since alerts are kept all the same,
 * but mostly a mistake.
 *
 * @param patterns `for` of all sinks together; empty: there is no sink, so nobody expects anything.
 */
export function unreached(patterns: readonly string[], policy: AlertPolicy): readonly string[] {
  if (patterns.length === 0) return [];
  const reaches = (audience: string): boolean => matches(patterns, [audience]);
  const warnings: string[] = [];
  // What has no unit yet goes there, whatever the ladder says.
  if (!reaches('duty'))
    warnings.push('alerts: sinks: none of them reaches duty: nobody is told what concerns the duty desk');
  const units = [...new Set(policy.unitCodes.values())].filter((code) => !reaches(`unit:${code}`));
  if (!toldToUnits(policy) || units.length === 0) return warnings;
  const more = units.length > named ? ` and ${units.length - named} more` : '';
  return [...warnings, `alerts: sinks: none of them reaches these units: ${units.slice(0, named).join(', ')}${more}`];
}

/** Where the ladder leaves out units, none of them is to be told. */
const toldToUnits = ({ escalation, conditionsGoTo }: AlertPolicy): boolean =>
  escalation.some(({ to }) => to === 'unit') || Object.values(conditionsGoTo).some((rungs) => rungs.includes('unit'));
