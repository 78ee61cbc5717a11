import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { generateFile } from '../../local/generate/generate.mjs';
import { BLOCK_ROWS } from '../../local/generate/rows.mjs';

const folder = mkdtempSync(join(tmpdir(), 'countinghouse-generate-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function generate(rows: number, seed: number, branches: number): Promise<string> {
  const path = join(folder, 'file.csv');
  const size = await generateFile({ path, rows, seed, branches });
  const text = readFileSync(path, 'latin1');
  expect(size).toBe(text.length);
  return text;
}

const ROW = /^(2025-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ),BR(\d{4,5}),-?(0|[1-9]\d{0,14})\.\d\d$/;

describe('Generated transactions', () => {
  it('are valid rows, as many as asked for, of branches that exist', async () => {
    const plan = fc.tuple(fc.integer({ min: 1, max: 3_000 }), fc.integer(), fc.integer({ min: 1, max: 50_000 }));
    await fc.assert(
      fc.asyncProperty(plan, async ([rows, seed, branches]) => {
        const lines = (await generate(rows, seed, branches)).split('\n');
        expect(lines.shift()).toBe('timestamp,branch_code,amount');
        expect(lines.pop()).toBe('');
        expect(lines).toHaveLength(rows);
        for (const line of lines) {
          const [, time = '', , branch] = ROW.exec(line) ?? [];
          expect(new Date(time).toISOString()).toBe(time.replace('Z', '.000Z'));
          expect(Number(branch)).toBeGreaterThanOrEqual(1);
          expect(Number(branch)).toBeLessThanOrEqual(branches);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('are the same for the same seed and others for another one', async () => {
    const first = await generate(1_000, 7, 100);
    expect(await generate(1_000, 7, 100)).toBe(first);
    expect(await generate(1_000, 8, 100)).not.toBe(first);
  });

  it('made by several threads are in order and complete', async () => {
    const rows = 2 * BLOCK_ROWS + 12_345;
    const lines = (await generate(rows, 1, 1_000)).trimEnd().split('\n').slice(1);
    expect(lines).toHaveLength(rows);
    const days = lines.map((line) => line.slice(0, 10));
    expect(days.every((day, index) => index === 0 || day >= (days[index - 1] ?? ''))).toBe(true);
    expect([days[0], days.at(-1)]).toEqual(['2025-01-01', '2025-12-31']);
  });

  it('have branches of unequal size, skewed amounts and some refunds', async () => {
    const rows = (await generate(200_000, 1, 1_000))
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','));
    const sizes = new Map<string, number>();
    for (const [, branch = ''] of rows) sizes.set(branch, (sizes.get(branch) ?? 0) + 1);
    const bySize = [...sizes.values()].sort((a, b) => b - a);
    expect(bySize).toHaveLength(1_000);
    expect(bySize[0]).toBeGreaterThan(20 * (bySize.at(-1) ?? 0));
    const amounts = rows.map(([, , amount]) => Number(amount)).sort((a, b) => a - b);
    const median = amounts[100_000] ?? 0;
    const mean = amounts.reduce((sum, amount) => sum + amount, 0) / amounts.length;
    expect(mean).toBeGreaterThan(1.5 * median);
    const refunds = amounts.filter((amount) => amount < 0).length;
    expect(refunds).toBeGreaterThan(4_000);
    expect(refunds).toBeLessThan(6_000);
  });

  it('refuse a number of branches that codes cannot be written for', async () => {
    await expect(generate(1, 1, 50_001)).rejects.toThrow('branches must be 1 to 50000');
  });
});
