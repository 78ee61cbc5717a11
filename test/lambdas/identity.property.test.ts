import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identify, type SourceVersion } from '../../lambdas/core/runs/index.ts';

// Few characters, among them those that could be taken for a separator, so that near misses are found.
const word = fc.string({ unit: fc.constantFrom('a', '/', '"', ',', '\\', ' ', 'ü', '\u0000', '[', ']'), maxLength: 4 });
const source: fc.Arbitrary<SourceVersion> = fc.record({ role: word, bucket: word, key: word, versionId: word });
const sources = fc.array(source, { minLength: 1, maxLength: 3 });

const parts = (jobType: string, list: readonly SourceVersion[]): string[] => [
  jobType,
  ...list.flatMap(({ role, bucket, key, versionId }) => [role, bucket, key, versionId]),
];
const equal = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((part, place) => part === right[place]);

describe('the identity of a run', () => {
  it('is the same for the same sources, and another for any other', () => {
    fc.assert(
      fc.property(word, sources, word, sources, (jobType, one, otherType, other) => {
        const isSame = equal(parts(jobType, one), parts(otherType, other));
        const [left, right] = [identify(jobType, one), identify(otherType, other)];
        expect(left.identity === right.identity).toBe(isSame);
        expect(left.runId === right.runId).toBe(isSame);
      }),
    );
  });

  it('does not depend on the order of the properties or on properties of other kinds', () => {
    const plain = { role: 'r', bucket: 'b', key: 'k', versionId: 'v' };
    const mixed = { size: 5, versionId: 'v', key: 'k', bucket: 'b', role: 'r' };
    expect(identify('t', [mixed])).toEqual(identify('t', [plain]));
  });

  it('has a lineage that all versions of the same keys share, and no others', () => {
    fc.assert(
      fc.property(sources, word, word, (list, versionId, key) => {
        const [first, ...rest] = list as [SourceVersion, ...SourceVersion[]];
        const { lineage } = identify('t', list);
        expect(identify('t', [{ ...first, versionId }, ...rest]).lineage).toBe(lineage);
        expect(identify('t', [{ ...first, key }, ...rest]).lineage === lineage).toBe(first.key === key);
        expect(identify('u', list).lineage).not.toBe(lineage);
      }),
    );
  });

  it('becomes a UUID of version 8', () => {
    fc.assert(
      fc.property(sources, (list) => {
        expect(identify('t', list).runId).toMatch(
          /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        );
      }),
    );
  });

  it('stays what it was: stored runs are named by it', () => {
    const transactions = { role: 'transactions', bucket: 'b', key: 'landing/branch-stats/a.csv', versionId: 'v1' };
    expect(identify('branch-stats', [transactions])).toMatchInlineSnapshot(`
      {
        "identity": "1353115d1395fea864164cc46f5328f26d6a17e3f3a435f097c2748036a8db53",
        "lineage": "5d44fda60aa71b9368c13310a1d81c99d2e10be1cfe2c328ee171b468c6a009e",
        "runId": "1353115d-1395-8ea8-a416-4cc46f5328f2",
      }
    `);
  });
});
