import type { Database, Parameters } from '../database/database.ts';
import { bytesOf, type DocumentRow, documentRowSchema, pageBytes } from './documents.ts';

export interface PageStatement {
  /**
   * Common table expressions in SQL, of which one is `candidate(place, at, document)`: the items from the cursor on, in
   * order, one more than `:limit`; `place` counts from 1 and `at` is the JSON of the position behind the item.
   */
  readonly tables: string;
  /** `select kind, document` statements whose rows are wanted from the same snapshot. */
  readonly besides?: readonly string[];
  readonly parameters: Parameters;
  readonly limit: number;
}

export interface PageRows {
  /** Rows of kind `item` and of the kinds from `besides`. */
  readonly rows: readonly DocumentRow[];
  /** The position behind the last item, when more items follow. */
  readonly more: unknown;
}

/** Reads a page in one statement: at most `limit` items, and fewer when they would not fit the Data API's answer. */
export async function readPage(database: Database, statement: PageStatement): Promise<PageRows> {
  const besides = (statement.besides ?? []).map(
    (select) => `union all select kind, null, document from (${select}) beside`,
  );
  const sql = `
    with ${statement.tables},
    written as materialized (select place, at, document::text as document from candidate),
    sized as (
      select place, at, document, sum(${bytesOf('document')}) over (order by place) as bytes from written
    ),
    given as (select * from sized where place <= :limit and (bytes <= ${pageBytes} or place = 1)),
    answer as (
      select 'item' as kind, place, document from given
      union all
      select 'more', null, at::text from given
       where place = (select max(place) from given) and place < (select max(place) from sized)
      ${besides.join('\n')}
    )
    select kind, document from answer order by place`;
  const rows = await database.query(
    sql,
    { ...statement.parameters, limit: statement.limit },
    documentRowSchema,
    'reads',
  );
  return { rows, more: rows.find((row) => row.kind === 'more')?.document };
}

/** Whether a column contains `:search`, upper and lower case alike; no character is a wildcard. SQL expression. */
export const contains = (column: string): string =>
  `strpos(lower(${column} collate "und-x-icu"), lower(:search::text collate "und-x-icu")) > 0`;
