import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';
import { signInAs } from '../../test/browser/sign-in.ts';

const notes = fileURLToPath(new URL('vitals.js', import.meta.url));

/** A branch's row, and not one that stands in for a row under way. */
export const branchRows = (page: Page) => page.locator('tbody tr', { hasText: /BR\d{6}/ });

/**
 * Opens the page of branches in a browser context of its own, with an empty cache, and waits for its rows. Who visits has
 * signed in before: a visit begins with the address of the dashboard, and the issuer is not what is measured.
 */
export async function openBranches(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
  const page = await context.newPage();
  await signInAs(page, 'Vera Viewer', new URL('/about', url).href);
  await emptyCache(page);
  await page.addInitScript({ path: notes });
  await page.goto(url);
  await branchRows(page).first().waitFor();
  return page;
}

/** What signing in has loaded of the dashboard must not be there already. */
async function emptyCache(page: Page): Promise<void> {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('Network.clearBrowserCache');
  await devTools.detach();
}

export interface Visit {
  /** When the largest text or picture was painted, counted from the navigation's start. */
  readonly lcpMs: number;
  /** When the first branches were there, as somebody outside of the page sees it. */
  readonly rowsShownMs: number;
}

export async function measureVisit(browser: Browser, url: string): Promise<Visit> {
  const page = await openBranches(browser, url);
  const rowsShownMs = z.number().parse(await page.evaluate('performance.now()'));
  // Whatever is still on its way may be larger than what is there.
  await page.waitForLoadState('networkidle');
  const lcpMs = z
    .number()
    .positive()
    .parse(await page.evaluate('window.vitals.lcpMs()'));
  await page.context().close();
  return { lcpMs, rowsShownMs };
}
