import { mkdirSync, readFileSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { violationsOf } from './accessibility.ts';
import { launchChromium } from './chromium.ts';
import { accountsCsv, balances, batch, rejected, transfersCsv } from './journey-batch.ts';
import { corrected, correctedRows, fileWithBadRows, usd } from './journey-files.ts';
import { laptopCloud } from './laptop-cloud.ts';
import { Visitor } from './visitor.ts';

const screenshots = process.env['SCREENSHOTS'] ?? path.join(import.meta.dirname, '../../.countinghouse/screenshots');
const july = fileWithBadRows();

let cloud: Awaited<ReturnType<typeof laptopCloud>>;
let browser: Browser;
let folder: string;
/** Addresses of runs that the journey has made. */
const runs = { july: '', rejected: '', batch: '' };

beforeAll(async () => {
  mkdirSync(screenshots, { recursive: true });
  folder = await mkdtemp(path.join(tmpdir(), 'countinghouse-journey-'));
  cloud = await laptopCloud();
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await cloud?.stop();
});

async function written(name: string, content: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, content);
  return file;
}

const totalOf = async (query = ''): Promise<string> => {
  const answer = await cloud.cloud.fetch(new URL(`/api/branches?limit=1${query}`, cloud.cloud.dashboardUrl));
  return z.object({ summary: z.object({ sum: z.string() }) }).parse(await answer.json()).summary.sum;
};
const exact = (units: bigint): string => usd(units).replace(/USD |,/g, '');

describe('The way of a file, step by step in one browser', () => {
  let analyst: Visitor;
  /** Somebody else who has the list of runs open all the time. */
  let operator: Visitor;
  beforeAll(async () => {
    analyst = await Visitor.arrive(browser, cloud.cloud.dashboardUrl);
    operator = await Visitor.arrive(browser, cloud.cloud.dashboardUrl);
    await operator.open('/runs');
  });

  it('is checked before a byte is sent', async () => {
    const { page } = analyst;
    let sent = 0;
    page.on('request', (request) => {
      sent += request.method() === 'PUT' ? 1 : 0;
    });
    await analyst.open('/upload');
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles(await written('july.csv', july.csv));
    const card = page.getByRole('article', { name: 'july.csv' });
    await card.getByText('its good rows are counted').waitFor();
    for (const text of ['12.345', '30 March 2026', '"BR"0003']) {
      await card.getByText(text).first().waitFor();
    }
    expect(sent).toBe(0);
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: path.join(screenshots, `preflight-${colorScheme}.png`) });
    }
    await card.getByRole('button', { name: /^Upload.*july\.csv$/ }).click();
    await card.getByText('20,003 rows read = 20,000 counted + 3 quarantined').waitFor();
    expect(sent).toBe(1);
  });

  it('is seen by whoever has the list of runs open, without loading it again', async () => {
    const row = operator.page.locator('tbody tr', { hasText: 'july.csv' });
    await row.waitFor();
    await expect.poll(() => row.innerText(), { timeout: 30_000 }).toContain('Succeeded');
    await operator.leave();
  });

  it('has figures that are exact', async () => {
    const { page } = analyst;
    await page.getByRole('article', { name: 'july.csv' }).getByRole('link', { name: 'Figures of this file' }).click();
    await page.getByText(usd(july.sum)).first().waitFor();
    await page.getByText('20,003 rows read = 20,000 counted + 3 quarantined').waitFor();
    expect(await totalOf()).toBe(exact(july.sum));
  });

  it('gives each figure a receipt that leads back to the file', async () => {
    const { page } = analyst;
    await page.getByLabel('Search branch').fill('BR0003');
    await page.getByRole('link', { name: 'BR0003' }).click();
    await page.getByRole('button', { name: /Maximum/ }).click();
    const receipt = page.getByRole('region', { name: 'Receipt of the maximum' });
    await receipt.getByText(/Worked out in this browser from 1 file: .*, the same/).waitFor();
    await receipt.getByRole('link', { name: 'july.csv' }).click();
    await page.waitForURL(/\/runs\//);
    runs.july = new URL(page.url()).pathname;
  });

  it('keeps its bad rows, which are corrected and dropped again', async () => {
    const { page } = analyst;
    await page.getByText('20,003 rows read = 20,000 counted + 3 quarantined').waitFor();
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download 3 rows as CSV' }).click();
    const download = readFileSync(await (await downloading).path(), 'utf8');
    const file = await written('july-corrected.csv', correctedRows(download));
    await page.locator('input[type=file]').first().setInputFiles(file);
    await page.getByRole('button', { name: /^Upload.*july-corrected\.csv$/ }).click();
    await page.getByText('2 of 3 quarantined rows are corrected, 1 is still quarantined.').waitFor();
    await page.getByText('20,003 rows read = 20,000 counted + 2 corrected + 1 still quarantined').first().waitFor();
    await expect.poll(() => totalOf()).toBe(exact(july.sum + corrected.sum));
  });

  it('leaves the totals with its corrections when it is withdrawn, and comes back with them', async () => {
    const { page } = analyst;
    await analyst.open(runs.july);
    await page.getByRole('button', { name: 'Withdraw figures…' }).click();
    await page.getByLabel('Reason').fill('sent by mistake');
    await page.getByRole('button', { name: 'Next: what will change' }).click();
    await page.getByRole('button', { name: 'Withdraw', exact: true }).click();
    await page.getByText('Its figures are withdrawn.').waitFor();
    expect(await totalOf()).toBe('0.00');
    await page.getByRole('button', { name: 'Restore figures…' }).click();
    await page.getByLabel('Reason').fill('it was right');
    await page.getByRole('button', { name: 'Next: what will change' }).click();
    await page.getByRole('button', { name: 'Restore', exact: true }).click();
    await page.getByRole('button', { name: 'Withdraw figures…' }).waitFor();
    expect(await totalOf()).toBe(exact(july.sum + corrected.sum));
    await analyst.leave();
  });
});

