import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { type Person, signInAs } from './sign-in.ts';

/** A violation of the content security policy is told on the console, too; with this also one that is only reported. */
const tellViolations = `addEventListener('securitypolicyviolation', (event) =>
  console.error('Content security policy: ' + event.violatedDirective + ' forbids ' + event.blockedURI));`;

/** The browser's own words for an answer of 4xx or 5xx, or for none. */
const failedRequest = /Failed to load resource|net::ERR_/;

/** Somebody who has signed in and has the dashboard open, in a browser context of their own, who minds all that the browser complains of. */
export class Visitor {
  readonly #complaints: string[] = [];

  private constructor(
    readonly page: Page,
    readonly url: string,
  ) {
    page.on('pageerror', (error) => this.#complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') this.#complaints.push(`${message.text()} ${message.location().url}`);
    });
  }

  /** Comes to the dashboard and signs in. */
  static async arrive(
    browser: Browser,
    url: string,
    { person = 'Olga Operator', ...options }: BrowserContextOptions & { person?: Person } = {},
  ): Promise<Visitor> {
    const context = await browser.newContext({
      locale: 'en-US',
      timezoneId: 'UTC',
      viewport: { width: 1280, height: 800 },
      ...options,
    });
    await context.addInitScript(tellViolations);
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    const visitor = new Visitor(page, url);
    // A page that asks little.
    await signInAs(page, person, new URL('/about', url).href);
    return visitor;
  }

  /** Opens an address of the dashboard and waits for its heading. */
  async open(address: string): Promise<void> {
    await this.page.goto(new URL(address, this.url).href);
    await this.page.locator('h1').first().waitFor();
  }

  /** Presses Tab until the element with this accessible name has the focus. @throws Error after 150 elements. */
  async tabTo(role: 'link' | 'button' | 'textbox', name: string | RegExp): Promise<void> {
    const wanted = this.page.getByRole(role, { name, exact: typeof name === 'string' }).first();
    await wanted.waitFor();
    for (let presses = 0; presses < 150; presses += 1) {
      await this.page.keyboard.press('Tab');
      if ((await wanted.and(this.page.locator(':focus')).count()) === 1) return;
    }
    throw new Error(`Tab does not come to the ${role} "${name}"`);
  }

  /** Ends the visit. @throws when the browser has complained, of failed requests only if none was to be expected. */
  async leave({ requestsFail = false } = {}): Promise<void> {
    await this.page.context().close();
    expect(this.#complaints.filter((text) => !requestsFail || !failedRequest.test(text))).toEqual([]);
  }
}
