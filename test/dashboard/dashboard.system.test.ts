import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Locator } from 'playwright-core';
import { type HotlineEvent, parseEvent } from '../../src/domain/events.js';
import { axeViolations, openBrowser, type WatchedPage, watchedPage } from '../support/browser.js';
import { DashboardServer } from '../support/dashboard-server.js';
import { DashboardState } from '../support/dashboard-state.js';

/** A working afternoon in June with traffic, and the morning on which the report was closed. */
const afternoon = Date.parse('2021-06-29T15:20:00+08:00');
const cutOff = Date.parse('2021-07-12T09:00:00+08:00');

let browser: Browser;
let wall: DashboardServer;
let report: DashboardServer;
let opened: WatchedPage[] = [];

beforeAll(async () => {
  const [now, later] = [await DashboardState.upTo(afternoon), await DashboardState.upTo(cutOff)];
  wall = new DashboardServer({ state: now, at: afternoon });
  report = new DashboardServer({ state: later, at: cutOff });
  await Promise.all([wall.start(), report.start()]);
  browser = await openBrowser();
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await Promise.all([wall?.stop(), report?.stop()]);
});
afterEach(async () => {
  await Promise.all(opened.map(({ page }) => page.context().close()));
  opened = [];
});

async function open(url: string, options: Parameters<typeof watchedPage>[1] = {}): Promise<WatchedPage> {
  const watched = await watchedPage(browser, options);
  opened.push(watched);
  await watched.page.goto(url);
  return watched;
}

const textOf = async (locator: Locator): Promise<string> => (await locator.textContent()) ?? '';

let calls = 0;
function call(answered: boolean): HotlineEvent {
  const at = new Date(wall.now() - 120_000).toISOString();
  const contactId = `posted-${++calls}`;
  return parseEvent({
    specversion: '1.0',
    id: contactId,
    source: 'urn:test',
    type: 'hotline.call-received.v1',
    time: at,
    data: { contactId, receivedAt: at, channel: 'phone', answered },
  });
}