it('By keyboard alone somebody finds a run, looks at it, and thinks better of withdrawing it', async () => {
  const visitor = await Visitor.arrive(browser, cloud.cloud.dashboardUrl);
  const { page } = visitor;
  await visitor.open('/');
  await visitor.tabTo('link', 'Runs');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Runs' }).waitFor();
  await visitor.tabTo('link', 'july.csv');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'july.csv' }).waitFor();
  await visitor.tabTo('button', 'Withdraw figures…');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await visitor.tabTo('textbox', 'Reason');
  await page.keyboard.type('sent by mistake');
  await visitor.tabTo('button', 'Next: what will change');
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Withdraw', exact: true }).waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Withdraw figures…');
  expect(await totalOf()).toBe(exact(july.sum + corrected.sum));
  await visitor.leave();
});

describe('The way of a batch, step by step in one browser', () => {
  let analyst: Visitor;
  const cells = async (region: string): Promise<string[][]> => {
    const rows = await analyst.page.getByRole('region', { name: region, exact: true }).locator('tbody tr').all();
    return Promise.all(rows.map((row) => row.locator('th, td').allInnerTexts()));
  };
  beforeAll(async () => {
    analyst = await Visitor.arrive(browser, cloud.cloud.dashboardUrl);
    analyst.page.setDefaultTimeout(90_000); // the job type has a Spark of its own, which starts with its first file
  });

  it('is known by its headers, waits for its second file, and is replayed when that is there', async () => {
    const { page } = analyst;
    await analyst.open('/upload');
    const files = [await written(batch.accounts, accountsCsv), await written(batch.transfers, transfersCsv)];
    await page.locator('input[type=file]').first().setInputFiles(files);
    const [accounts, transfers] = [batch.accounts, batch.transfers].map((name) => page.getByRole('article', { name }));
    if (accounts === undefined || transfers === undefined) throw new Error('there are two cards');
    await accounts.getByText('The file accounts of the batch').waitFor();
    await page.getByLabel('Batch').fill(batch.name);
    await transfers.getByText(`The file transactions of the batch ${batch.name}`).waitFor();
    await accounts.getByRole('button', { name: `Upload: ${batch.accounts}` }).click();
    await accounts.getByText('waits for the file transactions to land in its folder').waitFor();
    await transfers.getByRole('button', { name: `Upload: ${batch.transfers}` }).click();
    await accounts.getByText('37 rows read = 37 counted + 0 quarantined').waitFor();
    await transfers.getByText('37 rows read = 37 counted + 0 quarantined').waitFor();
  });

  it('has balances that are exact, of which none is made or lost', async () => {
    const { page } = analyst;
    await page
      .getByRole('article', { name: batch.accounts })
      .getByRole('link', { name: 'Figures of this file' })
      .click();
    await page.getByText('75.25 before = 75.25 after, in each country. No money was made or lost.').waitFor();
    expect(await cells('Accounts')).toEqual(balances);
    await page.getByRole('link', { name: '49', exact: true }).click();
    await expect.poll(() => cells('Accounts')).toEqual(balances.slice(2));
    await page.getByLabel('Country', { exact: true }).selectOption('');
    await page.getByLabel('Search account').fill('2');
    await expect.poll(() => cells('Accounts')).toEqual(balances.slice(1, 2));
    await page.getByRole('link', { name: '2', exact: true }).click();
    await page.getByText('0.00 before + 16.50 received − 0.00 sent = 16.50').waitFor();
  });

  it('tells which transfers were rejected, and why', async () => {
    const { page } = analyst;
    await analyst.open('/transfers/rejected');
    await page.getByRole('region', { name: 'Rejected transfers' }).waitFor();
    expect(await cells('Rejected transfers')).toEqual(rejected);
    await page.getByLabel('Reason', { exact: true }).selectOption('different-countries');
    await expect.poll(() => cells('Rejected transfers')).toEqual(rejected.slice(1, 2));
  });

  it('has a receipt with both files, and files of its result', async () => {
    const { page } = analyst;
    await page.getByRole('link', { name: 'Its receipt and files to download' }).click();
    await page.getByRole('heading', { level: 1, name: `${batch.name} (accounts.csv, transactions.csv)` }).waitFor();
    runs.batch = new URL(page.url()).pathname;
    const receipt = page.getByRole('region', { name: 'Receipt' });
    for (const name of ['accounts.csv', 'transactions.csv']) await receipt.getByText(name).waitFor();
    const files = page.getByRole('region', { name: 'Files to download' });
    await files.getByText('Balances, Parquet').waitFor();
    const address = await files.getByRole('link', { name: /balances.*\.csv$/ }).getAttribute('href');
    expect(await (await fetch(address ?? '')).text()).toContain('1,44,53.50');
    await analyst.leave();
  });
});

