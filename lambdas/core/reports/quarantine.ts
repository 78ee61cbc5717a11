import { z } from 'zod';
import type { ResultsStore } from './results-store.ts';
import { partRecords, readIndex } from './stored-parts.ts';
import { countSchema } from './values.ts';

/**
 * `index.json` of a quarantine: its parts in the order of the file. `firstRow` counts rows from 0. `header` has the names of
 * the file's columns; workers of older code did not tell them, and those of a very long header are not known.
 */
const indexSchema = z.object({
  version: z.literal(1),
  rows: countSchema,
  header: z.array(z.string()).nullish(),
  parts: z.array(z.object({ key: z.string(), rows: countSchema, firstRow: countSchema })),
});

const columns = ['line', 'offset', 'length', 'reason', 'column', 'raw'] as const;

/** A record of a part, column by column. */
const rowSchema = z
  .tuple([
    z.coerce.number().pipe(countSchema),
    z.coerce.number().pipe(countSchema),
    z.coerce.number().pipe(countSchema),
    z.string(),
    z.string(),
    z.string(),
  ])
  .transform(([line, offset, length, reason, column, raw]) => ({ line, offset, length, reason, column, raw }));
export type QuarantinedRow = z.infer<typeof rowSchema>;

/**
 * The quarantined rows of one file of a run from `firstRow` (0: the first) on.
 * @param prefix where index and parts are, with the slash at its end
 * @throws {MissingFileError} when the index or a part is not there
 */
export async function* quarantinedRows(
  store: ResultsStore,
  prefix: string,
  firstRow: number,
): AsyncGenerator<QuarantinedRow> {
  const { parts } = await readIndex(store, prefix, indexSchema);
  for await (const record of partRecords(store, parts, columns, firstRow)) {
    yield rowSchema.parse(record);
  }
}

/**
 * The names of the columns of the file whose rows these are; undefined when they are not known.
 * @throws {MissingFileError} when the index is not there
 */
export async function quarantineHeader(store: ResultsStore, prefix: string): Promise<readonly string[] | undefined> {
  return (await readIndex(store, prefix, indexSchema)).header ?? undefined;
}
