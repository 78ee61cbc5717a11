import type { RejectPage } from './reject.ts';

/** The quarantined rows are counted in the database, but their files are not there any more. */
export class RejectsGoneError extends Error {
  override readonly name = 'RejectsGoneError';
}

/** Reads quarantined rows. */
export interface RejectReports {
  /** Undefined when there is no such run. @throws {CursorError} @throws {RejectsGoneError} */
  list(
    runId: string,
    page: { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<RejectPage | undefined>;
}
