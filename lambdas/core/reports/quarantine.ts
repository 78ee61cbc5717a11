import { type Readable, Transform } from 'node:stream';
import { text } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import { csvRecords } from './csv-records.ts';
import type { ResultsStore } from './results-store.ts';
import { countSchema } from './values.ts';

const partSchema = z.object({ key: z.string(), rows: countSchema, firstRow: countSchema });
type Part = z.infer<typeof partSchema>;

/**
 * `index.json` of a quarantine: its parts in the order of the file. `firstRow` counts rows from 0. `header` has the names of
 * the file's columns; workers of older code did not tell them, and those of a very long header are not known.
 */
const indexSchema = z.object({
  version: z.literal(1),
  rows: countSchema,
  header: z.array(z.string()).nullish(),
  parts: z.array(partSchema),
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

/** A part has about 8 MiB of raw text, four times that with every byte written `\xNN`; more is no part of ours. */
const largestPartBytes = 64 * 1024 * 1024;

/** A file of a quarantine is not there. */
export class MissingFileError extends Error {
  override readonly name = 'MissingFileError';
}

/**
 * The quarantined rows of a run from `firstRow` (0: the first) on, across the borders of the parts. Only the parts that
 * are reached are read, and of the last one no more than is taken.
 * @param prefix where index and parts are, with the slash at its end
 * @throws {MissingFileError} when the index or a part is not there
 */
export async function* quarantinedRows(
  store: ResultsStore,
  prefix: string,
  firstRow: number,
): AsyncGenerator<QuarantinedRow> {
  const index = await readIndex(store, prefix);
  for (const part of index.parts) {
    if (part.firstRow + part.rows > firstRow) {
      yield* rowsOfPart(store, part, Math.max(0, firstRow - part.firstRow));
    }
  }
}

/**
 * The names of the columns of the file whose rows these are; undefined when they are not known.
 * @throws {MissingFileError} when the index is not there
 */
export async function quarantineHeader(store: ResultsStore, prefix: string): Promise<readonly string[] | undefined> {
  return (await readIndex(store, prefix)).header ?? undefined;
}

const readIndex = async (store: ResultsStore, prefix: string): Promise<z.infer<typeof indexSchema>> =>
  indexSchema.parse(JSON.parse(await text(await open(store, `${prefix}index.json`))));

async function* rowsOfPart(store: ResultsStore, part: Part, skip: number): AsyncGenerator<QuarantinedRow> {
  const stored = await open(store, part.key);
  const plain = createGunzip();
  stored.once('error', (error) => plain.destroy(error));
  const limited = stored.pipe(plain).pipe(refuseMoreThan(largestPartBytes, part.key));
  plain.once('error', (error) => limited.destroy(error));
  limited.setEncoding('utf8');
  try {
    let place = -1; // the header
    for await (const record of csvRecords(limited as AsyncIterable<string>)) {
      if (place === -1 && record.join() !== columns.join()) {
        throw new Error(`${part.key} has not the header ${columns.join()}.`);
      }
      if (place >= skip) {
        yield rowSchema.parse(record);
      }
      place++;
    }
  } finally {
    stored.destroy();
    plain.destroy();
    limited.destroy();
  }
}

/** Ends a stream that unpacks to more than it may. */
function refuseMoreThan(bytes: number, key: string): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      done(seen > bytes ? new Error(`${key} unpacks to more than ${bytes} bytes.`) : null, chunk);
    },
  });
}

async function open(store: ResultsStore, key: string): Promise<Readable> {
  const stream = await store.read(key);
  if (stream === undefined) {
    throw new MissingFileError(`There is no ${key} in the results bucket.`);
  }
  return stream;
}
