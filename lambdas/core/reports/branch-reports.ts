import { z } from 'zod';
import type { Parameter, TransactionalDatabase } from '../database/database.ts';
import { type BranchPage, type BranchSort, branchSchema, branchSummarySchema } from './branch.ts';
import type { BranchDetail, BranchSeries } from './branch-detail.ts';
import { type HistoryPage, readBranch, readBranchSeries } from './branch-history.ts';
import { type BranchRow, readAllBranches } from './branch-rows.ts';
import {
  type BranchScope,
  isWholeScope,
  namedRunsAndCorrections,
  scopeName,
  scopeWithCorrections,
  settledScope,
  sourceOf,
} from './branch-scope.ts';
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
import { type DocumentRow, documentRowSchema, documentsOf } from './documents.ts';
import { readPage } from './page.ts';
import { amountSchema } from './values.ts';

/** What is shown: which files' branches, which of them, in which order. */
export interface BranchView extends Sorted {
  readonly scope: BranchScope;
  /** A substring of the branch code; upper and lower case alike. */
  readonly search?: string | undefined;
}

export interface BranchQuery extends BranchView {
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** Branches to leave out from the cursor on, or from the beginning. */
  readonly skip?: number | undefined;
}

/** Reads figures per branch. */
export interface BranchReports {
  /** @throws {CursorError} @throws {UnknownRunsError} */
  list(query: BranchQuery): Promise<BranchPage>;
  /** Undefined when no published run has figures of it. @throws {CursorError} */
  detail(branchCode: string, page: HistoryPage): Promise<BranchDetail | undefined>;
  /** Undefined when no published run has figures of it. */
  series(branchCode: string): Promise<BranchSeries | undefined>;
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

export class DatabaseBranchReports implements BranchReports {
  readonly #database: TransactionalDatabase;
  readonly #currency: string;

  /** @param currency of the amounts, as the job type declares it. */
  constructor(database: TransactionalDatabase, currency: string) {
    this.#database = database;
    this.#currency = currency;
  }

  /**
   * Most runs have no corrections, so they are read as if they had none, and read again if they have: until the snapshot
   * that an answer is of tells of the very corrections that the answer was made of.
   */
  async list(query: BranchQuery): Promise<BranchPage> {
    return settledScope(query.scope, query.scope, async (scope) => {
      const { page, told } = await this.#page(query, scope);
      return { result: page, told };
    });
  }

  async #page(query: BranchQuery, scope: BranchScope): Promise<{ page: BranchPage; told: readonly DocumentRow[] }> {
    const { sort, order, search } = query;
    const list = ['branches', scopeName(query.scope), search ?? '', sort, order];
    const source = sourceOf(scope);
    const conditions = [matching(search)];
    const parameters: Record<string, Parameter> = { ...source.parameters };
    if (conditions[0] !== 'true') {
      parameters['search'] = search ?? '';
    }
    const besides = scope.kind === 'runs' ? [namedRunsAndCorrections] : [];
    if (query.cursor === undefined) {
      besides.push(summaryOf(source, matching(search)));
      parameters['currency'] = this.#currency;
    } else {
      const [value, branchCode] = readCursor(list, positionSchemas[sort], query.cursor);
      conditions.push(behind(query));
      Object.assign(parameters, sort === 'branchCode' ? { branchCode } : { branchCode, value });
    }
    const skips = query.skip !== undefined && query.skip > 0;
    if (skips) {
      parameters['skip'] = query.skip;
    }
    const { rows, more } = await readPage(this.#database, {
      tables: [allFigures(source), chosenFigures(source, query, conditions, skips), candidates(query)].join(', '),
      besides,
      parameters,
      limit: query.limit,
    });
    const page = {
      items: documentsOf(rows, 'item', branchSchema),
      nextCursor: more === undefined ? null : writeCursor(list, more),
      summary: documentsOf(rows, 'summary', branchSummarySchema)[0] ?? null,
    };
    return { page, told: rows };
  }

  async readAll<Result>(
    view: BranchView,
    use: (batches: AsyncIterable<readonly BranchRow[]>) => Promise<Result>,
  ): Promise<Result> {
    return settledScope(view.scope, await this.#fullScope(view.scope), (scope) =>
      readAllBranches(this.#database, { ...view, scope }, (told) => isWholeScope(view.scope, scope, told), use),
    );
  }

  async detail(branchCode: string, page: HistoryPage): Promise<BranchDetail | undefined> {
    const branch = await readBranch(this.#database, branchCode, page);
    return branch && { ...branch, currency: this.#currency };
  }

  async series(branchCode: string): Promise<BranchSeries | undefined> {
    const series = await readBranchSeries(this.#database, branchCode);
    return series && { ...series, currency: this.#currency };
  }

  async #fullScope(scope: BranchScope): Promise<BranchScope> {
    if (scope.kind !== 'runs') {
      return scope;
    }
    const { parameters } = sourceOf(scope);
    const rows = await this.#database.query(namedRunsAndCorrections, parameters, documentRowSchema, 'reads');
    return scopeWithCorrections(scope, rows) ?? scope;
  }
}

const candidates = (sorted: Sorted): string => `
  candidate as (
    select row_number() over (order by ${inOrder(sorted)}) as place,
           jsonb_build_array(${sortKeyOf(sorted.sort)}::text, figure.branch_code) as at,
           json_build_object('branchCode', figure.branch_code, ${figuresOf('figure')}) as document
      from chosen figure
  )`;
