import { describe, expect, it } from 'vitest';
import { median, rounded } from '../../bench/engine/statistics.ts';

describe('The median', () => {
  it('is the middle one of an odd number of values, however they are ordered', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([100, 20, 3])).toBe(20);
  });

  it('is the mean of the two middle ones of an even number', () => {
    expect(median([4, 1, 3, 100])).toBe(3.5);
  });

  it('leaves the values as they were', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });

  it('does not exist of nothing', () => {
    expect(() => median([])).toThrow('no median of nothing');
  });
});

it('Seconds are told to the millisecond', () => {
  expect(rounded(1.23456)).toBe(1.235);
});
