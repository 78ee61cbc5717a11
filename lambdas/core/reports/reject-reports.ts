import { z } from 'zod';
import { readCursor, writeCursor } from './cursor.ts';
import { openQuarantine, type QuarantinedRow, quarantineOf } from './quarantine.ts';
import type { Reject, RejectPage } from './reject.ts';
import type { ResultsStore } from './results-store.ts';
import type { RunReports } from './run-reports.ts';
import { MissingFileError } from './stored-parts.ts';

/** The quarantined rows are counted in the database, but their files are not there any more. */
export class RejectsGoneError extends Error {
  override readonly name = 'RejectsGoneError';
}

/** Which quarantined rows, and how many at a time. */
export interface RejectQuery {
  /** Of a run of several files: the one whose rows are meant. */
  readonly role?: string | undefined;
  /** Only rows that were quarantined for this reason. */
  readonly reason?: string | undefined;
  /** Only rows in which this column is to blame; empty: the row as a whole. */
  readonly column?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Reads quarantined rows. */
export interface RejectReports {
  /** Undefined when there is no such run. @throws {CursorError} @throws {RejectsGoneError} @throws {RoleError} */
  list(runId: string, query: RejectQuery): Promise<RejectPage | undefined>;
}

/** More of a row's raw text is cut off. */
export const longestRawBytes = 4096;

/** A Lambda's answer ends at 6 MB; a page is cut before that, and `nextCursor` continues it. */
export const largestPageBytes = 4_000_000;

/**
 * A page looks at so many rows at most: about a second's work. One of rows for a reason that is rare among them may hold
 * fewer than it could, or none, and `nextCursor` then continues behind the rows that were looked at.
 */
export const mostRowsRead = 50_000;

/** The row of the quarantine, from 0, that the page begins with. The cursor is tied to the quarantine as well, which a
 * retry replaces. */
const positionSchema = z.int().min(1);

/** What a page holds, and the row at which the next one begins; null behind the last one. */
interface Taken {
  readonly items: Reject[];
  readonly next: number | null;
}

export class StoredRejectReports implements RejectReports {
  readonly #runs: Pick<RunReports, 'run'>;
  readonly #store: ResultsStore;

  constructor(runs: Pick<RunReports, 'run'>, store: ResultsStore) {
    this.#runs = runs;
    this.#store = store;
  }

  async list(runId: string, query: RejectQuery): Promise<RejectPage | undefined> {
    const run = await this.#runs.run(runId);
    if (run === undefined) {
      return undefined;
    }
    const prefix = quarantineOf(run, query.role);
    const list = ['rejects', runId, prefix, query.reason ?? null, query.column ?? null];
    const firstRow = query.cursor === undefined ? 0 : readCursor(list, positionSchema, query.cursor);
    if (prefix === null) {
      return { items: [], nextCursor: null };
    }
    try {
      const { items, next } = await this.#take(prefix, firstRow, query);
      return { items, nextCursor: next === null ? null : writeCursor(list, next) };
    } catch (error) {
      throw error instanceof MissingFileError ? gone(run.rowsQuarantined ?? 0, error) : error;
    }
  }

  async #take(prefix: string, firstRow: number, { reason, column, limit }: RejectQuery): Promise<Taken> {
    const items: Reject[] = [];
    let next = firstRow;
    let bytes = 0;
    const quarantine = await openQuarantine(this.#store, prefix);
    for await (const row of quarantine.rowsFrom(firstRow)) {
      if ((reason ?? row.reason) === row.reason && (column ?? row.column) === row.column) {
        const item = shortened(row);
        bytes += Buffer.byteLength(JSON.stringify(item));
        if (items.length > 0 && bytes > largestPageBytes) {
          break;
        }
        items.push(item);
      }
      next++;
      if (items.length === limit || next - firstRow === mostRowsRead) {
        break;
      }
    }
    return { items, next: next < quarantine.rows ? next : null };
  }
}

function shortened(row: QuarantinedRow): Reject {
  const raw = Buffer.from(row.raw);
  if (raw.length <= longestRawBytes) {
    return { ...row, rawTruncated: false };
  }
  // A character that would be torn is left out: its first byte is no continuation byte (10xxxxxx).
  let end = longestRawBytes;
  while (((raw[end] ?? 0) & 0xc0) === 0x80) {
    end--;
  }
  return { ...row, raw: raw.subarray(0, end).toString(), rawTruncated: true };
}

/** The error that says so. */
export const gone = (rows: number, cause: unknown): RejectsGoneError =>
  new RejectsGoneError(
    `${rows} rows were quarantined, but their file has expired or was deleted from the results bucket.`,
    { cause },
  );
