import type { Page } from 'playwright-core';
import { branchRows } from './visit.ts';
import { frameRate, framesSchema } from './vitals.ts';

const seconds = 6;
/** A turn of the wheel every 30 ms: some 13,000 pixels a second, many pages of the list. */
const turnPixels = 400;
const turnMs = 30;

/** Scrolls through the list by the wheel. @throws Error when the list stood still or ended without rows. */
export async function measureScrolling(page: Page) {
  const list = await page.getByRole('table').first().boundingBox();
  const view = page.viewportSize();
  if (list === null || view === null) throw new Error('The list of branches is not there');
  const middle = (from: number, size: number, most: number) => (Math.max(0, from) + Math.min(from + size, most)) / 2;
  await page.mouse.move(middle(list.x, list.width, view.width), middle(list.y, list.height, view.height));
  const before = await firstVisible(page);
  await page.evaluate('window.vitals.startFrames()');
  const start = performance.now();
  for (let turn = 0; performance.now() - start < seconds * 1_000; turn += 1) {
    await page.mouse.wheel(0, turnPixels);
    const rest = start + (turn + 1) * turnMs - performance.now();
    if (rest > 0) await page.waitForTimeout(rest);
  }
  const frames = framesSchema.parse(await page.evaluate('window.vitals.endFrames()'));
  const after = await firstVisible(page);
  if (after - before < 500) throw new Error(`The list was scrolled by ${after - before} rows only`);
  return { ...frameRate(frames), rows: after - before };
}

/** The place, by its branch code, of the first row that is there. */
async function firstVisible(page: Page): Promise<number> {
  const row = branchRows(page).first();
  await row.waitFor();
  return Number(/BR(\d{6})/.exec((await row.textContent()) ?? '')?.[1]);
}
