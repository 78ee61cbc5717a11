import { z } from 'zod';
import { type Database, type Parameter, uuid } from '../database/database.ts';
import { figures } from './branch.ts';
import {
  type BranchDetail,
  type BranchSeries,
  branchDetailSchema,
  branchPointSchema,
  branchRunSchema,
  mostPoints,
} from './branch-detail.ts';
import {
  countingRuns,
  mergedFigures,
  pointsOfBranch,
  receiptOf,
  runsOfBranch,
  whetherKnown,
} from './branch-history-sql.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { documentsOf, momentSchema } from './documents.ts';
import { readPage } from './page.ts';

export interface HistoryPage {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

const runPositionSchema = z.tuple([momentSchema, z.uuid()]);
const mergedSchema = z.object(figures);
const receiptSchema = branchDetailSchema.shape.receipt;
const noFigures = { count: 0, min: null, max: null, average: null, sum: '0.00' };

/** The merged figures of one branch and its runs, page by page; undefined when no published run has figures of it. */
export async function readBranch(
  database: Database,
  branchCode: string,
  { limit, cursor }: HistoryPage,
): Promise<Omit<BranchDetail, 'currency'> | undefined> {
  const list = ['branch', branchCode];
  const parameters: Record<string, Parameter> = { branchCode };
  if (cursor !== undefined) {
    const [landedAt, runId] = readCursor(list, runPositionSchema, cursor);
    Object.assign(parameters, { landedAt, runId: uuid(runId) });
  }
  const isFirst = cursor === undefined;
  const { rows, more } = await readPage(database, {
    tables: isFirst ? `${runsOfBranch(isFirst)}, ${countingRuns}` : runsOfBranch(isFirst),
    besides: [mergedFigures, whetherKnown, ...(isFirst ? [receiptOf] : [])],
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
    receipt: documentsOf(rows, 'receipt', receiptSchema)[0] ?? null,
    runs: documentsOf(rows, 'item', branchRunSchema),
    nextCursor: more === undefined ? null : writeCursor(list, more),
  };
}

/** The newest points of a branch, as many as one answer holds; undefined when no published run has figures of it. */
export async function readBranchSeries(
  database: Database,
  branchCode: string,
): Promise<Omit<BranchSeries, 'currency'> | undefined> {
  const { rows, more } = await readPage(database, {
    tables: pointsOfBranch,
    besides: [whetherKnown],
    parameters: { branchCode },
    limit: mostPoints,
  });
  if (!rows.some((row) => row.kind === 'known')) {
    return undefined;
  }
  const points = documentsOf(rows, 'item', branchPointSchema).reverse();
  return { branchCode, points, isWhole: more === undefined };
}
