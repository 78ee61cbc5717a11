import { expect, it } from 'vitest';
import { withoutLastZeros } from '../../dashboard/src/runs/cost.tsx';

it.each([
  ['0.00000000', '0.00'],
  ['0.00150000', '0.0015'],
  ['2.00000000', '2.00'],
  ['12.30', '12.30'],
  ['0.10000001', '0.10000001'],
  ['100', '100'],
])('A cost of %s dollars is told as %s', (given, told) => {
  expect(withoutLastZeros(given)).toBe(told);
});
