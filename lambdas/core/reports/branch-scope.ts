import { z } from 'zod';
import { DatabaseGoneError, json, type Parameters } from '../database/database.ts';
import { dayAfter } from './days.ts';
import { type DocumentRow, documentsOf } from './documents.ts';

/** The files whose figures a report is made of. */
export type BranchScope =
  /** All that count. */
  | { readonly kind: 'counted' }
  /** These runs and their corrections that stand, whether they count or not, as far as they were published. */
  | { readonly kind: 'runs'; readonly runIds: readonly string[] }
  /** Those that count and landed on these days, both included, in UTC; a missing end is open. */
  | { readonly kind: 'landed'; readonly from: string | undefined; readonly to: string | undefined };

/** Runs that a query names although they do not exist. */
export class UnknownRunsError extends Error {
  override readonly name = 'UnknownRunsError';
  readonly runIds: readonly string[];
  constructor(runIds: readonly string[]) {
    super(`There is no run ${runIds.join(', ')}.`);
    this.runIds = runIds;
  }
}

/** How the figures of a scope are read. All members are SQL. */
export interface FigureSource {
  /** `select branch_code, count, min, max, sum`, one row a branch. */
  readonly figures: string;
  /**
   * Whether `figures` merges rows: then it is worked out once for a statement. Otherwise the table is read in place, so
   * that a page is found through an index.
   */
  readonly isMerged: boolean;
  /** `select branch_code, count, min, max, sum`, unmerged: the figures of one run after the other, for merged sources. */
  readonly unmerged: { readonly runs: string; readonly figuresOfRun: string } | undefined;
  /** `select branches, sum, min, max` of all branches: one row. */
  readonly whole: string;
  /** Condition on `run` for the runs behind the figures. */
  readonly runs: string;
  /** Condition on such a `run` that it is a file of its own here, and not a correction of another run behind the figures. */
  readonly isFile: string;
  /** How many runs and rows are behind the figures, in one row, where that is kept; undefined: they are summed up. */
  readonly behind?: string;
  readonly parameters: Parameters;
}

/** What ties a cursor to a scope. */
export function scopeName(scope: BranchScope): readonly unknown[] {
  switch (scope.kind) {
    case 'counted':
      return [];
    case 'runs':
      return ['runs', ...[...scope.runIds].sort()];
    case 'landed':
      return ['landed', scope.from ?? null, scope.to ?? null];
  }
}

export function sourceOf(scope: BranchScope): FigureSource {
  switch (scope.kind) {
    case 'counted':
      return totals;
    case 'runs': {
      const [only, ...others] = scope.runIds;
      const parameters = { runIds: json(scope.runIds) };
      return only !== undefined && others.length === 0
        ? { ...oneRun, parameters }
        : merged(namedRuns, isNoNamedCorrection, parameters);
    }
    case 'landed':
      return merged(landedBetween(scope), 'run.corrects is null', momentsOf(scope));
  }
}

const published = "run.job_type = 'branch-stats' and run.published_attempt is not null";

/** Kept merged by the database, as is their headline. */
const totals: FigureSource = {
  figures: 'select branch_code, count, min, max, sum from branch_stats_total',
  isMerged: false,
  unmerged: undefined,
  whole: `
    select coalesce(max(headline.branches), 0) as branches, coalesce(max(headline.sum), 0.00) as sum,
           max(headline.min) as min, max(headline.max) as max
      from branch_stats_headline headline`,
  runs: "run.counts and run.job_type = 'branch-stats'",
  isFile: 'run.corrects is null',
  behind: `
    select coalesce(max(headline.runs), 0) as runs, coalesce(max(headline.corrections), 0) as corrections,
           coalesce(max(headline.rows_read), 0) as rows_read, coalesce(max(headline.rows_counted), 0) as rows_counted,
           coalesce(max(headline.rows_quarantined), 0) as rows_quarantined,
           coalesce(max(headline.rows_corrected), 0) as rows_corrected
      from branch_stats_headline headline`,
  parameters: {},
};

const wholeOfFigures = `
  select count(*) as branches, coalesce(sum(figure.sum), 0.00) as sum, min(figure.min) as min, max(figure.max) as max
    from figure`;

const namedRuns = 'run.run_id in (select value::uuid from jsonb_array_elements_text(:runIds::jsonb))';
const isNoNamedCorrection = `not exists (
  select from jsonb_array_elements_text(:runIds::jsonb) as named where named::uuid = run.corrects)`;
const theRun = '((:runIds::jsonb) ->> 0)::uuid';

