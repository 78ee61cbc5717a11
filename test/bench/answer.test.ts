import { describe, expect, it } from 'vitest';
import { type Answer, difference, rowsSeen } from '../../bench/engine/answer.ts';
import { disagreements } from '../../bench/engine/index.ts';

const answer: Answer = {
  rejected: '2',
  branches: [
    ['BR0001', '3', '-120', '500', '880'],
    ['BR0002', '1', '7', '7', '7'],
  ],
};
const withSecond = (...branch: Answer['branches'][number]): Answer => ({
  ...answer,
  branches: [['BR0001', '3', '-120', '500', '880'], branch],
});

describe('Two answers agree', () => {
  it('when every figure is the same, in whatever order the branches come', () => {
    expect(difference(answer, { ...answer, branches: answer.branches.toReversed() })).toBeUndefined();
  });

  it.each([
    [withSecond('BR0002', '2', '7', '7', '7'), 'count of BR0002 is 2, not 1'],
    [withSecond('BR0002', '1', '6', '7', '7'), 'min of BR0002 is 6, not 7'],
    [withSecond('BR0002', '1', '7', '8', '7'), 'max of BR0002 is 8, not 7'],
    [withSecond('BR0002', '1', '7', '7', '8'), 'sum of BR0002 is 8, not 7'],
    [withSecond('BR0003', '1', '7', '7', '7'), 'the branch BR0002 is missing'],
    [{ ...answer, branches: answer.branches.slice(0, 1) }, 'the branch BR0002 is missing'],
    [{ ...answer, branches: [...answer.branches, ['X', '1', '7', '7', '7']] }, 'there is no branch X'],
    [withSecond('BR0001', '1', '7', '7', '7'), 'a branch occurs twice'],
    [{ ...answer, rejected: '3' }, '3 rows were rejected, not 2'],
  ] satisfies [Answer, string][])('and differ when one thing does: %#', (other, why) => {
    expect(difference(answer, other)).toBe(why);
  });

  it('only when sums are the same to the cent, beyond what a float can tell', () => {
    const sum = (text: string): Answer => ({ rejected: '0', branches: [['A', '1', '0', '0', text]] });
    expect(difference(sum('9007199254740993'), sum('9007199254740992'))).toBeDefined();
  });
});

it('An answer speaks of good rows and bad ones', () => {
  expect(rowsSeen(answer)).toBe(6n);
});

describe('The engines agree', () => {
  it('when all answers are one, of all rows of the file', () => {
    const answers = [
      ['countinghouse', answer],
      ['floor', answer],
    ] as const;
    expect(disagreements(answers, 6, 2)).toEqual([]);
  });

  it('and not when one differs in one round', () => {
    const other = withSecond('BR0002', '1', '7', '7', '8');
    const answers = [
      ['countinghouse', answer],
      ['duckdb', answer],
      ['duckdb', other],
    ] as const;
    expect(disagreements(answers, 6, 2)).toEqual([
      'duckdb does not agree with countinghouse: sum of BR0002 is 8, not 7',
    ]);
  });

  it('and not when all of them lost the same row, or took a bad one for good', () => {
    expect(disagreements([['floor', answer]], 7, 2)).toEqual(['floor saw 6 rows, but the file has 7']);
    expect(disagreements([['floor', answer]], 6, 3)).toEqual(['floor rejected 2 rows, but 3 are bad']);
  });

  it('and not when there is no answer', () => {
    expect(disagreements([], 6, 0)).toEqual(['no engine gave an answer']);
  });
});
