import type { TransactionalDatabase } from '../database/database.ts';
import type { JobTypes } from '../job-types/index.ts';
import { type CorrectedLines, withCorrectedLines } from './corrected-lines.ts';
import { type CsvDownload, csvDownload, DownloadTooLongError } from './csv-download.ts';
import { quarantinedRows, quarantineHeader } from './quarantine.ts';
import { RejectCsv } from './reject-csv.ts';
import { gone } from './reject-reports.ts';
import type { DownloadStore, ResultsStore } from './results-store.ts';
import type { Run } from './run.ts';
import type { RunReports } from './run-reports.ts';
import { MissingFileError } from './stored-parts.ts';

/** The rows of a correction are lines of a file that nobody can correct: their originals can. */
export class CorrectionDownloadError extends Error {
  override readonly name = 'CorrectionDownloadError';
}

export interface RejectWish {
  readonly all: boolean;
  readonly exact: boolean;
}

/** Makes CSV files of quarantined rows, to be corrected and dropped again. */
export interface RejectDownloads {
  /**
   * Undefined when there is no such run.
   * @param wish `all`: also rows that corrections have put right; `exact`: for a program, which runs no formulas
   * @throws {CorrectionDownloadError} @throws {RejectsGoneError} @throws {DownloadTooLongError}
   */
  make(runId: string, wish: RejectWish): Promise<CsvDownload | undefined>;
}

export interface RejectDownloadParts {
  readonly runs: Pick<RunReports, 'run'>;
  readonly database: TransactionalDatabase;
  readonly store: ResultsStore & DownloadStore;
  readonly jobTypes: JobTypes;
  readonly readyWithinMs: number;
}

/** Characters, at least, that go to the store or the answer as one piece. */
const pieceLength = 100_000;

export class StoredRejectDownloads implements RejectDownloads {
  readonly #parts: RejectDownloadParts;

  constructor(parts: RejectDownloadParts) {
    this.#parts = parts;
  }

  /** One statement tells of the run and, where lines are to be left out, of them: a file is of one moment. */
  async make(runId: string, { all, exact }: RejectWish): Promise<CsvDownload | undefined> {
    const { runs, database } = this.#parts;
    const run = await runs.run(runId);
    return all || run === undefined || run.rowsCorrected === 0
      ? this.#download(run, undefined, exact)
      : withCorrectedLines(database, runId, (same, corrected) => this.#download(same, corrected, exact));
  }

  async #download(
    run: Run | undefined,
    corrected: CorrectedLines | undefined,
    exact: boolean,
  ): Promise<CsvDownload | undefined> {
    if (run === undefined) {
      return undefined;
    }
    if (run.corrects !== null) {
      throw new CorrectionDownloadError(
        `Run ${run.runId} is a correction. Download the rows that are still quarantined in run ${run.corrects} instead.`,
      );
    }
    try {
      return await csvDownload(this.#pieces(run, corrected, exact), this.#parts.store, `${run.runId}-rejects.csv`);
    } catch (error) {
      throw error instanceof MissingFileError ? gone(run.rowsQuarantined ?? 0, error) : error;
    }
  }

  async *#pieces(run: Run, corrected: CorrectedLines | undefined, exact: boolean): AsyncGenerator<Buffer> {
    const { store, readyWithinMs } = this.#parts;
    const endsAt = Date.now() + readyWithinMs;
    const prefix = run.rowsQuarantined === null || run.rowsQuarantined === 0 ? null : run.quarantinePrefix;
    const csv = new RejectCsv(
      this.#columnsOf(run),
      prefix === null ? undefined : await quarantineHeader(store, prefix),
      exact,
    );
    yield Buffer.from(csv.header());
    if (prefix === null) {
      return;
    }
    let piece = '';
    for await (const row of quarantinedRows(store, prefix, 0)) {
      refuseAfter(endsAt);
      if (corrected === undefined || !(await corrected.has(row.line))) {
        piece += csv.line(row);
      }
      if (piece.length >= pieceLength) {
        yield Buffer.from(piece);
        piece = '';
      }
    }
    yield Buffer.from(piece);
  }

  #columnsOf(run: Run): { name: string; required: boolean }[] {
    const role = run.sources[0]?.role;
    const source = this.#parts.jobTypes.get(run.jobType)?.sources.find((one) => one.role === role);
    return source?.columns.map(({ name, required }) => ({ name, required })) ?? [];
  }
}

function refuseAfter(endsAt: number): void {
  if (Date.now() > endsAt) {
    throw new DownloadTooLongError(
      'So many quarantined rows cannot be written in time; correct the file as a whole and upload it again.',
    );
  }
}
