import type { ConditionKind } from './alert.js';
import type { ConditionPolicy, Observation, RateRule } from './conditions.js';
import { PulseError } from './errors.js';
import type { Fraction } from './rational.js';
import { percent } from './rational.js';
import type { LiveWindow } from './snapshot-schema.js';

interface RateKind {
  readonly kind: ConditionKind;
  readonly rule: (policy: ConditionPolicy) => RateRule;
  /** The indicator of the live window, with these labels and no others. */
  readonly indicator: string;
  readonly labels: Readonly<Record<string, string>>;
  /** 1: a low rate is bad; −1: a high one is. */
  readonly good: 1n | -1n;
}

const rateKinds: readonly RateKind[] = [
  {
    kind: 'connection-rate-low',
    rule: (p) => p.connectionRate,
    indicator: 'connection_rate',
    // The norm is one of calls: letters are always "answered" and would hide unanswered calls.
    labels: { channel: 'phone' },
    good: 1n,
  },
  {
    kind: 'abandonment-rate-high',
    rule: (p) => p.abandonmentRate,
    indicator: 'abandonment_rate',
    labels: {},
    good: -1n,
  },
  {
    kind: 'answered-in-15s-rate-low',
    rule: (p) => p.answeredIn15sRate,
    indicator: 'answered_within_15s_rate',
    labels: {},
    good: 1n,
  },
];

/** One observation a rate and window that is watched. Windows without an indicator count as an empty base. */
export function observeRates(
  windows: readonly LiveWindow[],
  policy: ConditionPolicy,
  trusted: boolean,
): readonly Observation[] {
  return rateKinds.flatMap((rate) => {
    const rule = rate.rule(policy);
    if (!rule.enabled) return [];
    return rule.windows.map((id) => observeRate(rate, rule, id, shareIn(windows, id, rate), trusted));
  });
}

function observeRate(rate: RateKind, rule: RateRule, window: string, f: Share, trusted: boolean): Observation {
  const fraction = { numerator: BigInt(f.numerator), denominator: BigInt(f.denominator) };
  const isEnough = f.denominator > 0 && f.denominator >= rule.minimumSample;
  const known = trusted && isEnough;
  const bad = rate.good * compare(fraction, rule.opensAt) < 0n;
  const good = rate.good * compare(fraction, rule.closesAt) > 0n;
  return {
    kind: rate.kind,
    labels: { window },
    verdict: !known ? 'keep' : bad ? 'open' : good ? 'close' : 'keep',
    value: percent(fraction),
    opensAt: rule.opensAt,
    closesAt: rule.closesAt,
    unit: '%',
    numerator: f.numerator,
    denominator: f.denominator,
    ...(trusted && { sample: isEnough ? 'enough' : 'too-small' }),
  };
}

interface Share {
  readonly numerator: number;
  readonly denominator: number;
}

function shareIn(windows: readonly LiveWindow[], id: string, { indicator, labels }: RateKind): Share {
  const wanted = JSON.stringify(labels);
  const found = windows
    .find((w) => w.id === id)
    ?.indicators.find((i) => i.id === indicator && JSON.stringify(i.labels) === wanted);
  return { numerator: found?.numerator ?? 0, denominator: found?.denominator ?? 0 };
}

/**
 * The sign of numerator ÷ denominator − threshold: exact, so that exactly 95.00 is neither below nor above 95.00, and
 * 94.999 is below it although it is printed as 95.00.
 *
 * @param threshold percent as decimal text.
 * @throws PulseError PULSE_CONFIG when that is no decimal number.
 */
export function compare(f: Fraction, threshold: string): bigint {
  const parts = /^(\d+)(?:\.(\d+))?$/.exec(threshold);
  if (parts === null) throw new PulseError('PULSE_CONFIG', `"${threshold}" is no percentage such as 95.00`);
  const [, whole = '', decimals = ''] = parts;
  const difference =
    f.numerator * 100n * 10n ** BigInt(decimals.length) - BigInt(`${whole}${decimals}`) * f.denominator;
  return difference > 0n ? 1n : difference < 0n ? -1n : 0n;
}
