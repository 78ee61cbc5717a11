import type { TransactionalDatabase } from '../database/database.ts';
import type { JobTypes } from '../job-types/index.ts';
import { type CorrectedLines, withCorrectedLines } from './corrected-lines.ts';
import { type CsvDownload, csvDownload, DownloadTooLongError } from './csv-download.ts';
import { openQuarantine, quarantineOf } from './quarantine.ts';
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
  /** Of a run of several files: the one whose rows are meant. */
  readonly role?: string | undefined;
  readonly all: boolean;
  readonly exact: boolean;
}

/** Makes CSV files of quarantined rows, to be corrected and dropped again. */
export interface RejectDownloads {
  /**
   * Undefined when there is no such run.
   * @param wish `all`: also rows that corrections have put right; `exact`: for a program, which runs no formulas
   * @throws {RoleError} @throws {CorrectionDownloadError} @throws {RejectsGoneError} @throws {DownloadTooLongError}
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

/** What a download is called. */
export const rejectsFileName = (runId: string, role: string | undefined): string =>
  `${runId}-${role === undefined ? '' : `${role}-`}rejects.csv`;

type DeclaredColumns = readonly { readonly name: string; readonly required: boolean }[];

/** Characters, at least, that go to the store or the answer as one piece. */
const pieceLength = 100_000;

export class StoredRejectDownloads implements RejectDownloads {
  readonly #parts: RejectDownloadParts;

  constructor(parts: RejectDownloadParts) {
    this.#parts = parts;
  }

  /** One statement tells of the run and, where lines are to be left out, of them: a file is of one moment. */
  async make(runId: string, wish: RejectWish): Promise<CsvDownload | undefined> {
    const { runs, database } = this.#parts;
    const run = await runs.run(runId);
    return wish.all || run === undefined || run.rowsCorrected === 0
      ? this.#download(run, undefined, wish)
      : withCorrectedLines(database, runId, (same, corrected) => this.#download(same, corrected, wish));
  }

  async #download(
    run: Run | undefined,
    corrected: CorrectedLines | undefined,
    wish: RejectWish,
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
      const prefix = quarantineOf(run, wish.role);
      const pieces = this.#pieces(this.#columnsOf(run, wish.role), prefix, corrected, wish.exact);
      return await csvDownload(pieces, this.#parts.store, rejectsFileName(run.runId, wish.role));
    } catch (error) {
      throw error instanceof MissingFileError ? gone(run.rowsQuarantined ?? 0, error) : error;
    }
  }

  async *#pieces(
    columns: DeclaredColumns,
    prefix: string | null,
    corrected: CorrectedLines | undefined,
    exact: boolean,
  ): AsyncGenerator<Buffer> {
    const { store, readyWithinMs } = this.#parts;
    const endsAt = Date.now() + readyWithinMs;
    const quarantine = prefix === null ? undefined : await openQuarantine(store, prefix);
    const csv = new RejectCsv(columns, quarantine?.header, exact);
    yield Buffer.from(csv.header());
    if (quarantine === undefined) {
      return;
    }
    let piece = '';
    for await (const row of quarantine.rowsFrom(0)) {
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

  #columnsOf(run: Run, role = run.sources[0]?.role): DeclaredColumns {
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
