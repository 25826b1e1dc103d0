import { type ErrorDetails, PulseError } from '../../domain/errors.js';

/** The call got no answer within its time; whether it was carried out is unknown. */
export class NoAnswer extends Error {
  constructor(ms: number) {
    super(`no answer within ${Math.round(ms)} ms`);
    this.name = 'NoAnswer';
  }
}

/** Words of replies that pass by themselves: a restart, a failover, a slot on the move, another client's long script. */
const passing = /\b(LOADING|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|READONLY|BUSY|UNBLOCKED|MOVED|ASK)\b/;
/** Words of replies that pass when somebody acts (memory, disk, replicas): worth trying later, not at once. */
const later = /\b(OOM|MISCONF|NOREPLICAS)\b/;
/** Words of replies about who we are. */
const access = /\b(WRONGPASS|NOAUTH|NOPERM)\b|invalid (username|password)|Client sent AUTH/;

/** A server's reply, as against a lost connection. */
function isReply(error: unknown): error is Error {
  return error instanceof Error && error.name === 'ReplyError';
}

/** True: the same call may succeed within this call's time. */
export function passesSoon(error: unknown): boolean {
  if (error instanceof PulseError || error instanceof NoAnswer) return false;
  return isReply(error) ? passing.test(error.message) : true;
}

/** Redis told us that it does not accept our user, password or rights. */
export function isAccessError(error: unknown): error is Error {
  return error instanceof Error && access.test(error.message);
}

/** Any error of the client as the one error of this adapter. A PulseError stays as it is. */
export function storeError(what: string, error: unknown, details: ErrorDetails = {}): PulseError {
  if (error instanceof PulseError) return error;
  const retryable = isReply(error) ? passing.test(error.message) || later.test(error.message) : true;
  const reason = error instanceof Error ? error.message : String(error);
  return new PulseError('PULSE_STORE', `Redis: ${what} failed: ${reason}`, { retryable, details, cause: error });
}
