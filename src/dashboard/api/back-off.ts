/**
 * Milliseconds until the next try after `failures` failures in a row: twice as long each time, from half a second up to ten
 * seconds, less up to a half of it by chance, so that five hundred screens do not come back in one instant.
 *
 * @param chance from 0 up to 1
 */
export function backOff(failures: number, chance: number): number {
  const longest = Math.min(10_000, 500 * 2 ** Math.max(0, failures - 1));
  return Math.round(longest * (1 - chance / 2));
}
