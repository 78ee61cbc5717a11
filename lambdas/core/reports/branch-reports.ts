import { z } from 'zod';
import { type Database, json, type Parameter, uuid } from '../database/database.ts';
import {
  type BranchDetail,
  type BranchPage,
  type BranchSort,
  branchRunSchema,
  branchSchema,
  branchSummarySchema,
  type Order,
} from './branch.ts';
import { figuresOf, figuresOfRuns, sortKeyOf, totals, unknownRuns } from './branch-sql.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { documentsOf, momentOf, momentSchema, timeOf } from './documents.ts';
import { contains, readPage } from './page.ts';
import { sourceDocument } from './run-document.ts';
import { amountSchema, averageSchema, countSchema } from './values.ts';

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

const branchCodeSchema = z.string().refine((code) => !code.includes('\0'));
const amountPosition = z.tuple([amountSchema, branchCodeSchema]);
const positionSchemas = {
  branchCode: z.tuple([branchCodeSchema, branchCodeSchema]),
  count: z.tuple([z.string().regex(/^\d{1,19}$/), branchCodeSchema]),
  min: amountPosition,
  max: amountPosition,
  average: z.tuple([averageSchema, branchCodeSchema]),
  sum: amountPosition,
} satisfies Record<BranchSort, z.ZodType<[string, string]>>;

const runPositionSchema = z.tuple([momentSchema, z.uuid()]);

const mergedSchema = z.object({
  count: countSchema,
  min: amountSchema,
  max: amountSchema,
  average: averageSchema,
  sum: amountSchema,
});
const noFigures = { count: 0, min: null, max: null, average: null, sum: '0.00' };

export class DatabaseBranchReports implements BranchReports {
  readonly #database: Database;
  readonly #currency: string;

  /** @param currency of the amounts, as the job type declares it. */
  constructor(database: Database, currency: string) {
    this.#database = database;
    this.#currency = currency;
  }

  async list(query: BranchQuery): Promise<BranchPage> {
    const list = ['branches', [...query.runIds].sort(), query.search ?? '', query.sort, query.order];
    const source = query.runIds.length === 0 ? totals : figuresOfRuns;
    const parameters: Record<string, Parameter> = { currency: this.#currency };
    if (query.runIds.length > 0) {
      parameters['runIds'] = json(query.runIds);
    }
    const matching = query.search === undefined || query.search === '' ? 'true' : contains('figure.branch_code');
    if (matching !== 'true') {
      parameters['search'] = query.search ?? '';
    }
    const key = sortKeyOf(query.sort);
    const conditions = [matching];
    if (query.cursor !== undefined) {
      const [value, branchCode] = readCursor(list, positionSchemas[query.sort], query.cursor);
      conditions.push(behind(query, key));
      parameters['branchCode'] = branchCode;
      if (query.sort !== 'branchCode') {
        parameters['value'] = value;
      }
    }
    const inOrder = `${key} ${query.order}, figure.branch_code`;
    const { rows, more } = await readPage(this.#database, {
      tables: `
        figure as ${source === totals ? 'not materialized' : 'materialized'} (${source.figures}),
        chosen as (
          select figure.*, ${key} as key from figure where ${conditions.join(' and ')} order by ${inOrder} limit :limit + 1
        ),
        candidate as (
          select row_number() over (order by figure.key ${query.order}, figure.branch_code) as place,
                 jsonb_build_array(figure.key::text, figure.branch_code) as at,
                 jsonb_build_object('branchCode', figure.branch_code, ${figuresOf('figure')}) as document
            from chosen figure
        )`,
      besides: [summaryOf(source.runs, matching), ...(source === totals ? [] : [unknownRuns])],
      parameters,
      limit: query.limit,
    });
    const unknown = documentsOf(rows, 'unknown', z.string());
    if (unknown.length > 0) {
      throw new UnknownRunsError(unknown);
    }
    const [summary] = documentsOf(rows, 'summary', branchSummarySchema);
    return {
      items: documentsOf(rows, 'item', branchSchema),
      nextCursor: more === undefined ? null : writeCursor(list, more),
      summary: branchSummarySchema.parse(summary),
    };
  }

