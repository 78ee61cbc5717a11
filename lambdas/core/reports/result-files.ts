import { z } from 'zod';
import { type Database, uuid } from '../database/database.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { documentRowSchema } from './documents.ts';
import type { DownloadStore, ResultsStore } from './results-store.ts';
import { MissingFileError, readIndex } from './stored-parts.ts';
import { countSchema, nextCursorSchema, runIdSchema } from './values.ts';

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

const fileSchema = z.object({
  kind: z.string(),
  key: z.string(),
  rows: countSchema,
  firstRow: countSchema,
  bytes: countSchema,
  sha256: sha256Schema,
  reasons: z.record(z.string(), countSchema).optional(),
});
/** A file of results, as the worker has listed it in the `index.json` of its attempt. */
export type StoredResultFile = z.infer<typeof fileSchema>;
const indexSchema = z.object({ version: z.literal(1), files: z.array(fileSchema) });

export const resultFileSchema = z
  .object({
    kind: z.string().meta({ description: 'What is in it, such as `balances-csv` and `rejected-transfers`.' }),
    name: z.string().meta({ description: 'What it is called when it is downloaded.' }),
    rows: countSchema,
    firstRow: countSchema.meta({ description: 'How many rows the files of its kind before it have.' }),
    bytes: countSchema.meta({ description: 'As it is stored.' }),
    sha256: sha256Schema.meta({ description: 'Over these bytes.' }),
    url: z.url().meta({ description: 'Serves for fifteen minutes, for whoever has it.' }),
  })
  .meta({ id: 'ResultFile' });

export const resultFilePageSchema = z
  .object({ runId: runIdSchema, items: z.array(resultFileSchema), nextCursor: nextCursorSchema })
  .meta({ id: 'ResultFilePage', description: 'The files of one kind follow each other, and so do their rows.' });
export type ResultFilePage = z.infer<typeof resultFilePageSchema>;

/** The files of a published run's results are not there any more. */
export class ResultsGoneError extends Error {
  override readonly name = 'ResultsGoneError';
  constructor(cause: unknown) {
    super('The files of these results have expired or were deleted from the results bucket; the figures remain.', {
      cause,
    });
  }
}

/**
 * What the worker has listed below a prefix; nothing for null.
 * @throws {ResultsGoneError}
 */
export async function storedResults(store: ResultsStore, prefix: string | null): Promise<readonly StoredResultFile[]> {
  return prefix === null ? [] : await orGone(async () => (await readIndex(store, prefix, indexSchema)).files);
}

/** @throws {ResultsGoneError} in the place of a `MissingFileError`. */
export async function orGone<Result>(read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof MissingFileError ? new ResultsGoneError(error) : error;
  }
}

export interface ResultFileQuery {
  readonly kind?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Lists the files of a run's published results. */
export interface ResultFiles {
  /** Undefined when there is no such run. @throws {CursorError} @throws {ResultsGoneError} */
  list(runId: string, query: ResultFileQuery): Promise<ResultFilePage | undefined>;
}

const publishedPrefix = `
  select 'prefix' as kind, coalesce(to_json(case when run.published_attempt is not null then run.results_prefix end), 'null')::text as document
    from run where run.run_id = :runId::uuid`;
const prefixSchema = z.string().nullable();

export class StoredResultFiles implements ResultFiles {
  readonly #database: Database;
  readonly #store: ResultsStore & DownloadStore;

  constructor(database: Database, store: ResultsStore & DownloadStore) {
    this.#database = database;
    this.#store = store;
  }

  async list(runId: string, { kind, limit, cursor }: ResultFileQuery): Promise<ResultFilePage | undefined> {
    const rows = await this.#database.query(publishedPrefix, { runId: uuid(runId) }, documentRowSchema, 'reads');
    const [row] = rows;
    if (row === undefined) {
      return undefined;
    }
    const prefix = prefixSchema.parse(row.document);
    const list = ['results', runId, prefix, kind ?? null];
    const first = cursor === undefined ? 0 : readCursor(list, countSchema, cursor);
    const files = (await storedResults(this.#store, prefix)).filter((file) => (kind ?? file.kind) === file.kind);
    const next = first + limit;
    const items = files.slice(first, next).map(async ({ key, reasons: _, ...file }) => {
      const name = `${runId}-${key.slice(prefix?.length).replaceAll('/', '-')}`;
      return { ...file, name, url: await this.#store.addressOf(key, name) };
    });
    return { runId, items: await Promise.all(items), nextCursor: next < files.length ? writeCursor(list, next) : null };
  }
}
