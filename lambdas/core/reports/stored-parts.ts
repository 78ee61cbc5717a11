import { type Readable, Transform } from 'node:stream';
import { text } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import type { z } from 'zod';
import { csvRecords } from './csv-records.ts';
import type { ResultsStore } from './results-store.ts';

/** One of the numbered parts in which rows are stored: CSV with a header, compressed by gzip. */
export interface StoredPart {
  readonly key: string;
  readonly rows: number;
  /** How many rows the parts before it have. */
  readonly firstRow: number;
}

/** A part has about 8 MiB of raw text, four times that with every byte written `\xNN`; more is no part of ours. */
const largestPartBytes = 64 * 1024 * 1024;

/** A stored file is not there. */
export class MissingFileError extends Error {
  override readonly name = 'MissingFileError';
}

/**
 * The `index.json` of stored files.
 * @param prefix where it is, with the slash at its end
 * @throws {MissingFileError} when it is not there
 */
export const readIndex = async <Index>(store: ResultsStore, prefix: string, schema: z.ZodType<Index>): Promise<Index> =>
  schema.parse(JSON.parse(await text(await open(store, `${prefix}index.json`))));

/**
 * The records of parts from `firstRow` (0: the first row of all parts) on, across their borders. Only the parts that are
 * reached are read, and of the last one no more than is taken.
 * @param columns the header that each part must have
 * @throws {MissingFileError} when a part is not there
 */
export async function* partRecords(
  store: ResultsStore,
  parts: readonly StoredPart[],
  columns: readonly string[],
  firstRow: number,
): AsyncGenerator<string[]> {
  for (const part of parts) {
    if (part.firstRow + part.rows > firstRow) {
      yield* recordsOfPart(store, part.key, columns, Math.max(0, firstRow - part.firstRow));
    }
  }
}

async function* recordsOfPart(
  store: ResultsStore,
  key: string,
  columns: readonly string[],
  skip: number,
): AsyncGenerator<string[]> {
  const stored = await open(store, key);
  const plain = createGunzip();
  stored.once('error', (error) => plain.destroy(error));
  const limited = stored.pipe(plain).pipe(refuseMoreThan(largestPartBytes, key));
  plain.once('error', (error) => limited.destroy(error));
  limited.setEncoding('utf8');
  try {
    let place = -1; // the header
    for await (const record of csvRecords(limited as AsyncIterable<string>)) {
      if (place === -1 && record.join() !== columns.join()) {
        throw new Error(`${key} has not the header ${columns.join()}.`);
      }
      if (place >= skip) {
        yield record;
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
