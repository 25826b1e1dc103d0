import { openEmbeddedLog } from '../../../src/adapters/embedded/open-embedded.js';
import type { EventLog } from '../../../src/ports/event-log.js';
import { eventLogContract } from '../../contracts/event-log.contract.js';
import { makeDataDir } from './data-dir.js';

eventLogContract('embedded', async () => {
  const { dataDir, remove } = await makeDataDir();
  const logs: EventLog[] = [];
  const newLog = async (): Promise<EventLog> => {
    const log = await openEmbeddedLog({ dataDir });
    logs.push(log);
    return log;
  };
  const close = async (): Promise<void> => {
    for (const log of logs) await log.close();
    await remove();
  };
  return { log: await newLog(), newLog, close };
});
