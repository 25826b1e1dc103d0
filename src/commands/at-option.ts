import { PulseError } from '../domain/errors.js';
import { type Instant, parseInstant } from '../domain/instant.js';

/** The value of `--at`. @throws PulseError PULSE_USAGE when it is no instant. */
export function instantOf(text: string): Instant {
  const at = parseInstant(text);
  if (at !== null) return at;
  throw new PulseError(
    'PULSE_USAGE',
    `--at ${text}: write an RFC 3339 instant with offset, such as 2021-07-13T00:00:00+08:00`,
  );
}
