const second = 1000;

/**
 * The header `Retry-After`: seconds, or an HTTP date (RFC 9110, section 10.2.3).
 *
 * @param now milliseconds by the clock that a date is to be compared with
 * @returns milliseconds to wait, not negative, however long (notify/back-off.ts says how much of it is believed); undefined
 * when there is no header, or none that can be read
 */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text) * second;
  // Date.parse alone would also take `-5` or `2021` for dates.
  const at = /^[A-Za-z]+,? .*\d{2}:\d{2}:\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(at - now, 0);
}