  async detail(
    branchCode: string,
    { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<BranchDetail | undefined> {
    const list = ['branch', branchCode];
    const parameters: Record<string, Parameter> = { branchCode };
    if (cursor !== undefined) {
      const [landedAt, runId] = readCursor(list, runPositionSchema, cursor);
      Object.assign(parameters, { landedAt, runId: uuid(runId) });
    }
    const { rows, more } = await readPage(this.#database, {
      tables: runsOfBranch(cursor !== undefined),
      besides: [mergedFigures, whetherKnown],
      parameters,
      limit,
    });
    if (!rows.some((row) => row.kind === 'known')) {
      return undefined;
    }
    const [merged] = documentsOf(rows, 'merged', mergedSchema);
    return {
      branchCode,
      ...(merged ?? noFigures),
      currency: this.#currency,
      runs: documentsOf(rows, 'item', branchRunSchema),
      nextCursor: more === undefined ? null : writeCursor(list, more),
    };
  }
}

/** Behind the cursor: further along the sort key, or with the same key and a greater branch code. */
function behind({ sort, order }: BranchQuery, key: string): string {
  const further = order === 'asc' ? '>' : '<';
  return sort === 'branchCode'
    ? `figure.branch_code ${further} :branchCode::text`
    : `(${key} ${further} :value::numeric or (${key} = :value::numeric and figure.branch_code > :branchCode::text))`;
}

const summaryOf = (runs: string, matching: string): string => `
  select 'summary' as kind, jsonb_build_object(
           'runs', behind.runs, 'rowsRead', behind.rows_read, 'rowsCounted', behind.rows_counted,
           'rowsQuarantined', behind.rows_quarantined, 'branches', whole.branches, 'matching', whole.matching,
           'sum', whole.sum::text, 'currency', :currency::text)::text as document
    from (select count(*) as runs, coalesce(sum(run.rows_read), 0) as rows_read,
                 coalesce(sum(run.rows_counted), 0) as rows_counted,
                 coalesce(sum(run.rows_quarantined), 0) as rows_quarantined
            from run where ${runs}) behind,
         (select count(*) as branches, count(*) filter (where ${matching}) as matching,
                 coalesce(sum(figure.sum), 0.00) as sum from figure) whole`;

const runsOfBranch = (continued: boolean): string => `
  chosen as (
    select run.run_id, run.counts, figure.count, figure.min, figure.max, figure.sum, source.landed_at,
           ${sourceDocument} as source
      from branch_stats_figure figure
      join run on run.run_id = figure.run_id and run.published_attempt = figure.attempt
      join run_source source on source.run_id = run.run_id and source.position = 0
     where figure.branch_code = :branchCode
       ${continued ? 'and (source.landed_at, run.run_id) < (:landedAt::timestamptz, :runId::uuid)' : ''}
     order by source.landed_at desc, run.run_id desc limit :limit + 1
  ),
  candidate as (
    select row_number() over (order by chosen.landed_at desc, chosen.run_id desc) as place,
           jsonb_build_array(${momentOf('chosen.landed_at')}, chosen.run_id) as at,
           jsonb_build_object('runId', chosen.run_id, 'source', chosen.source, 'landedAt', ${timeOf('chosen.landed_at')},
                              'counts', chosen.counts, ${figuresOf('chosen')}) as document
      from chosen
  )`;

const mergedFigures = `
  select 'merged' as kind, jsonb_build_object(${figuresOf('total')})::text as document
    from branch_stats_total total where total.branch_code = :branchCode`;

const whetherKnown = `
  select 'known' as kind, 'true' as document where exists (
    select from branch_stats_figure figure
      join run on run.run_id = figure.run_id and run.published_attempt = figure.attempt
     where figure.branch_code = :branchCode)`;
