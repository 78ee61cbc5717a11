import { readFileSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { formatAmount, formatCount } from '../../dashboard/src/amounts/amount.ts';
import { canonicalSha256 } from '../../lambdas/core/receipts/canonical.ts';
import { launchChromium } from './chromium.ts';
import { laptopCloud } from './laptop-cloud.ts';
import { signInAs } from './sign-in.ts';
import { cents, transactions } from './transactions.ts';

const locale = 'en-US';
const good = transactions(20_000, 150);
const broken = [
  'timestamp,branch_code,amount',
  ...Array.from({ length: 60 }, (_, row) => `2026-05-01T10:00:00Z,BROKEN,${row}.00`),
  '2026-05-01T10:00:00Z,BROKEN,12.345',
  '2026-05-01T10:00:00Z,"BRO"KEN,1.00',
  '',
].join('\n');

let cloud: Awaited<ReturnType<typeof laptopCloud>>;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let complaints: string[];
let runs: Awaited<ReturnType<typeof cloud.land>>;

beforeAll(async () => {
  cloud = await laptopCloud();
  runs = await cloud.land({ 'march.csv': good.csv, 'may.csv': broken, 'april.csv': 'when,who,what\n1,2,3\n' });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await cloud?.stop();
});
beforeEach(async () => {
  context = await browser.newContext({ locale, viewport: { width: 1280, height: 800 }, timezoneId: 'UTC' });
  page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await signInAs(page, 'Olga Operator', new URL('/about', cloud.cloud.dashboardUrl).href);
  complaints = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  // Everything the browser complains of counts, above all a violation of the content security policy.
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
});
afterEach(async () => {
  await context.close();
});

async function open(address: string): Promise<void> {
  await page.goto(new URL(address, cloud.cloud.dashboardUrl).href);
  await page.locator('h1').waitFor();
}

function runOf(name: string) {
  const run = runs.find((one) => one.sources[0]?.key.endsWith(name));
  if (!run) throw new Error(`no run of ${name}`);
  return run;
}

async function column(index: number): Promise<string[]> {
  return await page.locator(`tbody tr > :nth-child(${index})`).allInnerTexts();
}

describe('the branches page', () => {
  it('shows the exact figures of every branch', async () => {
    await open(`/?runId=${runOf('march.csv').runId}`);
    const rows = await rowsOfAllBranches();
    expect(rows.size).toBe(good.totals.size);
    for (const [branch, [count, min, , max, sum]] of rows) {
      const exact = good.totals.get(branch);
      if (!exact) throw new Error(`there is no branch ${branch}`);
      const shown = [
        formatCount(exact.count, locale),
        ...[exact.min, exact.max, exact.sum].map((x) => formatAmount(cents(x), locale)),
      ];
      expect([count, min, max, sum]).toEqual(shown);
    }
    expect(complaints).toEqual([]);
  });

  it('says in one line that every row is accounted for', async () => {
    await open('/');
    await page.getByText('20,062 rows read = 20,060 counted + 2 quarantined. Every row is accounted for.').waitFor();
  });

  it('sorts by every column, by keyboard, and says so to a screen reader', async () => {
    await open('/');
    const total = page.getByRole('columnheader', { name: 'Total' });
    await total.getByRole('button').focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => total.getAttribute('aria-sort')).toBe('ascending');
    await page.keyboard.press('Enter');
    await expect.poll(() => total.getAttribute('aria-sort')).toBe('descending');
    await expect.poll(async () => (await column(1))[0]).toBe(largestTotal());
    expect(page.url()).toContain('sort=sum&order=desc');
  });

  it('finds a branch by a part of its code, and says when there is none', async () => {
    await open('/');
    await page.getByLabel('Search branch').fill('rok');
    await expect.poll(() => column(1)).toEqual(['BROKEN']);
    await page.getByLabel('Search branch').fill('100%');
    await page.getByText('No branch code contains “100%”.').waitFor();
  });

  it('draws a range bar whose name tells the figures', async () => {
    await open('/?q=BROKEN');
    await page.getByRole('img', { name: 'from 0.00 to 59.00, average 29.5000' }).waitFor();
  });
});

/** The texts of the cells behind each branch code. Only the rows in view are in the page, so it is scrolled through. */
async function rowsOfAllBranches(): Promise<Map<string, string[]>> {
  const rows = new Map<string, string[]>();
  await page.locator('tbody tr a').first().waitFor();
  await page.getByRole('region', { name: 'Branches' }).focus();
  for (let before = -1; before < rows.size; await page.keyboard.press('PageDown'), await page.waitForTimeout(500)) {
    before = rows.size;
    for (const row of await page.locator('tbody tr').all()) {
      const [branch = '', ...figures] = await row.locator('th, td').allInnerTexts();
      rows.set(branch, figures);
    }
  }
  return rows;
}

