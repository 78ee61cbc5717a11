import type { BranchSort, Order } from './branch.ts';
import type { FigureSource } from './branch-scope.ts';
import { contains } from './page.ts';

/**
 * sum / count, rounded half-even to four decimals, in whole numbers only: PostgreSQL's `round` rounds half away from
 * zero, and its division ends at a scale of its own choosing. Quotient and rest of |sum| * 10000 / count are exact.
 * SQL expression; `figure` names a row with count and sum.
 */
export const averageOf = (figure: string): string => `(
  select sign(${figure}.sum) * (quotient + case when 2 * rest > ${figure}.count
           or (2 * rest = ${figure}.count and mod(quotient, 2) = 1) then 1 else 0 end) * 0.0001
    from (select div(abs(${figure}.sum) * 10000, ${figure}.count::numeric) as quotient,
                 mod(abs(${figure}.sum) * 10000, ${figure}.count::numeric) as rest) as whole)`;

/** The members count, min, max, average, sum of a row, as arguments of jsonb_build_object. */
export const figuresOf = (figure: string): string =>
  `'count', ${figure}.count, 'min', ${figure}.min::text, 'max', ${figure}.max::text,
   'average', ${averageOf(figure)}::text, 'sum', ${figure}.sum::text`;

/**
 * What the branches are sorted by, exactly as `branch_stats_total` is indexed. Averages are sorted by their exact values
 * and not by what they are rounded to. SQL expression on `figure`.
 */
const sortKeys: Record<BranchSort, string> = {
  branchCode: 'figure.branch_code',
  count: 'figure.count',
  min: 'figure.min',
  max: 'figure.max',
  average: 'branch_stats_average_rank(figure.sum, figure.count)',
  sum: 'figure.sum',
};

export interface Sorted {
  readonly sort: BranchSort;
  readonly order: Order;
}

export const sortKeyOf = (sort: BranchSort): string => sortKeys[sort];

/** Descending is ascending backwards, ties included, so that one index serves both. */
export function inOrder({ sort, order }: Sorted): string {
  const code = `figure.branch_code ${order}`;
  return sort === 'branchCode' ? code : `${sortKeys[sort]} ${order}, ${code}`;
}

/** Behind the cursor, which is `:value` (but for branchCode) and `:branchCode`. */
export function behind({ sort, order }: Sorted): string {
  const further = order === 'asc' ? '>' : '<';
  if (sort === 'branchCode') {
    return `figure.branch_code ${further} :branchCode::text`;
  }
  const type = sort === 'count' ? 'bigint' : 'numeric';
  return `(${sortKeys[sort]}, figure.branch_code) ${further} (:value::${type}, :branchCode::text)`;
}

/** Whether the branch code contains `:search`; true when nothing is searched. */
export const matching = (search: string | undefined): string =>
  search === undefined || search === '' ? 'true' : contains('figure.branch_code');

/** Common table expression `figure`: all branches of the scope, whatever is searched. */
export const allFigures = ({ figures, isMerged }: FigureSource): string =>
  `figure as ${isMerged ? 'materialized' : 'not materialized'} (${figures})`;

/**
 * Common table expression `chosen`: the branches that satisfy the conditions, in order, one more than `:limit`; when it
 * skips, from the one behind the first `:skip` on.
 *
 * Sorted by branch code, a page needs no more than the first branches of each run, so that not all figures are merged for
 * each page: a branch that is among the first of all is among the first of every run that has it.
 */
export function chosenFigures(
  source: FigureSource,
  sorted: Sorted,
  conditions: readonly string[],
  skips = false,
): string {
  const where = conditions.join(' and ');
  const page = `limit :limit + 1${skips ? ' offset :skip' : ''}`;
  const firstOfRun = `limit :limit + 1${skips ? ' + :skip' : ''}`;
  if (source.unmerged === undefined || sorted.sort !== 'branchCode') {
    return `chosen as (
      select figure.* from figure where ${where} order by ${inOrder(sorted)} ${page})`;
  }
  return `chosen as (
    select figure.branch_code, sum(figure.count)::bigint as count, min(figure.min) as min, max(figure.max) as max,
           sum(figure.sum) as sum
      from (${source.unmerged.runs}) run
     cross join lateral (
       ${source.unmerged.figuresOfRun} and ${where} order by ${inOrder(sorted)} ${firstOfRun}) figure
     group by figure.branch_code order by ${inOrder(sorted)} ${page})`;
}

/** One row of kind `summary`: what the figures are made of. Reads `figure`. */
export const summaryOf = (source: FigureSource, condition: string): string => `
  select 'summary' as kind, jsonb_build_object(
           'runs', behind.runs, 'corrections', behind.corrections, 'rowsRead', behind.rows_read, 'rowsCounted', behind.rows_counted,
           'rowsQuarantined', behind.rows_quarantined, 'rowsCorrected', behind.rows_corrected,
           'rowsStillQuarantined', behind.rows_quarantined - behind.rows_corrected, 'branches', whole.branches,
           'matching', ${condition === 'true' ? 'whole.branches' : `(select count(*) from figure where ${condition})`},
           'sum', whole.sum::text, 'min', whole.min::text, 'max', whole.max::text,
           'currency', :currency::text)::text as document
    from (${source.behind ?? rowsBehind(source)}) behind,
         (${source.whole}) whole`;

/** `select runs, corrections, rows_read, rows_counted, rows_quarantined, rows_corrected` of the runs of a scope: one row. */
const rowsBehind = ({ runs, isFile }: FigureSource): string => `
  select count(*) filter (where is_file) as runs, count(*) filter (where not is_file) as corrections,
         coalesce(sum(rows_read) filter (where is_file), 0) as rows_read,
         coalesce(sum(rows_counted) filter (where is_file), 0) as rows_counted,
         coalesce(sum(rows_quarantined) filter (where is_file), 0) as rows_quarantined,
         coalesce(sum(rows_counted) filter (where not is_file), 0) as rows_corrected
    from (select run.rows_read, run.rows_counted, run.rows_quarantined, ${isFile} as is_file
            from run where ${runs}) run`;
