import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { alertsCommand } from '../../src/commands/alerts.js';
import { Context } from '../../src/commands/context.js';
import { alertKey } from '../../src/domain/alert.js';
import { maskPersonal } from '../../src/domain/texts.js';
import { alertEvent, ticketAlert } from '../reporters/alerts/support.js';

/** `ack` and `snooze` as the issue writes them, without a name: who says it is who is logged in. */

const alert = ticketAlert('ticket-overdue', '06-22 00:10');
const me = maskPersonal(userInfo().username);

let dir: string;
const newContext = (): Context =>
  new Context({
    ...{ PULSE_LOG: 'embedded', PULSE_STORE: 'embedded', PULSE_DATA_DIR: join(dir, 'data'), PULSE_LOG_LEVEL: 'silent' },
  });

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'pulse-ack-'));
  const context = newContext();
  const log = await context.openLog();
  await log.publish([{ topic: context.topics.alerts, key: alertKey(alert), value: JSON.stringify(alertEvent(alert)) }]);
  await context.close();
});
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** What the command prints, and the `data` of the event that it published last. */
async function pulse(...args: string[]): Promise<{ out: string; data: Record<string, unknown> }> {
  let out = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    out += String(chunk);
    return true;
  });
  const context = newContext();
  try {
    await alertsCommand(async (work) => void (await work(context))).parseAsync(args, { from: 'user' });
    const log = await context.openLog();
    const topic = context.topics.inputOf['hotline.alert-acked.v1'];
    const ranges = (await log.bounds(topic)).map(({ start, end }, partition) => ({
      topic,
      partition,
      from: start,
      to: end,
    }));
    let data: Record<string, unknown> = {};
    for await (const { records } of log.read(ranges)) {
      for (const { value } of records) ({ data } = JSON.parse(Buffer.from(value!).toString('utf8')));
    }
    return { out, data };
  } finally {
    await context.close();
    jest.restoreAllMocks();
  }
}

test('ack ID', async () => {
  const { out, data } = await pulse('ack', alert.id);
  expect(out).toContain(`${alert.id} acknowledged by ${me}\n`);
  expect(data).toMatchObject({ alertId: alert.id, action: 'ack', by: me });
});

test('snooze ID --until', async () => {
  const { out, data } = await pulse('snooze', alert.id, '--until', '2h');
  expect(out).toMatch(/ snoozed until \d{4}-\d\d-\d\d \d\d:\d\d by /);
  expect(data).toMatchObject({ action: 'snooze', by: me });
});

test('a name that is given wins; an empty one is none', async () => {
  expect((await pulse('ack', alert.id, '--by', '王敏')).data).toMatchObject({ by: '王敏' });
  await expect(pulse('ack', alert.id, '--by', ' ')).rejects.toMatchObject({ code: 'PULSE_USAGE' });
});