describe('the page of a branch', () => {
  it('has a receipt for each figure, which names the file that holds the minimum', async () => {
    await open('/?q=BROKEN');
    await page.getByRole('link', { name: 'BROKEN' }).click();
    await page.getByRole('heading', { name: 'Branch BROKEN' }).waitFor();
    await page.getByRole('button', { name: /Minimum/ }).click();
    const receipt = page.getByRole('region', { name: 'Receipt of the minimum' });
    await receipt.getByText('Worked out in this browser from 1 file: 0.00, the same').waitFor();
    expect(await receipt.innerText()).toContain(runOf('may.csv').sources[0]?.versionId);
    expect(page.url()).toContain('figure=min');
    await receipt.getByRole('link', { name: 'may.csv' }).click();
    await page.waitForURL(`**/runs/${runOf('may.csv').runId}`);
    expect(complaints).toEqual([]);
  });

  it('tells the figures of each file by keyboard', async () => {
    await open('/branches/BROKEN');
    await page.getByRole('slider').focus();
    await page.keyboard.press('Home');
    await expect
      .poll(() => page.getByRole('slider').getAttribute('aria-valuetext'))
      .toMatch(/count 60, minimum 0\.00, average 29\.5000, maximum 59\.00, total 1,770\.00$/);
  });

  it('says when no file has rows of it', async () => {
    await open('/branches/a%2Fb');
    await page.getByRole('heading', { name: 'No file has rows of the branch “a/b”.' }).waitFor();
  });
});

function largestTotal(): string {
  const totals = [...good.totals].sort(([, a], [, b]) => (a.sum < b.sum ? 1 : -1));
  return totals[0]?.[0] ?? '';
}

describe('the runs page', () => {
  it('lists the runs with their states, and why one was rejected', async () => {
    await open('/runs');
    await page.getByRole('link', { name: 'april.csv' }).waitFor();
    const rejected = page.locator('tbody tr', { hasText: 'april.csv' });
    expect(await rejected.innerText()).toContain('Rejected');
    expect(await rejected.innerText()).toMatch(/Wrong header: .*timestamp.*branch_code.*amount/s);
  });

  it('filters by state, in the address', async () => {
    await open('/runs');
    await page.getByLabel('State').selectOption('REJECTED');
    await expect.poll(() => column(1)).toHaveLength(1);
    expect(page.url()).toContain('state=REJECTED');
  });

  it('shows a run that goes on by itself', async () => {
    await open('/runs');
    const landing = cloud.land({ 'june.csv': transactions(2_000, 5).csv });
    const june = page.locator('tbody tr', { hasText: 'june.csv' });
    await june.waitFor();
    await expect.poll(() => june.innerText(), { timeout: 60_000 }).toContain('Succeeded');
    await landing;
  });
});

