import type { Logger } from '../ports/logger.js';

/** Aborted by the first SIGTERM or SIGINT; a second one ends the process at once. */
export function stopSignal(logger: Logger): AbortSignal {
  const controller = new AbortController();
  const stop = (signal: NodeJS.Signals): void => {
    if (controller.signal.aborted) process.exit(130);
    logger.info({ signal }, 'stopping: finishing what is in hand (again to end at once)');
    controller.abort();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  return controller.signal;
}
