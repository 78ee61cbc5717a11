import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeBranches } from '../../local/cli/merge-branches.ts';
import { figuresOf } from '../e2e/oracle.ts';

const transaction = fc.record({
  branch: fc.constantFrom('A', 'B', 'Ä', 'a,b', ''),
  cents: fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }),
});

describe('Figures of disjoint sets of runs', () => {
  it('merge into the figures of all their rows, to the cent and the last digit of the average', () => {
    fc.assert(
      fc.property(fc.array(fc.array(transaction), { minLength: 2, maxLength: 4 }), (groups) => {
        const merged = new Map(mergeBranches(groups.map(figuresOf)).map((branch) => [branch.branchCode, branch]));
        const expected = new Map(figuresOf(groups.flat()).map((branch) => [branch.branchCode, branch]));
        expect(merged).toEqual(expected);
      }),
    );
  });

  it('of one set stay as they are, and of none are none', () => {
    const figures = figuresOf([{ branch: 'A', cents: 5n }]);
    expect(mergeBranches([figures])).toEqual(figures);
    expect(mergeBranches([])).toEqual([]);
  });
});
