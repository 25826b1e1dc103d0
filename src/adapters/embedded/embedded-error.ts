import { type ErrorCode, type ErrorDetails, PulseError } from '../../domain/errors.js';

/** EIO (LMDB reports a short write so), EFBIG, ENOSPC, EDQUOT, MDB_MAP_FULL. */
const noSpace: readonly unknown[] = [5, 27, 28, 122, -30792];

/**
 * What LMDB threw, as the program speaks of it. Nothing here is retryable: LMDB is a file beside us, and a disk that is
 * full or a file that is broken needs somebody's help.
 */
export function toPulseError(code: ErrorCode, doing: string, cause: unknown, details: ErrorDetails = {}): PulseError {
  if (cause instanceof PulseError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  const errno = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  const words = noSpace.includes(errno) ? `the disk is full, or cannot be written (${reason})` : reason;
  return new PulseError(code, `${doing}: ${words}`, { details, cause });
}

/**
 * lmdb rejects a failed commit with an error that only points at the real one, a promise that is rejected a moment later.
 */
export async function commitCause(error: unknown): Promise<unknown> {
  if (!(error instanceof Error) || !('commitError' in error)) return error;
  const deadline = new Promise<unknown>((resolve) => setTimeout(resolve, 1000, error).unref());
  return Promise.race([
    Promise.resolve(error.commitError).then(
      () => error,
      (cause: unknown) => cause,
    ),
    deadline,
  ]);
}
