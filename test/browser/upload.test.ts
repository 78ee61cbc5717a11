import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { GetObjectCommand, ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { LAPTOP_KEYS, LAPTOP_REGION } from '../../local/cli/environment.ts';
import { violationsOf } from './accessibility.ts';
import { launchChromium } from './chromium.ts';
import { laptopCloud } from './laptop-cloud.ts';
import { signInAs } from './sign-in.ts';
import { transactions } from './transactions.ts';

const screenshots = process.env['SCREENSHOTS'] ?? path.join(import.meta.dirname, '../../.countinghouse/screenshots');
const partSize = 8 * 1024 * 1024;

let cloud: Awaited<ReturnType<typeof laptopCloud>>;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let complaints: string[];
let folder: string;
let s3: S3Client;

beforeAll(async () => {
  mkdirSync(screenshots, { recursive: true });
  folder = await mkdtemp(path.join(tmpdir(), 'countinghouse-uploads-'));
  cloud = await laptopCloud();
  browser = await launchChromium();
  const endpoint = cloud.cloud.endpoints.emulator;
  s3 = new S3Client({ endpoint, region: LAPTOP_REGION, credentials: LAPTOP_KEYS, forcePathStyle: true });
});
afterAll(async () => {
  await browser?.close();
  await cloud?.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 900 }, timezoneId: 'UTC' });
  page = await context.newPage();
  page.setDefaultTimeout(30_000);
  complaints = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.text()} ${message.location().url}`);
  });
  await signInAs(page, 'Olga Operator', new URL('/upload', cloud.cloud.dashboardUrl).href);
  await page.getByRole('button', { name: 'Choose files' }).waitFor();
});
afterEach(async () => {
  await context.close();
});

async function written(name: string, content: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, content);
  return file;
}

const pick = (...files: string[]) => page.locator('input[type=file]').first().setInputFiles(files);
const card = (name: string) => page.getByRole('article', { name });
const Bucket = () => cloud.cloud.outputs.LandingBucketName;

/** Requests that send a part, by the part's number, from now on. */
function partsSent(): number[] {
  const numbers: number[] = [];
  page.on('request', (request) => {
    const part = new URL(request.url()).searchParams.get('partNumber');
    if (request.method() === 'PUT' && part !== null) numbers.push(Number(part));
  });
  return numbers;
}

async function sha256Of(key: string): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: Bucket(), Key: key }));
  return createHash('sha256')
    .update((await Body?.transformToByteArray()) ?? '')
    .digest('hex');
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('uploading a file', () => {
  it('checks it, sends it in parts, lands it byte for byte and follows it to its figures', async () => {
    const { csv } = transactions(600_000, 40);
    const parts = partsSent();
    await pick(await written('june.csv', csv));
    const june = card('june.csv');
    await june.getByText(/rows are all good/).waitFor();
    expect(parts).toEqual([]);
    await june.getByRole('button', { name: 'Upload: june.csv' }).click();
    await june.getByText('600,000 rows read = 600,000 counted + 0 quarantined').waitFor();
    expect(parts.sort()).toEqual(Array.from({ length: Math.ceil(csv.length / partSize) }, (_, index) => index + 1));
    expect(await sha256Of('landing/branch-stats/june.csv')).toBe(digestOf(csv));
    await page.screenshot({ path: path.join(screenshots, 'upload.png') });
    await june.getByRole('link', { name: 'Figures of this file' }).click();
    await page.getByText('600,000').first().waitFor();
    // Going back shows the list as it was left.
    await page.goBack();
    await card('june.csv').getByText('600,000 counted').waitFor();
    expect(complaints).toEqual([]);
  });

  it('goes on after a reload with the parts that are missing, when the same file is picked again', async () => {
    const { csv } = transactions(900_000, 30);
    const count = Math.ceil(csv.length / partSize);
    const file = await written('july.csv', csv);
    const second = (url: URL) => url.searchParams.get('partNumber') === '2';
    await page.route(second, () => {}); // never answered
    await pick(file);
    await card('july.csv').getByRole('button', { name: 'Upload: july.csv' }).click();
    await expect.poll(async () => (await arrivedParts()).length, { timeout: 30_000 }).toBe(count - 1);
    // Leaving asks first.
    const asked = new Promise<string>((resolve) => {
      page.once('dialog', (dialog) => {
        resolve(dialog.type());
        void dialog.accept();
      });
    });
    await page.reload();
    expect(await asked).toBe('beforeunload');
    await page.unroute(second);
    const july = card('july.csv');
    await july.getByText('Interrupted', { exact: true }).waitFor();
    const parts = partsSent();
    const other = await written('other.csv', csv.replace('2026', '2025'));
    await july.locator('input[type=file]').setInputFiles(other);
    await july.getByText('This is another file').waitFor();
    await july.locator('input[type=file]').setInputFiles(file);
    await july.getByText('900,000 rows read').waitFor();
    expect(parts).toEqual([2]);
    expect(await sha256Of('landing/branch-stats/july.csv')).toBe(digestOf(csv));
  });

  it('is paused, goes on, and is cancelled without leaving parts behind', async () => {
    const { csv } = transactions(600_000, 20);
    await page.route(
      (url) => url.searchParams.get('partNumber') === '1',
      () => {},
    );
    await pick(await written('august.csv', csv));
    const august = card('august.csv');
    await august.getByRole('button', { name: 'Upload: august.csv' }).click();
    await august.getByText('Sending').waitFor();
    await august.getByRole('button', { name: 'Pause: august.csv' }).click();
    await august.getByText('Paused').waitFor();
    await august.getByRole('button', { name: 'Go on: august.csv' }).click();
    await august.getByText('Sending').waitFor();
    await august.getByRole('button', { name: 'Cancel: august.csv' }).click();
    await august.waitFor({ state: 'detached' });
    await expect.poll(openUploads).toEqual([]);
  });

  it('sends a part again whose connection was torn', async () => {
    const { csv } = transactions(300_000, 20);
    let torn = 0;
    await page.route(
      (url) => url.searchParams.get('partNumber') === '1',
      (route) => {
        torn += 1;
        return torn === 1 ? route.abort('connectionreset') : route.continue();
      },
    );
    await pick(await written('september.csv', csv));
    await card('september.csv').getByRole('button', { name: 'Upload: september.csv' }).click();
    await card('september.csv').getByText('300,000 counted').waitFor();
    expect(torn).toBe(2);
  });

  it('takes a dropped file, waits while there is no network, and goes on by itself', async () => {
    const text = transactions(3000, 7).csv;
    const dropped = await page.evaluateHandle(`(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([${JSON.stringify(text)}], 'october.csv'));
      return transfer;
    })()`);
    await page.dispatchEvent('body', 'drop', { dataTransfer: dropped });
    const october = card('october.csv');
    await october.getByRole('button', { name: 'Upload: october.csv' }).waitFor();
    await context.setOffline(true);
    await october.getByRole('button', { name: 'Upload: october.csv' }).click();
    await october.getByText('no network: it goes on by itself').waitFor();
    await context.setOffline(false);
    await october.getByText('3,000 counted').waitFor();
    expect(complaints).toEqual([]);
  });

  it('warns of what is wrong, and sends it all the same', async () => {
    await pick(await written('wrong.csv', 'when,who,what\n1,2,3\n'));
    const wrong = card('wrong.csv');
    await wrong.getByText('uploaded as it is, it will not count').waitFor();
    await wrong.getByRole('button', { name: 'Upload all the same: wrong.csv' }).click();
    await wrong.getByText('Rejected').waitFor();
    const notice = await wrong.getByRole('link', { name: /quarantined rows and what can be done/ });
    await notice.waitFor();
    expect(complaints).toEqual([]);
  });

  it('refuses a name that no worker reads, and says why', async () => {
    await pick(await written('figures.xlsx', 'x'));
    await card('figures.xlsx').getByText('It cannot be uploaded under this name.').waitFor();
    expect(
      await card('figures.xlsx')
        .getByRole('button', { name: /Upload/ })
        .count(),
    ).toBe(0);
  });
});

describe('the upload page', () => {
  it.each([
    [320, 'light'],
    [320, 'dark'],
    [1280, 'light'],
    [1280, 'dark'],
  ] as const)('fits %i pixels, is accessible in the %s theme and breaks no policy', async (width, colorScheme) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: 900 });
    const rows = Array.from({ length: 500 }, (_, row) => `2026-05-01T10:00:00Z,NORTH,${row}.00`);
    const some = ['timestamp,branch_code,amount', ...rows, '2026-05-01T10:00:00Z,NORTH,12.345', ''].join('\n');
    await pick(
      await written(`clean-${width}-${colorScheme}.csv`, transactions(1000 + width + colorScheme.length, 5).csv),
      await written(`some-${width}-${colorScheme}.csv`, some),
      await written(`wrong-${width}-${colorScheme}.csv`, 'when,who,what\n1,2,3\n'),
    );
    await card('wrong-').getByText('uploaded as it is, it will not count').waitFor();
    await card('some-').getByText('its good rows are counted').waitFor();
    await card('clean-')
      .getByRole('button', { name: /^Upload:/ })
      .click();
    await card('clean-')
      .getByText(/counted|count already/)
      .first()
      .waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    await page.screenshot({ path: path.join(screenshots, `upload-${width}-${colorScheme}.png`), fullPage: true });
    expect(complaints).toEqual([]);
  });

  it('can be used by keyboard alone, and keeps the focus where the reader is', async () => {
    await pick(await written('keys.csv', transactions(2000, 5).csv));
    const keys = card('keys.csv');
    await keys.getByText(/rows are all good/).waitFor();
    await page.getByRole('button', { name: 'Choose files' }).focus();
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Upload: keys.csv');
    await page.keyboard.press('Enter');
    await keys.getByText('2,000 counted').waitFor();
    expect(await page.evaluate('document.activeElement !== document.body')).toBe(true);
    await expect
      .poll(() => page.getByRole('status').allInnerTexts())
      .toContain('keys.csv: 2,000 rows counted, 0 quarantined.');
  });
});

const focused = () =>
  page.evaluate("document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent");

async function openUploads(): Promise<string[]> {
  const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket: Bucket() }));
  return Uploads.map(({ Key = '' }) => Key);
}

async function arrivedParts(): Promise<unknown[]> {
  const remembered = await page.evaluate("localStorage.getItem('countinghouse.uploads')");
  const [upload] = JSON.parse(String(remembered ?? '[]'));
  if (upload === undefined) return [];
  const address = new URL(`/api/uploads/${upload.upload.uploadId}/parts`, cloud.cloud.dashboardUrl);
  return z.object({ items: z.array(z.unknown()) }).parse(await (await cloud.cloud.fetch(address)).json()).items;
}
