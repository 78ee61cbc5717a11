import { expect, it } from 'vitest';
import { formatDuration } from '../../dashboard/src/layout/duration.ts';

it.each([
  [850, '850 ms'],
  [4_200, '4.2 s'],
  [59_940, '59.9 s'],
  [59_960, '1 min 0 s'],
  [200_000, '3 min 20 s'],
  [7_500_000, '2 h 5 min'],
])('says %d milliseconds as %s', (milliseconds, words) => {
  expect(formatDuration(milliseconds)).toBe(words);
});
