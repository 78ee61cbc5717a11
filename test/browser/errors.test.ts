import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchChromium } from './chromium.ts';
import { laptopCloud } from './laptop-cloud.ts';
import { transactions } from './transactions.ts';
import { Visitor } from './visitor.ts';

let cloud: Awaited<ReturnType<typeof laptopCloud>>;
let browser: Browser;
let visitor: Visitor;
let may: string;

beforeAll(async () => {
  cloud = await laptopCloud();
  const [run] = await cloud.land({ 'may.csv': transactions(2_000, 5).csv });
  may = run?.runId ?? '';
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await cloud?.stop();
});
beforeEach(async () => {
  visitor = await Visitor.arrive(browser, cloud.cloud.dashboardUrl);
});
// Every test here makes requests fail; anything else that the browser complains of fails the test.
afterEach(() => visitor.leave({ requestsFail: true }));

const unreachable = async () => {
  await visitor.page.route('**/api/**', (route) => route.abort('connectionrefused'));
  return () => visitor.page.unroute('**/api/**');
};

it.each([
  ['branches', () => '/'],
  ['runs', () => '/runs'],
  ['run', () => `/runs/${may}`],
])('Without an API the %s are waited for, and appear by themselves', async (_, address) => {
  const { page } = visitor;
  const back = await unreachable();
  await visitor.open(address());
  await page.getByText('Trying again…').first().waitFor();
  await back();
  await page.locator('tbody tr').first().waitFor();
  await page.getByText('Trying again…').waitFor({ state: 'detached' });
});

it('After some minutes without an API the page gives up, says so, and asks again when it is told to', async () => {
  const { page } = visitor;
  const back = await unreachable();
  await page.clock.install();
  await visitor.open('/runs');
  const alert = page.getByRole('alert').first();
  for (let minute = 0; minute < 20 && !(await alert.isVisible()); minute += 1) {
    await page.clock.fastForward(20_000);
    await page.waitForTimeout(100);
  }
  expect(await alert.innerText()).toContain('The runs cannot be shown.');
  await back();
  await alert.getByRole('button', { name: 'Try again' }).click();
  await page.locator('tbody tr').first().waitFor();
  expect(await alert.count()).toBe(0);
});

it('Runs that are on the page stay there when the API goes away', async () => {
  const { page } = visitor;
  await visitor.open('/runs');
  await page.getByRole('link', { name: 'may.csv' }).waitFor();
  const back = await unreachable();
  await page.getByText('Trying again…').first().waitFor();
  expect(await page.getByRole('link', { name: 'may.csv' }).isVisible()).toBe(true);
  await back();
  await page.getByText('Trying again…').waitFor({ state: 'detached' });
});

it('What the API refuses is told at once, with what to give the operator', async () => {
  const { page } = visitor;
  await visitor.open('/runs/no-id');
  const alert = page.getByRole('alert').first();
  await alert.waitFor();
  expect(await alert.innerText()).toMatch(/The run cannot be shown[\s\S]*Request/);
});

it.each([
  ['run', '/runs/00000000-0000-8000-8000-000000000000', /There is no run/],
  ['branch', '/branches/NOWHERE', /No file has rows of the branch/],
  ['account', '/accounts/NOWHERE', /No batch that counts has the account/],
  ['page', '/nowhere', /There is no such page/],
])('There is no such %s, and the page says so', async (_, address, says) => {
  await visitor.open(address);
  await visitor.page.getByText(says).first().waitFor();
});

it('A database that sleeps is waited for, and the figures appear by themselves', async () => {
  const { page } = visitor;
  cloud.cloud.rdsData.sleep(9_000);
  await visitor.open('/');
  await page.getByText('The database is waking up after a pause.').waitFor();
  await page.locator('tbody tr').first().waitFor();
  await page.getByText('The database is waking up after a pause.').waitFor({ state: 'detached' });
});

it('Withdrawing what somebody else has withdrawn meanwhile is refused, and the reason is told', async () => {
  const { page } = visitor;
  await visitor.open(`/runs/${may}`);
  await page.getByRole('button', { name: 'Withdraw figures…' }).click();
  await page.getByLabel('Reason').fill('sent by mistake');
  await page.getByRole('button', { name: 'Next: what will change' }).click();
  const act = (name: string) =>
    cloud.cloud.fetch(new URL(`/api/runs/${may}/${name}`, cloud.cloud.dashboardUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ reason: 'by somebody else' }),
    });
  expect((await act('withdraw')).status).toBe(200);
  await page.getByRole('button', { name: 'Withdraw', exact: true }).click();
  await page.getByText('It was not done.').waitFor();
  await page.keyboard.press('Escape');
  await page
    .getByText(/by somebody else/)
    .first()
    .waitFor();
  expect((await act('restore')).status).toBe(200);
});

