/**
 * Every error that leaves a module is one of these. Codes are stable: exit codes, dead-letter reasons, dashboards and
 * tests match on `code` (and `details`), never on message text.
 */
export const errorCodes = [
  'PULSE_CONFIG', // a setting or a file of settings is wrong
  'PULSE_USAGE', // a command was called wrongly
  'PULSE_INPUT', // a record, event or row is not what the contract says
  'PULSE_LOG', // the event log did not do what was asked
  'PULSE_STORE', // the state store did not do what was asked
  'PULSE_OFFSETS', // stored offsets lie outside the log, or the log is another one
  'PULSE_GENERATION', // the state was computed under other rules
  'PULSE_UNSAFE', // a server is set so that figures could be lost
] as const;
export type ErrorCode = (typeof errorCodes)[number];

export type ErrorDetails = Readonly<Record<string, string | number | boolean | readonly string[]>>;

export class PulseError extends Error {
  readonly code: ErrorCode;
  /** True: the same call may succeed later without anybody's help. */
  readonly retryable: boolean;
  /** For the log line and the JSON answer: no personal data, no payloads. */
  readonly details: ErrorDetails;

  constructor(
    code: ErrorCode,
    message: string,
    options: { retryable?: boolean; details?: ErrorDetails; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'PulseError';
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.details = options.details ?? {};
  }
}
