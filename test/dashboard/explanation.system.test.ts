import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Locator } from 'playwright-core';
import { axeViolations, openBrowser, type WatchedPage, watchedPage } from '../support/browser.js';
import { DashboardServer } from '../support/dashboard-server.js';
import { DashboardState } from '../support/dashboard-state.js';

/** From a figure to its definition, and on to the cases that it is the sum of. */

const cutOff = Date.parse('2021-07-12T09:00:00+08:00');
let browser: Browser;
let server: DashboardServer;
let opened: WatchedPage;

beforeAll(async () => {
  server = new DashboardServer({ state: await DashboardState.upTo(cutOff), at: cutOff });
  await server.start();
  browser = await openBrowser();
  opened = await watchedPage(browser, {});
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const textOf = async (locator: Locator): Promise<string> => (await locator.textContent()) ?? '';

describe('a figure of the month', () => {
  test('its pop-over leads to the definition, the exact fraction and the offsets; Escape leads back', async () => {
    const { page, complaints } = opened;
    await page.goto(`${server.url}/month/2021-06`);
    const rate = page.locator('.part-rates-of-month tr').filter({ hasText: '接通率' }).first().locator('.fig').first();
    await rate.hover();
    await page.locator('#explanation a.more').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('20874/22361').waitFor();
    const text = await textOf(dialog);
    expect(text).toContain('接通率 · month:2021-06 = 93.35 %');
    expect(text).toContain('接通占受理总量的比例');
    expect(text).toContain('93.350029068467…');
    expect(text).toContain('answered = direct + contacts_with_ticket: 成立');
    expect(text).toMatch(/日志位置\s*events \d+/);
    expect(new URL(page.url()).searchParams.get('why')).toBe('connection_rate');
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(new URL(page.url()).search).toBe('');
    expect(complaints).toEqual([]);
  });

  test('by the keyboard, and on to the cases page by page', async () => {
    const { page, complaints } = opened;
    await page.goto(`${server.url}/month/2021-06`);
    const extended = page.locator('tr').filter({ hasText: '延期' }).first().locator('button.fig').first();
    await extended.focus();
    const dialog = page.getByRole('dialog');
    // Scrolling to the figure may have hidden the box again: then a first Enter shows it.
    for (const box = page.locator('#explanation:not([hidden]) a.more'); !(await dialog.isVisible()); ) {
      await page.keyboard.press('Enter');
      await box.or(dialog).first().waitFor();
    }
    await dialog.getByText('列出所含来电来信').click();
    const all = dialog.locator('.note.all');
    for (const more = dialog.getByRole('button', { name: '更多' }); !(await all.isVisible()); ) {
      await more.or(all).first().waitFor();
      if (await more.isVisible()) await more.click();
    }
    const value = Number(/= (\d+)$/.exec(await textOf(dialog.getByRole('heading')))?.[1]);
    expect(value).toBeGreaterThan(10);
    expect(await dialog.locator('.case').count()).toBe(value);
    expect(await axeViolations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test('the address opens it again, in the other language too; a figure that is none says so', async () => {
    const { page } = opened;
    await page.goto(`${server.url}/month/2021-06?why=nature_share&why-of=month:2021-06&why-label=nature%3Dhelp`);
    await page.getByRole('dialog').getByText('4284/5793').waitFor();
    await page.goto(`${server.url}/month/2021-06?why=nothing&why-of=month:2021-06`);
    await page.getByRole('dialog').getByRole('alert').waitFor();
  });
});
