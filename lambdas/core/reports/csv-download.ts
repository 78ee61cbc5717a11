import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { DownloadStore } from './results-store.ts';

/** A CSV file, or where it is. */
export type CsvDownload =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'stored'; readonly url: string };

/** A download that would not be ready in the time that an answer has. */
export class DownloadTooLongError extends Error {
  override readonly name = 'DownloadTooLongError';
}

/**
 * A Lambda's answer ends at 6 MB, and travels as a JSON string, in which a character can take six bytes. What is larger is
 * stored.
 */
export const largestTextBytes = 900_000;

/**
 * Makes a download of the pieces of a CSV file. Of a large one no more is in memory than its beginning and what is on its
 * way to the store.
 */
export async function csvDownload(
  pieces: AsyncGenerator<Buffer>,
  store: DownloadStore,
  fileName: string,
): Promise<CsvDownload> {
  const first: Buffer[] = [];
  for (let bytes = 0; bytes <= largestTextBytes; bytes += first.at(-1)?.length ?? 0) {
    const { value, done } = await pieces.next();
    if (done === true) {
      return { kind: 'text', text: Buffer.concat(first).toString() };
    }
    first.push(value);
  }
  const key = `downloads/${randomUUID()}.csv`;
  const whole = async function* (): AsyncGenerator<Buffer> {
    yield* first.splice(0);
    yield* pieces;
  };
  await store.write(key, Readable.from(whole(), { objectMode: false }), 'text/csv; charset=utf-8');
  return { kind: 'stored', url: await store.addressOf(key, fileName) };
}
