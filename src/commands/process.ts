import { Command } from 'commander';
import type { Run } from './context.js';
import { pipelineHealth, startProbes } from './http-server.js';
import { newMetrics } from './metrics.js';
import { stopSignal } from './stop-signal.js';

export function processCommand(run: Run): Command {
  return new Command('process')
    .description('read the input topics, keep the state, publish snapshots; run as many as wanted')
    .option('--until-caught-up', 'exit 0 when every partition has been read to the end of the log')
    .action((options: { untilCaughtUp?: true }) =>
      run(async (context) => {
        const stop = stopSignal(context.logger);
        const pipeline = await context.openPipeline(true);
        const metrics = newMetrics(context, pipeline);
        const processor = context.newProcessor(pipeline, metrics.engine);
        const began = performance.now();
        await processor.start();
        let probes: Awaited<ReturnType<typeof startProbes>> = null;
        try {
          const health = pipelineHealth(context, { pipeline, processor });
          probes = await startProbes(context, context.settings.http.processPort, { metrics, health });
          const stopped = new Promise((resolve) => stop.addEventListener('abort', resolve, { once: true }));
          const done = options.untilCaughtUp ? processor.caughtUp(stop) : new Promise<never>(() => undefined);
          const finished = await Promise.race([stop.aborted ? undefined : stopped, done, processor.failed]);
          // Stopped before the end that was asked for: whoever waits for it must not go on.
          if (options.untilCaughtUp && finished !== true) return 3;
          const seconds = (performance.now() - began) / 1000;
          const perSecond = Math.round(processor.events / seconds);
          if (finished === true) context.logger.info({ records: processor.events, seconds, perSecond }, 'caught up');
        } finally {
          await probes?.stop();
          await processor.stop();
          context.logger.info({ records: processor.events }, 'stopped');
        }
        return 0;
      }),
    );
}
