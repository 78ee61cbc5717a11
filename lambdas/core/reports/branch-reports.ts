import type { BranchDetail, BranchPage, BranchSort, Order } from './branch.ts';

export interface BranchQuery {
  /** Their published figures merged, whether they count or not; none: the totals of all runs that count. */
  readonly runIds: readonly string[];
  /** A substring of the branch code; upper and lower case alike. */
  readonly search?: string | undefined;
  readonly sort: BranchSort;
  readonly order: Order;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Runs that a query names although they do not exist. */
export class UnknownRunsError extends Error {
  override readonly name = 'UnknownRunsError';
  readonly runIds: readonly string[];
  constructor(runIds: readonly string[]) {
    super(`There is no run ${runIds.join(', ')}.`);
    this.runIds = runIds;
  }
}

/** Reads figures per branch. */
export interface BranchReports {
  /** @throws {CursorError} @throws {UnknownRunsError} */
  list(query: BranchQuery): Promise<BranchPage>;
  /** Undefined when no published run has figures of it. @throws {CursorError} */
  detail(
    branchCode: string,
    page: { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<BranchDetail | undefined>;
}
