import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Branch,
  branchPageSchema,
  branchSchema,
  branchSorts,
  orders,
} from '../../../lambdas/core/reports/branch.ts';
import { type ApiUnderTest, allPages } from './api-under-test.ts';
import { amountOf, averageOf, type BranchCents, land } from './landed.ts';
import { withApi } from './with-api.ts';

let api: ApiUnderTest;
withApi((started) => {
  api = started;
});

/** Figures that a file of `count` amounts can have; the sum is anywhere between count * min and count * max. */
const branches = (code: fc.Arbitrary<string>, most: bigint, maxCount: number): fc.Arbitrary<BranchCents> =>
  fc
    .record({
      branchCode: code,
      count: fc.integer({ min: 1, max: maxCount }),
      ends: fc.tuple(fc.bigInt({ min: -most, max: most }), fc.bigInt({ min: -most, max: most })),
      share: fc.bigInt({ min: 0n, max: 1_000_000n }),
    })
    .map(({ branchCode, count, ends: [one, other], share }) => {
      const [min, max] = one < other ? [one, other] : [other, one];
      return {
        branchCode,
        count,
        min,
        max,
        sum: BigInt(count) * min + (BigInt(count) * (max - min) * share) / 1_000_000n,
      };
    });

const codes = fc.oneof(
  fc.constantFrom('A', 'B', 'a', 'ü', '😀', 'é', '"', '\\', '%', '10', '9'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((code) => !code.includes('\0')),
);

describe('the average of a branch', () => {
  it('is sum / count, half-even to four decimals, to the last digit', async () => {
    const everySize = fc.oneof(branches(codes, 300n, 40), branches(codes, 99_999_999_999_999_999n, 2_000_000_000));
    const sets = fc.uniqueArray(everySize, { selector: ({ branchCode }) => branchCode, minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(sets, async (set) => {
        await api.empty();
        await land(api, 'a.csv', set);
        const { items } = await api.get('/api/branches?limit=1000', branchPageSchema);
        expect(new Map(items.map((branch) => [branch.branchCode, branch.average]))).toEqual(
          new Map(set.map(({ branchCode, sum, count }) => [branchCode, averageOf(sum, BigInt(count))])),
        );
      }),
      { numRuns: 20 },
    );
  }, 60_000);

  it.each([
    [1n, 8n, '0.0012'], // 0.00125
    [3n, 8n, '0.0038'], // 0.00375
    [-1n, 8n, '-0.0012'],
    [-3n, 8n, '-0.0038'],
    [1n, 200n, '0.0000'], // 0.00005
    [-1n, 200n, '0.0000'],
    [3n, 200n, '0.0002'], // 0.00015
    [1n, 199n, '0.0001'],
    [-1n, 199n, '-0.0001'],
  ])('of %s cents in %s rows is %s', async (sum, count, average) => {
    await land(api, 'a.csv', [{ branchCode: 'A', count: Number(count), min: -9n, max: 9n, sum }]);
    const { items } = await api.get('/api/branches', branchPageSchema);
    expect(items).toMatchObject([{ average }]);
    expect(averageOf(sum, count)).toBe(average);
  });
});

describe('the pages of the branches', () => {
  it('hold every branch exactly once, in order, for each sort, order and limit', async () => {
    const sets = fc.uniqueArray(branches(codes, 3n, 3), { selector: ({ branchCode }) => branchCode, maxLength: 25 });
    const views = fc.record({
      sort: fc.constantFrom(...branchSorts),
      order: fc.constantFrom(...orders),
      limit: fc.integer({ min: 1, max: 30 }),
      scope: fc.constantFrom('counted', 'one', 'both', 'landed'),
      q: fc.constantFrom('', 'a', '"', '%', '1'),
    });
    await fc.assert(
      fc.asyncProperty(sets, sets, views, async (one, other, { sort, order, limit, scope, q }) => {
        await api.empty();
        const first = await land(api, 'a.csv', one);
        const second = await land(api, 'b.csv', other);
        const path = {
          counted: '/api/branches',
          one: `/api/branches?runId=${second}`,
          both: `/api/branches?runId=${first}&runId=${second}`,
          landed: '/api/branches?landedFrom=2026-01-01&landedTo=2026-01-01',
        }[scope];
        const pages = await allPages(api, path, branchSchema, { sort, order, q, limit: String(limit) });
        const expected = merged(scope === 'one' ? other : [...one, ...other]);
        const found = expected.filter(({ branchCode }) => branchCode.toLowerCase().includes(q));
        expect(pages.flat()).toEqual(inOrder(found, sort, order));
        expect(pages.slice(0, -1).every((page) => page.length === limit)).toBe(true);
      }),
      { numRuns: 80 },
    );
  }, 60_000);

  it('end before the answer of the Data API would be too large, and lose nothing', async () => {
    // The worst case of the encoding: quotes and backslashes, escaped thrice, in the longest codes.
    const set = Array.from({ length: 1000 }, (_, place) => ({
      branchCode: `${'"\\'.repeat(126)}${String(place).padStart(4, '0')}`,
      ...{ count: 1, min: 1n, max: 1n, sum: 1n },
    }));
    await land(api, 'a.csv', set);
    const pages = await allPages(api, '/api/branches', branchSchema, { limit: '1000' });
    expect(pages.length).toBeGreaterThan(1);
    expect(pages.flat().map(({ branchCode }) => branchCode)).toEqual(set.map(({ branchCode }) => branchCode));
  }, 60_000);
});

/** Math.min takes no bigint. */
function lesser(one: bigint, other: bigint): bigint {
  if (one < other) {
    return one;
  }
  return other;
}

/** Figures of the same branch merged, in whole cents. */
function merged(all: readonly BranchCents[]): Branch[] {
  const byCode = new Map<string, BranchCents>();
  for (const next of all) {
    const known = byCode.get(next.branchCode);
    byCode.set(
      next.branchCode,
      known === undefined
        ? next
        : {
            branchCode: next.branchCode,
            count: known.count + next.count,
            min: lesser(known.min, next.min),
            max: -lesser(-known.max, -next.max),
            sum: known.sum + next.sum,
          },
    );
  }
  return [...byCode.values()].map(({ branchCode, count, min, max, sum }) => ({
    branchCode,
    count,
    min: amountOf(min),
    max: amountOf(max),
    average: averageOf(sum, BigInt(count)),
    sum: amountOf(sum),
  }));
}

function inOrder(all: Branch[], sort: (typeof branchSorts)[number], order: 'asc' | 'desc'): Branch[] {
  const compare = (one: Branch, other: Branch): number => {
    switch (sort) {
      case 'branchCode':
        return 0;
      case 'average':
        // Averages as fractions: one is less when its cross product is.
        return signOf(whole(one.sum) * BigInt(other.count) - whole(other.sum) * BigInt(one.count));
      default:
        return signOf(whole(one[sort]) - whole(other[sort]));
    }
  };
  const ascending = all.sort((one, other) => compare(one, other) || byBytes(one.branchCode, other.branchCode));
  return order === 'asc' ? ascending : ascending.reverse();
}

const signOf = (value: bigint): number => Number(value > 0n) - Number(value < 0n);
const byBytes = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other));
const whole = (value: string | number): bigint => BigInt(String(value).replace('.', ''));