/** Needs no merging: its figures are read in place, by branch code through their primary key. */
const oneRun: Omit<FigureSource, 'parameters'> = {
  figures: `
    select branch_code, count, min, max, sum from branch_stats_figure
     where run_id = ${theRun}
       and attempt = (select run.published_attempt from run where run.run_id = ${theRun} and ${published})`,
  isMerged: false,
  unmerged: undefined,
  whole: wholeOfFigures,
  runs: `run.run_id = ${theRun} and ${published}`,
  isFile: 'true',
};

function merged(runs: string, isFile: string, parameters: Parameters): FigureSource {
  const conditions = `${runs} and ${published}`;
  return {
    figures: `
      select figure.branch_code, sum(figure.count)::bigint as count, min(figure.min) as min, max(figure.max) as max,
             sum(figure.sum) as sum
        from branch_stats_figure figure
        join run on run.run_id = figure.run_id and run.published_attempt = figure.attempt
       where ${conditions}
       group by figure.branch_code`,
    isMerged: true,
    unmerged: {
      runs: `select run.run_id, run.published_attempt from run where ${conditions}`,
      figuresOfRun: `
        select figure.* from branch_stats_figure figure
         where figure.run_id = run.run_id and figure.attempt = run.published_attempt`,
    },
    whole: wholeOfFigures,
    runs: conditions,
    isFile,
    parameters,
  };
}

type Landed = Extract<BranchScope, { kind: 'landed' }>;

function landedBetween({ from, to }: Landed): string {
  const landed = `run_source.position = 0
    ${from === undefined ? '' : 'and run_source.landed_at >= :landedFrom::timestamptz'}
    ${to === undefined ? '' : 'and run_source.landed_at < :landedBefore::timestamptz'}`;
  // A correction belongs to the file that it corrects, whenever it landed itself.
  return `run.counts and run.run_id in (
    select file.run_id from run_source join run file using (run_id) where file.corrects is null and ${landed}
    union all
    select correction.run_id from run_source join run correction on correction.corrects = run_source.run_id where ${landed})`;
}

function momentsOf({ from, to }: Landed): Parameters {
  return {
    ...(from === undefined ? {} : { landedFrom: `${from}T00:00:00Z` }),
    ...(to === undefined ? {} : { landedBefore: dayAfter(to) }),
  };
}

/** Rows of kind `unknown`, ids in `:runIds` that no run has, and `correction`, ids of runs that belong to those. */
export const namedRunsAndCorrections = `
  select 'unknown' as kind, to_jsonb(value)::text as document from jsonb_array_elements_text(:runIds::jsonb)
   where not exists (select from run where run.run_id = value::uuid)
  union all
  select 'correction', to_jsonb(run.run_id)::text from run
   where run.stands and run.corrects in (select value::uuid from jsonb_array_elements_text(:runIds::jsonb))`;

/**
 * The scope that also names the corrections which an answer to it has told of; undefined when it names them already.
 * @throws {UnknownRunsError}
 */
export function scopeWithCorrections(scope: BranchScope, rows: readonly DocumentRow[]): BranchScope | undefined {
  const unknown = documentsOf(rows, 'unknown', z.string());
  if (unknown.length > 0) {
    throw new UnknownRunsError(unknown);
  }
  const named = scope.kind === 'runs' ? scope.runIds : [];
  const corrections = documentsOf(rows, 'correction', z.string()).filter((runId) => !named.includes(runId));
  return corrections.length === 0 ? undefined : { kind: 'runs', runIds: [...named, ...corrections] };
}

/** Whether a scope names the very corrections that an answer to it has told of. @throws {UnknownRunsError} */
export const isWholeScope = (asked: BranchScope, scope: BranchScope, told: readonly DocumentRow[]): boolean =>
  JSON.stringify(scopeName(wholeScope(asked, told))) === JSON.stringify(scopeName(scope));

const wholeScope = (asked: BranchScope, told: readonly DocumentRow[]): BranchScope =>
  scopeWithCorrections(asked, told) ?? asked;

/** So often corrections do not come and go within one request. */
const mostReads = 10;

/** A result, and the rows of `namedRunsAndCorrections` from its snapshot; without a result when they do not fit the scope. */
interface Reading<Result> {
  readonly result?: Result;
  readonly told: readonly DocumentRow[];
}

/**
 * Reads until the scope names the corrections that stand in the snapshot which was read, so that no answer is made of the
 * corrections of one moment and the runs of another.
 * @param asked the scope without corrections, and `first` the one to begin with
 */
export async function settledScope<Result>(
  asked: BranchScope,
  first: BranchScope,
  read: (scope: BranchScope) => Promise<Reading<Result>>,
): Promise<Result> {
  let scope = first;
  for (let reads = 0; reads < mostReads; reads++) {
    const { result, told } = await read(scope);
    if (result !== undefined && isWholeScope(asked, scope, told)) {
      return result;
    }
    scope = wholeScope(asked, told);
  }
  throw new DatabaseGoneError(new Error('The corrections of the runs changed with every read.'));
}
