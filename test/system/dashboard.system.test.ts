import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Locator } from 'playwright-core';
import readXlsx from 'read-excel-file/node';
import { axeViolations, openBrowser, type WatchedPage, watchedPage } from '../support/browser.js';
import { PulseProcess, runPulse } from '../support/pulse-process.js';

/**
 * What a newcomer sees: the built program with its sample and demo traffic, its pages in a real browser. The last test kills
 * the program under an open page.
 */

/** A busy machine is slow; how quick an update is on a quiet one is measured by bench/http-load.mjs. */
const patience = 20_000;

let dir: string;
let env: Record<string, string>;
let program: PulseProcess;
let browser: Browser;
let url: string;
const tokens = { operate: '', ingest: '' };
let opened: WatchedPage[] = [];

/** Resolves with the address when the program listens. */
async function launch(args: readonly string[], more: Record<string, string>): Promise<string> {
  program = new PulseProcess(args, { ...env, ...more });
  for (;;) {
    const listening = program.logged('listening')[0]?.['url'];
    if (typeof listening === 'string') return listening;
    if (!program.running) throw new Error(program.tail());
    await tick();
  }
}
/** One look at what has come through the pipe; the child wakes us by writing. */
const tick = () => new Promise((resolve) => setTimeout(resolve, 20));

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'pulse-dashboard-system-'));
  env = { PULSE_DATA_DIR: join(dir, 'data') };
  url = await launch(['start', '--sample'], { PULSE_HTTP_PORT: '0' });
  browser = await openBrowser();
  for (const role of ['operate', 'ingest'] as const) {
    tokens[role] = (await runPulse(['token', 'new', role], env)).stdout.trim();
  }
}, 120_000);
afterAll(async () => {
  await browser?.close();
  program?.signal('SIGTERM');
  await program?.ended;
  rmSync(dir, { recursive: true });
});
afterEach(async () => {
  await Promise.all(opened.map(({ page }) => page.context().close()));
  opened = [];
});

async function open(path: string, options: Parameters<typeof watchedPage>[1] = {}): Promise<WatchedPage> {
  const watched = await watchedPage(browser, options);
  opened.push(watched);
  await watched.page.goto(url + path);
  return watched;
}

const textOf = async (locator: Locator): Promise<string> => (await locator.textContent()) ?? '';

/** The count in 受理 1,234. */
async function contactsIn(note: Locator): Promise<number> {
  await note.filter({ hasText: /受理 [\d,]+/ }).waitFor();
  return Number(/受理 ([\d,]+)/.exec(await textOf(note))?.[1]?.replaceAll(',', ''));
}

let posts = 0;
async function post(): Promise<string> {
  const at = new Date().toISOString();
  const contactId = `posted-${++posts}`;
  const response = await fetch(`${url}/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tokens.ingest}`, 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify({
      specversion: '1.0',
      id: contactId,
      source: 'urn:test:dashboard',
      type: 'hotline.call-received.v1',
      time: at,
      data: { contactId, receivedAt: at, channel: `channel-${contactId}`, answered: true },
    }),
  });
  expect([response.status, await response.text()]).toEqual([202, expect.any(String)]);
  return `channel-${contactId}`;
}

