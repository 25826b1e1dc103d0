import type { ConditionPolicy } from '../../src/domain/conditions.js';
import type { HotlineFigures } from '../../src/domain/conditions-evaluate.js';
import type { LiveWindow } from '../../src/domain/snapshot-schema.js';
import { at } from '../verifier/support.js';

/** Figures of a minute at which nothing is known and nothing is wrong. */
export const quiet: HotlineFigures = {
  at: at('06-16 12:00'),
  caughtUp: true,
  windows: [],
  openUnits: new Map(),
  periods: [],
  silence: { topic: 'calls', minutes: null, expected: false },
  lags: [],
  deadLetters: null,
};

const off = { enabled: false } as const;
const noRate = { ...off, opensAt: '0', closesAt: '0', minimumSample: 0, windows: [] };

/** Nothing is watched but what is given. */
export const watching = (given: Partial<ConditionPolicy>): ConditionPolicy => ({
  connectionRate: noRate,
  abandonmentRate: noRate,
  answeredIn15sRate: noRate,
  unitBacklog: { ...off, opensAbove: 100, closesBelow: 80, units: {} },
  identity: off,
  calendar: { ...off, daysAhead: 45 },
  streamStalled: { ...off, afterMinutes: 60 },
  streamLagging: { ...off, afterMinutes: 5 },
  deadLetters: { ...off, opensAbove: 10, windowMinutes: 60 },
  ...given,
});

/** A live window with one indicator. */
export function windowOf(
  id: LiveWindow['id'],
  indicator: string,
  [numerator, denominator]: readonly [number, number],
  labels: Readonly<Record<string, string>> = {},
): LiveWindow {
  return {
    id,
    from: '',
    to: '',
    counters: {},
    indicators: [{ id: indicator, labels, numerator, denominator, base: '', value: null, unit: '%' }],
  };
}
