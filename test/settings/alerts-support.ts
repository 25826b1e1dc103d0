import { readFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import { parse } from 'yaml';
import { PulseError } from '../../src/domain/errors.js';
import { type AlertsSurroundings, loadAlerts } from '../../src/settings/alerts.js';
import { loadCatalogue } from '../../src/settings/catalogue.js';

/** Alert settings under the catalogue of Ankang. */

const catalogue = loadCatalogue(parse(readFileSync('config/catalogue.yaml', 'utf8')));
const surroundings = (env: AlertsSurroundings['env']) => ({ env, catalogue });

export const load = (raw: unknown, env: AlertsSurroundings['env'] = {}) => loadAlerts(raw, surroundings(env));

/** What is wrong, one text a problem; empty: nothing. */
export function problemsOf(
  raw: unknown,
  env: AlertsSurroundings['env'] = {},
  known: AlertsSurroundings['catalogue'] = catalogue,
): readonly string[] {
  try {
    loadAlerts(raw, { env, catalogue: known });
  } catch (error) {
    if (!(error instanceof PulseError) || error.code !== 'PULSE_CONFIG') throw error;
    const problems = error.details['problems'] as readonly string[];
    expect(error.message).toBe(problems.join('\n'));
    for (const problem of problems) expect(problem).toMatch(/^alerts(: |$)/);
    return problems;
  }
  return [];
}
