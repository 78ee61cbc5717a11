import { z } from 'zod';
import type { Parameters, TransactionalDatabase } from '../database/database.ts';
import { jsonColumn } from '../database/index.ts';
import type { BranchView } from './branch-reports.ts';
import { namedRunsAndCorrections, sourceOf } from './branch-scope.ts';
import { allFigures, averageOf, inOrder, matching } from './branch-sql.ts';
import { bytesOf, type DocumentRow, documentRowSchema } from './documents.ts';

const branchRowSchema = z.tuple([z.string(), z.string(), z.string(), z.string(), z.string(), z.string()]);

/** Branch code, count, min, max, average and sum as they are shown. */
export type BranchRow = z.infer<typeof branchRowSchema>;

/** Bytes of a row of the answer: the Data API allows 64 KB. A branch is at most 1.6 KB more. */
const pieceBytes = 40_000;
/** Bytes of an answer in the worst encoding, at which the next one begins: with one more piece it stays below 1 MiB. */
const batchBytes = 600_000;

/**
 * Hands all branches of a view over, in order and of one moment, while a transaction is open: they are kept in a temporary
 * table from which they are read in batches, so that no batch sorts or merges them again.
 * @param isWhole whether the view is of the right runs, told by rows of `namedRunsAndCorrections` from the same snapshot
 */
export function readAllBranches<Result>(
  database: TransactionalDatabase,
  view: BranchView,
  isWhole: (told: readonly DocumentRow[]) => boolean,
  use: (batches: AsyncIterable<readonly BranchRow[]>) => Promise<Result>,
): Promise<{ result?: Result; told: readonly DocumentRow[] }> {
  return database.transaction(async (inside) => {
    await inside.query(keepInOrder(view), parametersOf(view), z.unknown());
    const told = await inside.query(
      "select 'correction' as kind, rows as document from branch_download where batch is null",
      {},
      documentRowSchema,
    );
    if (!isWhole(told)) {
      return { told };
    }
    const [{ batches } = { batches: 0 }] = await inside.query(
      'select coalesce(max(batch) + 1, 0)::integer as batches from branch_download',
      {},
      z.object({ batches: z.int() }),
    );
    const read = async function* (): AsyncGenerator<readonly BranchRow[]> {
      for (let batch = 0; batch < batches; batch++) {
        const pieces = await inside.query(
          'select rows from branch_download where batch = :batch order by piece',
          { batch },
          z.object({ rows: jsonColumn(z.array(branchRowSchema)) }),
        );
        yield pieces.flatMap(({ rows }) => rows);
      }
    };
    return { result: await use(read()), told };
  });
}

function parametersOf({ scope, search }: BranchView): Parameters {
  const { parameters } = sourceOf(scope);
  return matching(search) === 'true' ? parameters : { ...parameters, search: search ?? '' };
}

const keepInOrder = (view: BranchView): string => `
  create temporary table branch_download on commit drop as
  with ${allFigures(sourceOf(view.scope))},
  placed as (
    select row_number() over (order by ${inOrder(view)}) as place,
           jsonb_build_array(figure.branch_code, figure.count::text, figure.min::text, figure.max::text,
                             ${averageOf('figure')}::text, figure.sum::text) as branch
      from figure where ${matching(view.search)}
  ),
  measured as (
    select place, branch, div(sum(octet_length(branch::text)) over (order by place), ${pieceBytes}) as piece from placed
  ),
  piece as (select piece, jsonb_agg(branch order by place)::text as rows from measured group by piece)
  select piece, rows,
         div(sum(${bytesOf('rows')}) over (order by piece) - ${bytesOf('rows')}, ${batchBytes})::integer as batch
    from piece
  ${view.scope.kind === 'runs' ? `union all select null, document, null from (${namedRunsAndCorrections}) told where kind = 'correction'` : ''}`;
