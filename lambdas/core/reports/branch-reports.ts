import { z } from 'zod';
import { type Parameter, type TransactionalDatabase, uuid } from '../database/database.ts';
import {
  type BranchDetail,
  type BranchPage,
  type BranchSort,
  branchRunSchema,
  branchSchema,
  branchSummarySchema,
} from './branch.ts';
import { type BranchRow, readAllBranches } from './branch-rows.ts';
import { type BranchScope, scopeName, sourceOf, unknownRuns } from './branch-scope.ts';
import {
  allFigures,
  behind,
  chosenFigures,
  figuresOf,
  inOrder,
  matching,
  type Sorted,
  sortKeyOf,
  summaryOf,
} from './branch-sql.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { type DocumentRow, documentRowSchema, documentsOf, momentOf, momentSchema, timeOf } from './documents.ts';
import { readPage } from './page.ts';
import { sourceDocument } from './run-document.ts';
import { amountSchema, averageSchema, countSchema } from './values.ts';

/** What is shown: which files' branches, which of them, in which order. */
export interface BranchView extends Sorted {
  readonly scope: BranchScope;
  /** A substring of the branch code; upper and lower case alike. */
  readonly search?: string | undefined;
}

export interface BranchQuery extends BranchView {
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
  /** Hands all branches of a view over, in order and of one moment, batch by batch. @throws {UnknownRunsError} */
  readAll<Result>(
    view: BranchView,
    use: (batches: AsyncIterable<readonly BranchRow[]>) => Promise<Result>,
  ): Promise<Result>;
}

const branchCodeSchema = z.string().refine((code) => !code.includes('\0'));
const amountPosition = z.tuple([amountSchema, branchCodeSchema]);
const positionSchemas = {
  branchCode: z.tuple([branchCodeSchema, branchCodeSchema]),
  count: z.tuple([z.string().regex(/^\d{1,19}$/), branchCodeSchema]),
  min: amountPosition,
  max: amountPosition,
  average: z.tuple([z.string().regex(/^-?\d{1,100}$/), branchCodeSchema]),
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
  readonly #database: TransactionalDatabase;
  readonly #currency: string;

  /** @param currency of the amounts, as the job type declares it. */
  constructor(database: TransactionalDatabase, currency: string) {
    this.#database = database;
    this.#currency = currency;
  }

  async list(query: BranchQuery): Promise<BranchPage> {
    const { sort, order, scope, search } = query;
    const list = ['branches', scopeName(scope), search ?? '', sort, order];
    const source = sourceOf(scope);
    const conditions = [matching(search)];
    const parameters: Record<string, Parameter> = { ...source.parameters };
    if (conditions[0] !== 'true') {
      parameters['search'] = search ?? '';
    }
    const besides = scope.kind === 'runs' ? [unknownRuns] : [];
    if (query.cursor === undefined) {
      besides.push(summaryOf(source, matching(search)));
      parameters['currency'] = this.#currency;
    } else {
      const [value, branchCode] = readCursor(list, positionSchemas[sort], query.cursor);
      conditions.push(behind(query));
      Object.assign(parameters, sort === 'branchCode' ? { branchCode } : { branchCode, value });
    }
    const { rows, more } = await readPage(this.#database, {
      tables: [allFigures(source), chosenFigures(source, query, conditions), candidates(query)].join(', '),
      besides,
      parameters,
      limit: query.limit,
    });
    refuseUnknown(rows);
    return {
      items: documentsOf(rows, 'item', branchSchema),
      nextCursor: more === undefined ? null : writeCursor(list, more),
      summary: documentsOf(rows, 'summary', branchSummarySchema)[0] ?? null,
    };
  }

  async readAll<Result>(
    view: BranchView,
    use: (batches: AsyncIterable<readonly BranchRow[]>) => Promise<Result>,
  ): Promise<Result> {
    if (view.scope.kind === 'runs') {
      const { parameters } = sourceOf(view.scope);
      refuseUnknown(await this.#database.query(unknownRuns, parameters, documentRowSchema));
    }
    return readAllBranches(this.#database, view, use);
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

function refuseUnknown(rows: readonly DocumentRow[]): void {
  const unknown = documentsOf(rows, 'unknown', z.string());
  if (unknown.length > 0) {
    throw new UnknownRunsError(unknown);
  }
}

const candidates = (sorted: Sorted): string => `
  candidate as (
    select row_number() over (order by ${inOrder(sorted)}) as place,
           jsonb_build_array(${sortKeyOf(sorted.sort)}::text, figure.branch_code) as at,
           jsonb_build_object('branchCode', figure.branch_code, ${figuresOf('figure')}) as document
      from chosen figure
  )`;

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