/** Pages that the documentation shows. */
const pictured = ['branches', 'branch', 'runs', 'run'];

describe('Every page', () => {
  beforeAll(async () => {
    const [rejected] = await cloud.land({ 'april.csv': 'when,who,what\n1,2,3\n' });
    runs.rejected = `/runs/${rejected?.runId}`;
  });

  const pages: readonly (readonly [string, () => string, RegExp])[] = [
    ['branches', () => '/', /BR0000/],
    ['branch', () => '/branches/BR0003?figure=max', /Worked out in this browser/],
    ['accounts', () => '/accounts', /No money was made or lost/],
    ['account', () => '/accounts/1', /From batch to batch/],
    ['rejected-transfers', () => '/transfers/rejected', /did not have as much/],
    ['batch-run', () => runs.batch, /Balances, CSV/],
    ['runs', () => '/runs', /Wrong header/],
    ['run', () => runs.july, /still quarantined/],
    ['rejected-run', () => runs.rejected, /Wrong header/],
    ['upload', () => '/upload', /Choose files/],
    ['about', () => '/about', /Version/i],
    ['document', () => '/about/analyst', /branch/i],
    ['api-reference', () => '/api-reference#listRuns', /branches/],
    ['no-such-page', () => '/nowhere', /no such page/],
  ];

  it.each(
    (['light', 'dark'] as const).flatMap((theme) => pages.map(([name, ...rest]) => [name, theme, ...rest] as const)),
  )('%s is accessible in the %s theme, from 320 pixels to 4K', async (name, colorScheme, address, holds) => {
    const visitor = await Visitor.arrive(browser, cloud.cloud.dashboardUrl, { colorScheme, reducedMotion: 'reduce' });
    const { page } = visitor;
    await visitor.open(address());
    await page.getByText(holds).first().waitFor();
    await page.waitForLoadState('networkidle');
    expect(await violationsOf(page)).toEqual([]);
    if (pictured.includes(name)) {
      // Not the whole page: further down stands the place of a log on this machine.
      await page.screenshot({ path: path.join(screenshots, `${name}-${colorScheme}.png`) });
    }
    expect(
      await page.evaluate('document.getAnimations().filter(({ playState }) => playState === "running").length'),
    ).toBe(0);
    for (const width of [320, 3840]) {
      await page.setViewportSize({ width, height: 800 });
      await expect
        .poll(() => page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'))
        .toBe(0);
    }
    await visitor.leave();
  });
});
