import { expect, it } from 'vitest';
import { dollarsPerMillionRows, withoutLastZeros } from '../../dashboard/src/runs/cost.tsx';

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

it.each([
  ['0.02200000', 100_000_000, '0.000220'],
  ['0.01466667', 1_000_000, '0.014667'],
  ['0.01466650', 1_000_000, '0.014667'],
  ['0.00000001', 3, '0.003333'],
  ['0.00000000', 5, '0.000000'],
  ['90071992547409.93000000', 1_000_000, '90071992547409.930000'],
])('%s dollars for %i rows are %s dollars for a million of them', (dollars, rows, told) => {
  expect(dollarsPerMillionRows(dollars, rows)).toBe(told);
});

it('A million rows cost nothing that could be told where no row was read', () => {
  expect(dollarsPerMillionRows('0.02', 0)).toBeNull();
});
