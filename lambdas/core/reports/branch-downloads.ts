import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { branchCsvHeader, branchCsvLine } from './branch-csv.ts';
import type { BranchReports, BranchView } from './branch-reports.ts';
import type { BranchRow } from './branch-rows.ts';
import type { DownloadStore } from './results-store.ts';

/** A CSV file, or where it is. */
export type BranchDownload =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'stored'; readonly url: string };

/** A download that would not be ready in the time that an answer has. */
export class DownloadTooLongError extends Error {
  override readonly name = 'DownloadTooLongError';
}

/** Makes CSV files of lists of branches. */
export interface BranchDownloads {
  /** @throws {UnknownRunsError} @throws {DownloadTooLongError} */
  make(view: BranchView): Promise<BranchDownload>;
}

/**
 * A Lambda's answer ends at 6 MB, and travels as a JSON string, in which a character can take six bytes. What is larger is
 * stored.
 */
export const largestTextBytes = 900_000;

export class StoredBranchDownloads implements BranchDownloads {
  readonly #reports: Pick<BranchReports, 'readAll'>;
  readonly #store: DownloadStore;
  readonly #readyWithinMs: number;

  constructor(reports: Pick<BranchReports, 'readAll'>, store: DownloadStore, readyWithinMs: number) {
    this.#reports = reports;
    this.#store = store;
    this.#readyWithinMs = readyWithinMs;
  }

  make(view: BranchView): Promise<BranchDownload> {
    const endsAt = Date.now() + this.#readyWithinMs;
    return this.#reports.readAll(view, async (batches) => {
      const texts = csvTexts(batches, endsAt);
      const first: Buffer[] = [];
      for (let bytes = 0; bytes <= largestTextBytes; bytes += first.at(-1)?.length ?? 0) {
        const { value, done } = await texts.next();
        if (done === true) {
          return { kind: 'text', text: Buffer.concat(first).toString() };
        }
        first.push(value);
      }
      return { kind: 'stored', url: await this.#stored(first, texts) };
    });
  }

  /** No more of it is in memory than the first texts and what is on its way. */
  async #stored(first: Buffer[], rest: AsyncIterable<Buffer>): Promise<string> {
    const key = `downloads/${randomUUID()}.csv`;
    const whole = async function* (): AsyncGenerator<Buffer> {
      yield* first.splice(0);
      yield* rest;
    };
    await this.#store.write(key, Readable.from(whole(), { objectMode: false }), 'text/csv; charset=utf-8');
    return this.#store.addressOf(key, 'branches.csv');
  }
}

async function* csvTexts(batches: AsyncIterable<readonly BranchRow[]>, endsAt: number): AsyncGenerator<Buffer> {
  yield Buffer.from(branchCsvHeader);
  for await (const rows of batches) {
    if (Date.now() > endsAt) {
      throw new DownloadTooLongError(
        'So many branches cannot be written in time; ask for fewer files or fewer branches.',
      );
    }
    yield Buffer.from(rows.map(branchCsvLine).join(''));
  }
}
