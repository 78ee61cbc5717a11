import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LARGEST_FILE, MOST_PARTS, partLength, planParts } from '../../lambdas/core/uploads/part-plan.ts';

const MEBIBYTE = 1024 * 1024;
const sizes = fc.oneof(
  fc.maxSafeNat().map((size) => size % (LARGEST_FILE + 1)),
  fc.integer({ min: 0, max: 40 * MEBIBYTE }),
  fc.constantFrom(
    0,
    1,
    8 * MEBIBYTE,
    8 * MEBIBYTE + 1,
    8 * MEBIBYTE * MOST_PARTS,
    8 * MEBIBYTE * MOST_PARTS + 1,
    LARGEST_FILE,
  ),
);

describe('the plan of the parts of a file', () => {
  it('keeps to the limits of S3 for every size', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        const { partSize, partCount } = planParts(size);
        expect(partCount).toBeGreaterThanOrEqual(1);
        expect(partCount).toBeLessThanOrEqual(MOST_PARTS);
        expect(partSize).toBeGreaterThanOrEqual(8 * MEBIBYTE);
        expect(partSize).toBeLessThanOrEqual(5 * 1024 * MEBIBYTE);
      }),
    );
  });

  it('has parts of one size that add up to the file, and a last one that is not empty unless the file is', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        const { partSize, partCount } = planParts(size);
        const last = partLength(size, partCount);
        expect((partCount - 1) * partSize + last).toBe(size);
        expect(last > 0 || size === 0).toBe(true);
        expect(last).toBeLessThanOrEqual(partSize);
        expect(partCount === 1 || partLength(size, 1) === partSize).toBe(true);
      }),
    );
  });

  it('has parts of 8 MiB until there would be too many', () => {
    expect(planParts(100 * MEBIBYTE)).toEqual({ partSize: 8 * MEBIBYTE, partCount: 13 });
    expect(planParts(8 * MEBIBYTE * MOST_PARTS)).toEqual({ partSize: 8 * MEBIBYTE, partCount: MOST_PARTS });
    expect(planParts(8 * MEBIBYTE * MOST_PARTS + 1).partSize).toBe(9 * MEBIBYTE);
  });
});
