import type { BranchSort } from './branch.ts';

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

/** What the branches are sorted by. SQL expression. */
export const sortKeyOf = (sort: BranchSort): string =>
  ({
    branchCode: 'figure.branch_code',
    count: 'figure.count::numeric',
    min: 'figure.min',
    max: 'figure.max',
    average: averageOf('figure'),
    sum: 'figure.sum',
  })[sort];

/** The runs that a report is made of, and their figures. */
export interface FigureSource {
  /** `select branch_code, count, min, max, sum`, one row a branch. */
  readonly figures: string;
  /** Condition on `run` for the runs behind them. */
  readonly runs: string;
}

/** Kept merged by the database; read in place, so that a page is found through the index. */
export const totals: FigureSource = {
  figures: 'select branch_code, count, min, max, sum from branch_stats_total',
  runs: "run.counts and run.job_type = 'branch-stats'",
};

const namedRuns = 'run.run_id in (select value::uuid from jsonb_array_elements_text(:runIds::jsonb))';

/** Of the runs in `:runIds` that were published, whether they count or not. */
export const figuresOfRuns: FigureSource = {
  figures: `
    select figure.branch_code, sum(figure.count)::bigint as count, min(figure.min) as min, max(figure.max) as max,
           sum(figure.sum) as sum
      from branch_stats_figure figure
      join run on run.run_id = figure.run_id and run.published_attempt = figure.attempt
     where ${namedRuns}
     group by figure.branch_code`,
  runs: `${namedRuns} and run.published_attempt is not null and run.job_type = 'branch-stats'`,
};

/** Ids in `:runIds` that no run has. */
export const unknownRuns = `
  select 'unknown' as kind, to_jsonb(value)::text as document from jsonb_array_elements_text(:runIds::jsonb)
   where not exists (select from run where run.run_id = value::uuid)`;
