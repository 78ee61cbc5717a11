import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/promises.md'), 'utf8');
const proofs = [...page.matchAll(/\| `(test\/[^`]+)`: (.+?) +\|$/gm)].map(([, file = '', title = '']) => ({
  file,
  title,
}));

/** A title as it stands in a test's source, where quotes may be written in another way. */
const words = (text: string): string => text.replaceAll(/\\?['’]/g, "'");

describe('The page of promises', () => {
  it('has at least one proof for each of the twelve', () => {
    const parts = page.split(/^## /m).filter((part) => /^\d+\. /.test(part));
    expect(parts).toHaveLength(12);
    for (const part of parts) expect(part, part.split('\n')[0]).toMatch(/\| `test\//);
  });

  it.each(proofs)('names a test that exists: $title', ({ file, title }) => {
    expect(existsSync(join(root, file)), file).toBe(true);
    expect(words(readFileSync(join(root, file), 'utf8'))).toContain(words(title));
  });
});
