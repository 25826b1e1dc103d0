/** Milliseconds since 1970 with fractions; the same clock in every thread of a process. */
export const epochMs = () => performance.timeOrigin + performance.now();

/** Exact percentiles, by the nearest rank; rounded to a tenth. */
export function percentiles(samples) {
  const sorted = Float64Array.from(samples).sort();
  const at = (p) => Math.round(10 * (sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? Number.NaN)) / 10;
  return { count: sorted.length, p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) };
}
