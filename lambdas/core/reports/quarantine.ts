import { z } from 'zod';
import type { ResultsStore } from './results-store.ts';
import type { Run } from './run.ts';
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

/** The quarantined rows of one file of a run. */
export interface Quarantine {
  /** How many they are. */
  readonly rows: number;
  /** The names of the columns of the file; undefined when they are not known. */
  readonly header: readonly string[] | undefined;
  /** From `firstRow` (0: the first) on. @throws {MissingFileError} when a part is not there */
  rowsFrom(firstRow: number): AsyncGenerator<QuarantinedRow>;
}

/**
 * @param prefix where index and parts are, with the slash at its end
 * @throws {MissingFileError} when the index is not there
 */
export async function openQuarantine(store: ResultsStore, prefix: string): Promise<Quarantine> {
  const { rows, header, parts } = await readIndex(store, prefix, indexSchema);
  return {
    ...{ rows, header: header ?? undefined },
    rowsFrom: async function* (firstRow) {
      for await (const record of partRecords(store, parts, columns, firstRow)) {
        yield rowSchema.parse(record);
      }
    },
  };
}

/** It is not clear of which of a run's files rows are meant. */
export class RoleError extends Error {
  override readonly name = 'RoleError';
}

/**
 * Where the quarantined rows of one file of a run are; null when it has none. Those of several files lie in a folder for
 * each, named after its role.
 * @throws {RoleError} when the run has several files and no role says which, or no file for the role
 */
export function quarantineOf(run: Run, role: string | undefined): string | null {
  const roles = run.sources.map((source) => source.role);
  if (role === undefined ? roles.length > 1 : !roles.includes(role)) {
    throw new RoleError(`must say of which file of run ${run.runId} rows are meant: ${roles.join(' or ')}`);
  }
  // A run that is open again has no quarantined rows until its new attempt has closed it.
  if (run.quarantinePrefix === null || run.rowsQuarantined === null || run.rowsQuarantined === 0) {
    return null;
  }
  return roles.length > 1 ? `${run.quarantinePrefix}${role}/` : run.quarantinePrefix;
}
