import type { Page } from 'playwright-core';
import { branchRows } from './visit.ts';
import { type Interactions, interactionsSchema } from './vitals.ts';

/** Sorts, searches and switches with real clicks and keys, at the pace of somebody who looks at each answer. */
export async function measureInteractions(page: Page): Promise<Interactions> {
  const settled = async () => {
    await page.waitForLoadState('networkidle');
    await branchRows(page).first().waitFor();
  };
  const headings = page.getByRole('columnheader').getByRole('button');
  const columns = await headings.count();
  if (columns < 6) throw new Error(`The table of branches has ${columns} columns that sort`);
  for (let column = 0; column < columns; column += 1) {
    // By mouse and by keyboard: in one direction, then in the other.
    await headings.nth(column).click();
    await settled();
    await headings.nth(column).press('Enter');
    await settled();
  }
  await headings.first().click();
  await settled();
  const search = page
    .getByRole('searchbox')
    .or(page.getByRole('textbox', { name: /search|branch/i }))
    .first();
  await search.click();
  await page.keyboard.type('br0123', { delay: 80 });
  await settled();
  for (let key = 0; key < 6; key += 1) {
    await page.keyboard.press('Backspace', { delay: 40 });
  }
  await settled();
  for (const scale of ['Linear', 'Logarithmic']) {
    await page.getByText(scale, { exact: true }).first().click();
    await settled();
  }
  // Events are told after the frame that follows them.
  await page.waitForTimeout(500);
  return interactionsSchema.parse(await page.evaluate('window.vitals.interactions()'));
}