it('An upload whose network is lost says so, and goes on by itself when it is back', async () => {
  const { page } = visitor;
  const { csv } = transactions(300_000, 20);
  const folder = await mkdtemp(path.join(tmpdir(), 'countinghouse-errors-'));
  const file = path.join(folder, 'august.csv');
  await writeFile(file, csv);
  await visitor.open('/upload');
  await page.locator('input[type=file]').first().setInputFiles(file);
  const card = page.getByRole('article', { name: 'august.csv' });
  await card.getByText(/rows are all good/).waitFor();
  let isLost = false;
  await page.route(
    (url) => url.searchParams.has('partNumber'),
    async (route) => {
      if (!isLost) {
        isLost = true;
        await page.context().setOffline(true);
      }
      await route.continue();
    },
  );
  await card.getByRole('button', { name: 'Upload: august.csv' }).click();
  await card.getByText('no network: it goes on by itself').waitFor();
  await page.unroute((url) => url.searchParams.has('partNumber'));
  await page.context().setOffline(false);
  await card.getByText('300,000 counted').waitFor();
});

describe('Signing in', () => {
  /** Changes what this tab has kept of its sign-in, as time or the issuer might. */
  const spoil = (changes: Readonly<Record<string, unknown>>) =>
    visitor.page.evaluate((given) => {
      const key = Object.keys(sessionStorage).find((name) => name.startsWith('countinghouse.user:')) ?? '';
      sessionStorage.setItem(key, JSON.stringify({ ...JSON.parse(sessionStorage.getItem(key) ?? '{}'), ...given }));
    }, changes);
  const past = { expires_at: 1 };
  /** What the issuer lets another origin read. */
  const headers = { 'content-type': 'application/json', 'access-control-allow-origin': '*' };

  it('brings a viewer to where they wanted to go, and shows them in words what only operators may do', async () => {
    const viewer = await Visitor.arrive(browser, cloud.cloud.dashboardUrl, { person: 'Vera Viewer' });
    const { page } = viewer;
    await viewer.open('/runs?q=may#top');
    expect(page.url()).toMatch(/\/runs\?q=may#top$/);
    await viewer.open('/upload');
    await page.getByText('Only operators can upload files.').waitFor();
    expect(await page.locator('input[type=file]').count()).toBe(0);
    await viewer.open(`/runs/${may}`);
    expect(await page.getByRole('button', { name: 'Withdraw figures…' }).isDisabled()).toBe(true);
    await viewer.leave();
  });

  it('is renewed without a word when the token has ended', async () => {
    const { page } = visitor;
    let renewals = 0;
    page.on('request', (request) => {
      renewals += request.url().endsWith('/token') ? 1 : 0;
    });
    await spoil(past);
    await visitor.open('/runs');
    await page.locator('tbody tr').first().waitFor();
    expect(renewals).toBe(1);
  });

  it('is renewed once when the API refuses a token, and the request is repeated', async () => {
    const { page } = visitor;
    const refusals = { left: 1 };
    await page.route('**/api/runs?**', (route) => {
      refusals.left -= 1;
      return refusals.left === 0
        ? route.fulfill({ status: 401, body: '{"message":"Unauthorized"}' })
        : route.continue();
    });
    await visitor.open('/runs');
    await page.locator('tbody tr').first().waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('that has ended for good leaves the page as it is, and comes back to it', async () => {
    const { page } = visitor;
    await visitor.open('/runs?q=may');
    await page.locator('tbody tr').first().waitFor();
    await page.route('**/token', (route) => route.fulfill({ status: 400, body: '{"error":"invalid_grant"}', headers }));
    await page.route('**/api/**', (route) => route.fulfill({ status: 401, body: '{"message":"Unauthorized"}' }));
    const dialog = page.getByRole('dialog', { name: 'Your sign-in has ended' });
    await dialog.waitFor();
    expect(await page.locator('tbody tr').count()).toBe(1);
    await page.unrouteAll();
    await dialog.getByRole('button', { name: 'Sign in again' }).click();
    await page.waitForURL(/\/runs\?q=may$/);
    await page.locator('tbody tr').first().waitFor();
  });

  it('ends in all tabs at once, and at the issuer', async () => {
    const { page } = visitor;
    const other = await page.context().newPage();
    // The issuer knows who this is: nobody is asked.
    await other.goto(new URL(`/runs/${may}`, cloud.cloud.dashboardUrl).href);
    await other.getByText('Olga Operator').waitFor();
    await page.getByText('Olga Operator').click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Who are you?' }).waitFor();
    await other.getByRole('heading', { name: 'You are signed out' }).waitFor();
    expect(await other.locator('table').count()).toBe(0);
    await other.getByRole('button', { name: 'Sign in' }).click();
    await other.getByRole('button', { name: 'Vera Viewer' }).click();
    await other.waitForURL(new RegExp(`/runs/${may}$`));
    await other.getByText('Vera Viewer').waitFor();
  });
});
