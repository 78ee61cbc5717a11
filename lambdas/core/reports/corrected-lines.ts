import { z } from 'zod';
import { type Database, type TransactionalDatabase, uuid } from '../database/database.ts';
import { documentRowSchema, documentsOf } from './documents.ts';
import { type Run, runSchema } from './run.ts';
import { runDocument } from './run-document.ts';

/** Bytes of an answer, at which the next one begins: with one more block, of 45 KB at most, it stays below 1 MiB. */
const batchBytes = 600_000;

/**
 * Hands a run over with the lines of it that corrections which stand have put right, both of one moment, while a transaction
 * is open: they are kept by one statement in a temporary table, from which the lines are read in batches.
 * @param use is given undefined when there is no such run
 */
export function withCorrectedLines<Result>(
  database: TransactionalDatabase,
  runId: string,
  use: (run: Run | undefined, corrected: CorrectedLines) => Promise<Result>,
): Promise<Result> {
  return database.transaction(async (inside) => {
    await inside.query(keepLines, { runId: uuid(runId) }, z.unknown());
    const kept = "select 'run' as kind, lines as document from corrected_download where batch is null";
    const rows = await inside.query(kept, {}, documentRowSchema);
    return await use(documentsOf(rows, 'run', runSchema)[0], new CorrectedLines(inside));
  });
}

const keepLines = `
  create temporary table corrected_download on commit drop as
  with standing as (
    select corrected.block, range_agg(corrected.lines) as lines
      from run_corrected_lines corrected where corrected.corrects = :runId::uuid and corrected.stands
     group by corrected.block
  ),
  written as (
    select standing.block, (select string_agg(lower(one) || '-' || upper(one) - 1, ',' order by lower(one))
                              from unnest(standing.lines) as one) as lines
      from standing
  )
  select block, lines, div(sum(octet_length(lines) + 100) over (order by block), ${batchBytes})::integer as batch
    from written
  union all
  select null, ${runDocument}::text, null from run where run.run_id = :runId::uuid`;

/** Lines that are asked for in ascending order; reads them as it is asked. */
export class CorrectedLines {
  readonly #ranges: AsyncGenerator<readonly [number, number]>;
  #current: readonly [number, number] | undefined;
  #isOver = false;

  constructor(inside: Database) {
    this.#ranges = rangesOf(inside);
  }

  /** @param line not less than the one before */
  async has(line: number): Promise<boolean> {
    while (!this.#isOver && (this.#current === undefined || this.#current[1] < line)) {
      const { value, done } = await this.#ranges.next();
      this.#isOver = done === true;
      this.#current = done === true ? undefined : value;
    }
    return this.#current !== undefined && this.#current[0] <= line;
  }
}

async function* rangesOf(inside: Database): AsyncGenerator<readonly [number, number]> {
  const sql = 'select lines from corrected_download where batch = :batch order by block';
  for (let batch = 0; ; batch++) {
    const blocks = await inside.query(sql, { batch }, z.object({ lines: z.string() }));
    if (blocks.length === 0) {
      return;
    }
    for (const range of blocks.flatMap(({ lines }) => lines.split(','))) {
      const [first, last] = range.split('-').map(Number);
      yield [first ?? 0, last ?? 0];
    }
  }
}
