import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** What axe finds wrong with the page as it stands, one line a finding. */
export async function violationsOf(page: Page): Promise<string[]> {
  // Evaluated by the debugger, not added as a script: the page's own content security policy stays in force.
  await page.evaluate(axe);
  const violations = (await page.evaluate('axe.run(document).then((result) => result.violations)')) as Violation[];
  return violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(' | ')}`);
}
