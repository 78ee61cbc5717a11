import { figuresDigest } from '../lambdas/core/receipts/figures-digest.ts';
import type { BranchFigures as Figures, Pinned, RunFigures } from '../lambdas/core/receipts/receipt.ts';
import { decimalOf } from './branch-table.ts';
import type { FileFound } from './read-file.ts';
import type { Found } from './recompute.ts';

/** One thing that is not as it was said to be. */
export interface Difference {
  /** The branch, or what of the receipt. */
  readonly of: string;
  readonly what: string;
  /** As it was claimed. */
  readonly claimed: string;
  /** As it was found. */
  readonly found: string;
}

/** So many differences tell enough. */
export const MOST = 100;

/** Holds what was found in the bytes against the receipt; the figures have a comparison of their own. */
export function compareReceipt(receipt: Pinned, found: Found): Difference[] {
  const source = receipt.sources[0];
  const figures = figuresOf(found);
  const claimed = receipt.figures !== null && 'branches' in receipt.figures ? receipt.figures : undefined;
  const wholeSum = found.branches.reduce((total, { sum }) => total + sum, 0n);
  const rows = [
    ['the object', 'size', source?.size, found.size],
    ['the object', 'checksum', source?.checksum, `CRC64NVME:${found.checksum}`],
    ['the rows', 'read', receipt.rowsRead, found.rowsRead],
    ['the rows', 'counted', receipt.rowsCounted, found.rowsRead - found.rowsQuarantined],
    ['the rows', 'quarantined', receipt.rowsQuarantined, found.rowsQuarantined],
    ['all branches', 'number', claimed?.branches, figures.length],
    ['all branches', 'sum', claimed?.sum, decimalOf(wholeSum, found.scale)],
    ['all branches', 'digest', claimed?.sha256, figuresDigest(figures)],
  ] as const;
  return [
    ...rows.flatMap(([of, what, claimed, is]) => differing(of, what, claimed, is)),
    ...quarantinedDifferences(receipt, found),
  ];
}

/** @param role of a run of several files: the one whose rows were found */
export function quarantinedDifferences(receipt: Pinned, found: FileFound, role?: string): Difference[] {
  const own = receipt.quarantined.filter((rejected) => rejected.role === role);
  const claimed = new Map(own.map(({ reason, column, count }) => [`${reason} ${column}`, count]));
  const kinds = [...new Set([...claimed.keys(), ...found.quarantined.keys()])].sort();
  const of = role === undefined ? 'quarantined rows' : `quarantined rows of ${role}`;
  return kinds.flatMap((kind) => differing(of, kind.trim(), claimed.get(kind) ?? 0, found.quarantined.get(kind) ?? 0));
}

/** Holds the figures that the API gives against those that were found, branch by branch; both in the same order. */
export async function compareFigures(claimed: AsyncIterable<RunFigures>, found: Found): Promise<Difference[]> {
  const is = new Map(figuresOf(found).map((figures) => [figures.branchCode, figures]));
  const differences: Difference[] = [];
  for await (const one of claimed) {
    if (!('branchCode' in one)) continue; // what is missing of the branches shows below
    const other = is.get(one.branchCode);
    is.delete(one.branchCode);
    for (const what of ['count', 'min', 'max', 'sum'] as const) {
      differences.push(...differing(`the branch ${JSON.stringify(one.branchCode)}`, what, one[what], other?.[what]));
    }
    if (differences.length >= MOST) return differences.slice(0, MOST);
  }
  for (const { branchCode, count } of is.values()) {
    differences.push(...differing(`the branch ${JSON.stringify(branchCode)}`, 'count', undefined, count));
  }
  return differences.slice(0, MOST);
}

function figuresOf({ branches, scale }: Found): Figures[] {
  return branches.map(({ branchCode, count, min, max, sum }) => ({
    ...{ branchCode, count, min: decimalOf(min, scale), max: decimalOf(max, scale), sum: decimalOf(sum, scale) },
  }));
}

export function differing(of: string, what: string, claimed: unknown, found: unknown): Difference[] {
  const [said, is] = [claimed, found].map((value) =>
    value === undefined || value === null ? 'nothing' : String(value),
  );
  return said === is ? [] : [{ of, what, claimed: said ?? '', found: is ?? '' }];
}