describe('a run’s page', () => {
  it('is its receipt, also when its address is opened directly', async () => {
    const run = runOf('may.csv');
    await open(`/runs/${run.runId}`);
    await page.getByText('62 rows read = 60 counted + 2 quarantined').waitFor();
    const source = page.getByRole('region', { name: 'Source' });
    expect(await source.innerText()).toContain(run.sources[0]?.versionId);
    expect(await source.innerText()).toContain('CRC64NVME:');
    const receipt = page.getByRole('region', { name: 'Receipt' });
    await receipt.getByText(`npm run verify -- ${run.runId}`).waitFor();
    const downloading = page.waitForEvent('download');
    await receipt.getByRole('link', { name: 'Receipt as JSON' }).click();
    const saved = JSON.parse(readFileSync(await (await downloading).path(), 'utf8'));
    expect(canonicalSha256(saved.receipt)).toBe(saved.sha256);
    expect(await receipt.innerText()).toContain(saved.sha256);
    const timeline = page.getByRole('region', { name: 'Timeline' });
    expect(await timeline.innerText()).toContain('Attempt 1 published its figures');
    expect(await timeline.getByRole('rowheader', { name: 'Reading' }).count()).toBe(1);
    const figures = page.getByRole('region', { name: 'Figures', exact: true });
    await figures.getByRole('link', { name: 'BROKEN' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('shows the quarantined rows by reason, with line and text', async () => {
    await open(`/runs/${runOf('may.csv').runId}`);
    const rows = (name: string) => page.getByRole('region', { name }).locator('tbody tr');
    await rows('Quarantined rows: bad-decimal in amount').first().waitFor();
    expect(await rows('Quarantined rows: bad-decimal in amount').allInnerTexts()).toEqual([
      expect.stringMatching(/^62\t[\d,]+\tamount\t2026-05-01T10:00:00Z,BROKEN,12.345$/),
    ]);
    await page.locator('summary', { hasText: 'text-after-quote' }).press('Enter');
    await rows('Quarantined rows: text-after-quote').first().waitFor();
    expect(await rows('Quarantined rows: text-after-quote').allInnerTexts()).toEqual([
      expect.stringMatching(/^63\t[\d,]+\t–\t2026-05-01T10:00:00Z,"BRO"KEN,1.00$/),
    ]);
  });

  it('withdraws the figures and restores them, with a reason, asked for twice', async () => {
    await open(`/runs/${runOf('may.csv').runId}`);
    await page.getByRole('button', { name: 'Withdraw figures…' }).click();
    await page.getByLabel('Reason').fill('sent by mistake');
    await page.getByRole('button', { name: 'Next: what will change' }).click();
    await page.getByText('60 counted rows of 1 branch, in total USD 1,770.00, leave the totals.').waitFor();
    await page.getByRole('button', { name: 'Withdraw', exact: true }).click();
    await page.getByText('Its figures are withdrawn.').waitFor();
    await page
      .getByText(/: sent by mistake$/)
      .first()
      .waitFor();
    expect((await cloud.api.run(runOf('may.csv').runId)).counts).toBe(false);
    await page.getByRole('button', { name: 'Restore figures…' }).click();
    await page.getByLabel('Reason').fill('it was right');
    await page.keyboard.press('Tab');
    await page.getByRole('button', { name: 'Next: what will change' }).press('Enter');
    await page.getByRole('button', { name: 'Restore', exact: true }).press('Enter');
    await page.getByRole('button', { name: 'Withdraw figures…' }).waitFor();
    expect((await cloud.api.run(runOf('may.csv').runId)).counts).toBe(true);
  });
});

describe('when something is wrong', () => {
  it('passes an API’s 404 problem through CloudFront as it is', async () => {
    const answer = await cloud.cloud.fetch(
      new URL('api/runs/00000000-0000-8000-8000-000000000000', cloud.cloud.dashboardUrl),
    );
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await answer.json()).toMatchObject({ status: 404 });
  });
});

describe('the frame of every page', () => {
  it('keeps the theme that was chosen, from the first paint on', async () => {
    await open('/about');
    await page.getByTitle('Dark').click();
    await page.reload({ waitUntil: 'commit' });
    // The script in the head has set it before the app's code runs.
    await page.waitForFunction('document.body !== null');
    expect(await page.locator('html').getAttribute('data-mantine-color-scheme')).toBe('dark');
    await page.locator('h1').waitFor();
    expect(await page.getByRole('radio', { name: 'Dark' }).isChecked()).toBe(true);
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(21, 27, 24)');
    expect(await page.locator('style').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('is walked through by keyboard: skip link, places, theme', async () => {
    await open('/about');
    const focused = () => page.evaluate('document.activeElement.textContent');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to content');
    await page.keyboard.press('Tab'); // the name
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Branches');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Accounts');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Runs', level: 1 }).waitFor();
    await expect.poll(focused).toBe('Runs');
    expect(await page.evaluate('document.activeElement.tagName')).toBe('H1');
    expect(await page.title()).toBe('Runs · Countinghouse');
  });
});

describe('a page that keeps itself up to date', () => {
  it('asks for what has changed only, and not at all in a hidden tab', async () => {
    const asked: string[] = [];
    page.on('request', (request) => request.url().includes('/api/runs') && asked.push(request.url()));
    await open('/runs');
    await page.getByRole('link', { name: 'april.csv' }).waitFor();
    await page.waitForResponse((answer) => answer.url().includes('/api/runs') && answer.status() === 304);
    expect(await page.getByRole('link', { name: 'april.csv' }).isVisible()).toBe(true);

    const show = (state: string) =>
      page.evaluate(`Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true });
        document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))`);
    await show('hidden');
    await page.waitForTimeout(500); // what was under way
    asked.length = 0;
    await page.waitForTimeout(9_000); // longer than it waits at first
    expect(asked).toEqual([]);
    await show('visible');
    await expect.poll(() => asked.length).toBe(1);
    expect(complaints).toEqual([]);
  });
});

describe('the API reference', () => {
  it('describes what the API says of itself, with a command that works', async () => {
    await open('/api-reference#getHealth');
    const health = page.locator('#getHealth');
    const command = await health.locator('code', { hasText: 'curl' }).innerText();
    const address = /'(http[^']+)'/.exec(command)?.[1] ?? '';
    expect(await (await fetch(address)).json()).toMatchObject({ status: 'ok' });
    const said = await cloud.cloud.fetch(new URL('api/openapi.json', cloud.cloud.dashboardUrl));
    const { paths } = (await said.json()) as { paths: Record<string, object> };
    const operations = Object.values(paths).flatMap((path) => Object.keys(path));
    expect(await page.locator('main details[id]').count()).toBe(operations.length);
    expect(complaints).toEqual([]);
  });
});

it('a file whose name has a hash is kept for ever; the page is asked for anew each time', async () => {
  const answer = await fetch(cloud.cloud.dashboardUrl);
  expect(answer.headers.get('cache-control')).toBe('no-cache');
  const html = await answer.text();
  const files = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, file = '']) => file);
  expect(files.length).toBeGreaterThanOrEqual(2);
  for (const file of files) {
    const asset = await fetch(new URL(file, cloud.cloud.dashboardUrl));
    expect(asset.headers.get('cache-control'), file).toBe('public, max-age=31536000, immutable');
    expect(file).toMatch(/-[\w-]{8}\.(js|css)$/);
  }
  const early = await fetch(new URL('color-scheme.js', cloud.cloud.dashboardUrl));
  expect(early.headers.get('cache-control')).toBe('no-cache');
});

it('the pages come with a content security policy that admits nothing inline', async () => {
  const answer = await fetch(cloud.cloud.dashboardUrl);
  const policy = answer.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe');
  expect(answer.headers.get('cache-control')).toContain('no-cache');
});
