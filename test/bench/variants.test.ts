import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { provideFile } from '../../bench/engine/files.ts';
import { alterRows, badRowsAmong } from '../../bench/engine/variants.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'bench-files-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const { signal } = new AbortController();
const linesOf = async (variant: 'plain' | 'bad-rows' | 'quoted'): Promise<string[]> => {
  const file = await provideFile({ folder, rows: 1_050, seed: 7, variant, signal });
  return readFileSync(file, 'utf8').split('\n');
};

describe('A file', () => {
  it('with bad rows differs from the plain one in every hundredth row, and is bad there in one of three ways', async () => {
    const plain = await linesOf('plain');
    const bad = await linesOf('bad-rows');
    const changed = bad.flatMap((line, index) => (line === plain[index] ? [] : [index]));
    expect(bad).toHaveLength(plain.length);
    // Line 0 is the header, so line 100 is the hundredth row.
    expect(changed).toEqual([100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]);
    expect(changed).toHaveLength(badRowsAmong('bad-rows', 1_050));
    expect(bad[100]).toBe(`${plain[100]}x`);
    expect(bad[200]).toMatch(/^2025-13-/);
    expect(bad[300]).toMatch(/^2025-[^,]+,BR\d{4}$/);
  });

  it('with every field quoted says the same as the plain one', async () => {
    const quoted = await linesOf('quoted');
    expect(quoted[0]).toBe('"timestamp","branch_code","amount"');
    expect(quoted.slice(0, -1).every((line) => /^"[^",]*","[^",]*","[^",]*"$/.test(line))).toBe(true);
    expect(quoted.join('\n').replaceAll('"', '')).toBe((await linesOf('plain')).join('\n'));
  });

  it('is made once for the same rows and seed', async () => {
    const wish = { folder, rows: 10, seed: 7, variant: 'plain', signal } as const;
    const first = await provideFile(wish);
    expect(await provideFile(wish)).toBe(first);
    expect(await provideFile({ ...wish, seed: 8 })).not.toBe(first);
  });
});

it('Bad rows are at the same places however the file is cut into pieces', () => {
  const rows = Array.from({ length: 250 }, (_, index) => `2025-01-01T00:00:00Z,BR0001,${index}.00\n`);
  const altered = (from: number, to: number): string =>
    Buffer.from(alterRows('bad-rows', Buffer.from(rows.slice(from, to).join('')), from)).toString();
  expect(altered(0, 99) + altered(99, 101) + altered(101, 250)).toBe(altered(0, 250));
});

it('An empty field is quoted like every other', () => {
  expect(Buffer.from(alterRows('quoted', Buffer.from(',x,\n'), 0)).toString()).toBe('"","x",""\n');
});
