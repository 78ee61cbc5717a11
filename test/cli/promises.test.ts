import { describe, expect, it } from 'vitest';
import { exists, proofsOf, readPage } from './named-proofs.ts';

const page = readPage('docs/promises.md');

describe('The page of promises', () => {
  it('has at least one proof for each of the twelve', () => {
    const parts = page.split(/^## /m).filter((part) => /^\d+\. /.test(part));
    expect(parts).toHaveLength(12);
    for (const part of parts) expect(part, part.split('\n')[0]).toMatch(/\| `test\//);
  });

  it.each(proofsOf(page))('names a test that exists: $title', (proof) => {
    expect(exists(proof), proof.file).toBe(true);
  });
});