describe('the month', () => {
  test('June 2021 as it was printed; from "6" to the six cases, by unit', async () => {
    const { page, complaints, hosts } = await open('/month/2021-06');
    const rate = page.locator('.headline-card').filter({ hasText: '接通率' }).locator('.numeral');
    // It grows while the sample is loaded.
    await rate.filter({ hasText: '93.35' }).waitFor({ timeout: 60_000 });
    await page.locator('.headline-card').filter({ hasText: '22,361' }).waitFor({ timeout: 60_000 });
    const six = page.locator('.part-overall tr').filter({ hasText: '逾期办结' }).first().locator('td a.fig');
    await six.filter({ hasText: /^6$/ }).click();
    const cases = page.getByRole('dialog').locator('.case');
    await cases.first().waitFor();
    const units = await cases.locator('td:nth-child(2)').allTextContents();
    expect(units.sort()).toEqual([
      '地电安康分公司',
      '安康城投公司',
      '安康城投公司',
      '安康城投公司',
      '市商务局',
      '市商务局',
    ]);
    await page.keyboard.press('Escape');
    const of = page
      .locator('.part-units tr')
      .filter({ hasText: '市商务局' })
      .locator('a.fig')
      .filter({ hasText: /^2$/ });
    await of.click();
    await page.getByRole('dialog').filter({ hasText: '市商务局' }).locator('.case').nth(1).waitFor();
    expect(await cases.count()).toBe(2);
    expect(complaints).toEqual([]);
    expect([...hosts]).toEqual([new URL(url).host]);
  }, 90_000);

  test('its tables as CSV and XLSX', async () => {
    const { page, complaints } = await open('/month/2021-06');
    const links = page.locator('.part-overall .downloads a');
    await links.first().waitFor();
    const [csv, xlsx] = [await saved(links.nth(0)), await saved(links.nth(1))];
    expect(csv.name).toMatch(/\.csv$/);
    expect([...csv.bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(csv.bytes.toString('utf8')).toMatch(/\n接通 .*,93\.35,20874,22361,/);
    expect(xlsx.name).toMatch(/\.xlsx$/);
    const cells = JSON.stringify(await readXlsx(xlsx.bytes));
    expect(cells).toContain('22361');
    expect(cells).toContain('接通');
    expect(complaints).toEqual([]);

    async function saved(link: Locator): Promise<{ name: string; bytes: Buffer }> {
      const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
      return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
    }
  });
});

describe('the wall', () => {
  test('demo traffic moves it by itself; it says that it is a demo, and asks no other host', async () => {
    const { page, complaints, hosts } = await open('/');
    const note = page.locator('[data-window=today] .note');
    const before = await contactsIn(note);
    await note.filter({ hasNotText: (await textOf(note)).trim() }).waitFor({ timeout: 30_000 });
    expect(await contactsIn(note)).toBeGreaterThan(before);
    await page.locator('.strip').filter({ hasText: '演示数据' }).waitFor();
    await page.locator('.part-hours svg path').first().waitFor({ state: 'attached' });
    await page.locator('.part-ranking td').first().waitFor();
    expect(complaints).toEqual([]);
    expect([...hosts]).toEqual([new URL(url).host]);
  }, 60_000);

  test('an event that is posted is on the page soon after', async () => {
    const { page } = await open('/');
    await page.locator('.part-channel').filter({ hasText: '电话' }).waitFor();
    const channel = await post();
    await page.locator('.part-channel').filter({ hasText: channel }).waitFor({ timeout: patience });
  });

  test('takes note of an alert under a name, with a token that may operate', async () => {
    const { page, complaints } = await open('/');
    const first = page
      .locator('.feed > li')
      .filter({ has: page.getByRole('button') })
      .first();
    // Demo traffic is below the norm; the first look at it comes with the minute.
    await first.waitFor({ timeout: 75_000 });
    const title = await textOf(first.locator('h3'));
    await first.getByRole('button').click();
    await page.getByLabel('姓名').fill('王班长');
    await page.getByLabel('操作令牌').fill(tokens.operate);
    await page.locator('.dialog-ack .primary').click();
    const acked = page.locator('.feed > li').filter({ hasText: '王班长 已确认' });
    await acked.waitFor({ timeout: patience });
    expect(await textOf(acked.locator('h3'))).toBe(title);
    expect(complaints).toEqual([]);
    expect(program.log.filter((line) => line['audit'] === true)).toHaveLength(1);
    expect(program.tail(10_000)).not.toContain(tokens.operate.slice(-32));
  }, 90_000);

  test('language and theme', async () => {
    const { page } = await open('/');
    await page.getByLabel('语言').selectOption('en');
    await page.getByRole('heading', { name: 'Connection rate', exact: true }).waitFor();
    await page.getByLabel('Theme').selectOption('dark');
    expect(await page.evaluate('[document.documentElement.lang, getComputedStyle(document.body).colorScheme]')).toEqual(
      ['en', 'dark'],
    );
  });
});

test.each([
  ['/', 390, 844, 'dark'],
  ['/', 3840, 2160, 'light'],
  ['/month/2021-06', 1440, 900, 'light'],
  ['/unit/%E5%B8%82%E5%95%86%E5%8A%A1%E5%B1%80?month=2021-06', 1440, 900, 'dark'],
] as const)(
  '%s on %i × %i, %s: axe finds nothing, nothing is cut off',
  async (path, width, height, colorScheme) => {
    const { page, complaints } = await open(path, { viewport: { width, height }, colorScheme });
    await page.locator('main svg path').first().waitFor({ state: 'attached' });
    await page.locator('main .fig').first().waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    expect(await axeViolations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  },
  30_000,
);

test('the program is killed and started again: the page says so meanwhile, and goes on without a reload', async () => {
  const { page, complaints } = await open('/');
  await contactsIn(page.locator('[data-window=today] .note'));
  const shown = await textOf(page.locator('[data-window=month] .fig'));
  await page.evaluate('window.same = true');
  expect(complaints).toEqual([]);
  await program.kill();
  await page.locator('.lost').filter({ hasText: '重连' }).waitFor();
  expect(await textOf(page.locator('[data-window=month] .fig'))).toBe(shown);
  // As a hotline runs it. With --sample it would refuse: the log holds an event that is no demo.
  const { port } = new URL(url);
  await launch(['start'], { PULSE_HTTP_PORT: port, PULSE_HTTP_OPEN_READ: 'true' });
  await page.locator('.lost.hidden').waitFor({ state: 'attached', timeout: 30_000 });
  const channel = await post();
  await page
    .locator('.part-channel')
    .filter({ hasText: channel })
    .waitFor({ timeout: 2 * patience });
  expect(await page.evaluate('window.same')).toBe(true);
  expect(complaints.filter((text) => !/Failed to load resource|net::ERR_/.test(text))).toEqual([]);
}, 90_000);