describe('the wall', () => {
  test('shows the three rates with what they are made of, and asks no other host', async () => {
    const { page, complaints, hosts } = await open(wall.url);
    const month = page.locator('[data-window=month]');
    await month.locator('.fig').waitFor();
    expect(await textOf(month.locator('.fig'))).toMatch(/^\d\d\.\d\d$/);
    expect(await textOf(page.locator('.strip'))).toContain('数据正常');
    await page.locator('[data-window=today] .fig').focus();
    expect(await textOf(page.locator('#explanation'))).toMatch(/分子.*分母.*基数受理总量修约四舍五入/);
    await page.keyboard.press('Escape');
    expect(await page.locator('#explanation').isVisible()).toBe(false);
    await page.locator('.part-hours svg').waitFor();
    expect(await page.locator('.part-hours svg path').count()).toBeGreaterThan(50);
    expect(await textOf(page.locator('.not-told'))).toContain('排队来电');
    expect(complaints).toEqual([]);
    expect([...hosts]).toEqual([new URL(wall.url).host]);
  });

  test('moves within 1.5 s of an event', async () => {
    const { page } = await open(wall.url);
    const note = page.locator('[data-window=today] .note');
    await note.filter({ hasText: '受理' }).waitFor();
    const received = async () => Number(/受理 ([\d,]+)/.exec(await textOf(note))?.[1]?.replace(',', ''));
    const before = await received();
    const began = Date.now();
    await wall.take([call(true), call(false)]);
    await note.filter({ hasText: `受理 ${before + 2}` }).waitFor({ timeout: 1500 });
    expect(Date.now() - began).toBeLessThan(1500);
    expect(before).toBeGreaterThan(100);
  });

  test('takes note of an alert under a name', async () => {
    const { page, complaints } = await open(wall.url);
    const first = page.locator('.feed > li').filter({ hasText: '已逾期' }).first();
    await first.getByRole('button').click();
    await page.getByLabel('姓名').fill('王班长');
    await page.getByLabel('操作令牌').fill('hp_test');
    await page.locator('.dialog-ack .primary').click();
    await first.getByText('王班长 已确认').waitFor();
    expect(await first.getByRole('button').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('survives a restart of the server without a reload, and says so meanwhile', async () => {
    const { page } = await open(wall.url);
    await page.locator('[data-window=month] .fig').waitFor();
    await page.evaluate('window.same = true');
    await wall.stop();
    await page.locator('.lost').filter({ hasText: '重连' }).waitFor();
    expect(await textOf(page.locator('[data-window=month] .fig'))).toMatch(/^\d\d\.\d\d$/);
    await wall.start();
    await page.locator('.lost.hidden').waitFor({ state: 'attached', timeout: 15_000 });
    const note = page.locator('[data-window=today] .note');
    const before = await textOf(note);
    await wall.take([call(true)]);
    await note.filter({ hasNotText: before }).waitFor({ timeout: 3000 });
    expect(await page.evaluate('window.same')).toBe(true);
  });

  test('changes language and light, and remembers both', async () => {
    const { page } = await open(wall.url);
    await page.getByLabel('语言').selectOption('en');
    await page.getByRole('heading', { name: 'Connection rate', exact: true }).waitFor();
    await page.getByLabel('Theme').selectOption('dark');
    const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(await ground()).toBe('rgb(11, 18, 25)');
    await page.reload();
    await page.getByRole('heading', { name: 'Connection rate', exact: true }).waitFor();
    expect([await ground(), await page.evaluate('document.documentElement.lang')]).toEqual(['rgb(11, 18, 25)', 'en']);
  });

  test.each([
    [390, 844, 'dark'],
    [1440, 900, 'light'],
    [3840, 2160, 'dark'],
  ] as const)('on %i × %i, %s: nothing is cut off sideways, axe finds nothing', async (width, height, colorScheme) => {
    const { page, complaints } = await open(wall.url, { viewport: { width, height }, colorScheme });
    await page.locator('.part-ranking td').first().waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    expect(await axeViolations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

describe('the month', () => {
  test('from "6" to the six cases that were closed late, and back', async () => {
    const { page, complaints } = await open(`${report.url}/month/2021-06`);
    const six = page.locator('.part-overall tr').filter({ hasText: '逾期办结' }).first().locator('td a.fig');
    expect(await textOf(six)).toBe('6');
    await six.click();
    const dialog = page.getByRole('dialog');
    await dialog.locator('.case').first().waitFor();
    expect(await dialog.locator('.case').count()).toBe(6);
    expect(page.url()).toContain('cases=closed-late');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.goBack();
    await dialog.locator('.case').first().waitFor();
    expect(complaints).toEqual([]);
  });

  test('prints the figures of the report with their change; beside another month when asked', async () => {
    const { page } = await open(`${report.url}/month/2021-06`);
    const row = page.locator('.part-natures tbody tr').filter({ hasText: '求助类' });
    await row.waitFor();
    expect(await row.locator('td').allTextContents()).toEqual(['4,284', '73.95 %', '↑ 32.63 %', '–']);
    await row.locator('td .fig').nth(1).hover();
    expect(await textOf(page.locator('#explanation'))).toContain('分子4,284分母5,793');
    await page.getByLabel('对比').selectOption('2021-05');
    await page.locator('.part-natures thead th').filter({ hasText: '2021-05' }).waitFor();
    expect((await row.locator('td').allTextContents()).slice(4)).toEqual(['3,230', '+32.63 %']);
    expect(new URL(page.url()).search).toBe('?with=2021-05');
  });

  test.each([
    '/month/2021-06?with=2021-05',
    '/month/2021-06?cases=closed-late&in=2021-06',
    '/unit/%E5%B8%82%E4%BD%8F%E5%BB%BA%E5%B1%80',
  ])('axe finds nothing on %s', async (path) => {
    const { page } = await open(report.url + path);
    await page.locator('.headline-card').first().waitFor();
    await page.locator('.part-days svg, .part-trend svg').first().waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });

  test('a download that fails says so, until it is put away', async () => {
    const { page } = await open(`${report.url}/month/2021-06`);
    await page.route('**/v1/tables/**', (route) =>
      route.fulfill({
        status: 503,
        contentType: 'application/problem+json',
        body: JSON.stringify({ title: 'Service Unavailable', status: 503, detail: 'the store does not answer' }),
      }),
    );
    await page.locator('.part-overall .downloads a').first().click();
    await page.getByRole('alert').filter({ hasText: '下载失败:the store does not answer' }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.locator('.notice').getByRole('button').click();
    await page.locator('.notice').waitFor({ state: 'detached' });
    expect(await page.locator('.part-overall').isVisible()).toBe(true);
  });

  test('the unit of a row is one click away', async () => {
    const { page } = await open(`${report.url}/month/2021-06`);
    await page.evaluate('window.same = true');
    await page.locator('.part-units tbody th a').first().click();
    await page.getByRole('heading', { level: 1, name: '汉滨区' }).waitFor();
    await page.locator('.part-trend svg').waitFor();
    expect(await page.evaluate('window.same')).toBe(true);
  });
});

test('a closed API asks for a token, and shows everything once it has one', async () => {
  const closed = new DashboardServer({
    state: await DashboardState.upTo(Date.parse('2021-05-02T12:00:00+08:00')),
    at: afternoon,
    token: 'hp_right',
  });
  await closed.start();
  try {
    const { page } = await open(closed.url);
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('令牌').fill('hp_wrong');
    await dialog.getByRole('button').click();
    await dialog.getByRole('alert').waitFor();
    await dialog.getByLabel('令牌').fill('hp_right');
    await dialog.getByRole('button').click();
    await page.locator('.tally .fig').first().waitFor();
    await page.locator('.strip').filter({ hasText: '数据正常' }).waitFor();
    expect(await dialog.count()).toBe(0);
  } finally {
    await closed.stop();
  }
});
