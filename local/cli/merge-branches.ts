import type { Branch } from '../../lambdas/core/reports/branch.ts';
import type { Api } from './api.ts';

/** An address with more run ids than this would be longer than the API's front allows. */
const RUNS_AT_ONCE = 100;

/** The figures per branch of these runs, by branch code; none for no runs. */
export async function branchesOf(api: Api, runIds: readonly string[]): Promise<Branch[]> {
  const groups: Branch[][] = [];
  for (let index = 0; index < runIds.length; index += RUNS_AT_ONCE) {
    groups.push(await api.branches(runIds.slice(index, index + RUNS_AT_ONCE)));
  }
  return mergeBranches(groups);
}

/** Merges figures of disjoint sets of runs: counts and sums add up, extremes are compared, all exactly. */
export function mergeBranches(groups: readonly Branch[][]): Branch[] {
  const [only, ...others] = groups;
  if (only !== undefined && others.length === 0) {
    return only;
  }
  const merged = new Map<string, Branch>();
  for (const branch of groups.flat()) {
    const known = merged.get(branch.branchCode);
    merged.set(branch.branchCode, known === undefined ? branch : mergeTwo(known, branch));
  }
  return [...merged.values()].sort((a, b) => Buffer.compare(Buffer.from(a.branchCode), Buffer.from(b.branchCode)));
}

function mergeTwo(a: Branch, b: Branch): Branch {
  const count = a.count + b.count;
  const sum = toCents(a.sum) + toCents(b.sum);
  return {
    branchCode: a.branchCode,
    count,
    min: toCents(a.min) < toCents(b.min) ? a.min : b.min,
    max: toCents(a.max) > toCents(b.max) ? a.max : b.max,
    sum: fromUnits(sum, 2),
    average: averageOf(sum, BigInt(count)),
  };
}

/** @param amount with two decimals, as `-12.50` */
function toCents(amount: string): bigint {
  return BigInt(amount.replace('.', ''));
}

/** sum / count, half-even, with four decimals. */
function averageOf(cents: bigint, count: bigint): string {
  const negative = cents < 0n;
  const numerator = (negative ? -cents : cents) * 100n;
  const down = numerator / count;
  const twiceRest = (numerator % count) * 2n;
  const up = twiceRest > count || (twiceRest === count && down % 2n === 1n);
  const units = up ? down + 1n : down;
  return fromUnits(negative ? -units : units, 4);
}

function fromUnits(units: bigint, scale: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
