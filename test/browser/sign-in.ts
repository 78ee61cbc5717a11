import type { Page } from 'playwright-core';

/** The people whom the laptop's sign-in page offers. */
export type Person = 'Vera Viewer' | 'Olga Operator';

/** Opens an address of the dashboard, chooses a person on the sign-in page and waits until the dashboard is back. */
export async function signInAs(page: Page, person: Person, address: string): Promise<void> {
  await page.goto(address);
  await page.getByRole('button', { name: person }).click();
  await page.waitForURL(({ origin, pathname }) => origin === new URL(address).origin && pathname !== '/signed-in');
}
