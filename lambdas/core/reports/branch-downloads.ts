import { branchCsvHeader, branchCsvLine } from './branch-csv.ts';
import type { BranchReports, BranchView } from './branch-reports.ts';
import type { BranchRow } from './branch-rows.ts';
import { type CsvDownload, csvDownload, DownloadTooLongError } from './csv-download.ts';
import type { DownloadStore } from './results-store.ts';

/** Makes CSV files of lists of branches. */
export interface BranchDownloads {
  /** @throws {UnknownRunsError} @throws {DownloadTooLongError} */
  make(view: BranchView): Promise<CsvDownload>;
}

export class StoredBranchDownloads implements BranchDownloads {
  readonly #reports: Pick<BranchReports, 'readAll'>;
  readonly #store: DownloadStore;
  readonly #readyWithinMs: number;

  constructor(reports: Pick<BranchReports, 'readAll'>, store: DownloadStore, readyWithinMs: number) {
    this.#reports = reports;
    this.#store = store;
    this.#readyWithinMs = readyWithinMs;
  }

  make(view: BranchView): Promise<CsvDownload> {
    const endsAt = Date.now() + this.#readyWithinMs;
    return this.#reports.readAll(view, (batches) =>
      csvDownload(csvTexts(batches, endsAt), this.#store, 'branches.csv'),
    );
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
