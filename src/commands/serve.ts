import { Command } from 'commander';
import type { Context, Run } from './context.js';
import { startServer } from './http-server.js';
import { newMetrics } from './metrics.js';
import { stopSignal } from './stop-signal.js';

export function serveCommand(run: Run): Command {
  return new Command('serve')
    .description('API, dashboard and metrics only, until Ctrl-C; figures are those that processors publish')
    .action(() => run(serve));
}

async function serve(context: Context): Promise<number> {
  const stop = stopSignal(context.logger);
  const pipeline = await context.openPipeline();
  const server = await startServer(context, { pipeline, metrics: newMetrics(context, pipeline) });
  process.stdout.write(`${server.url}\n`);
  try {
    await new Promise<void>((resolve) => {
      stop.addEventListener('abort', () => resolve(), { once: true });
      if (stop.aborted) resolve();
    });
  } finally {
    await server.stop();
    context.logger.info({}, 'stopped');
  }
  return 0;
}
