import { z } from 'zod';
import type { Database } from '../database/database.ts';
import { readCursor, writeCursor } from '../reports/cursor.ts';
import { documentRowSchema, documentsOf } from '../reports/documents.ts';
import { largestPageBytes, mostRowsRead } from '../reports/reject-reports.ts';
import { orGone, type StoredResultFile, storedResults } from '../reports/result-files.ts';
import type { ResultsStore } from '../reports/results-store.ts';
import { partRecords } from '../reports/stored-parts.ts';
import { countSchema } from '../reports/values.ts';
import { chooseRun, chosenRun, ofChosenRun, readChosenRun, runPlace, toldRun } from './balance-run.ts';
import {
  type RejectedTransfer,
  type RejectedTransferPage,
  type RejectionReason,
  rejectionCountSchema,
  rejectionReasonSchema,
  rejectionReasons,
} from './rejection.ts';

export interface RejectedTransferQuery {
  readonly runId?: string | undefined;
  readonly reason?: RejectionReason | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Reads the transfers that moved nothing. */
export interface RejectedTransfers {
  /**
   * Undefined when the run that is asked for has published no balances.
   * @throws {CursorError} @throws {ResultsGoneError}
   */
  list(query: RejectedTransferQuery): Promise<RejectedTransferPage | undefined>;
}

const columns = ['line', 'reason', 'date', 'fromAccountNumber', 'transferAmount', 'toAccountNumber'] as const;

const recordSchema = z
  .tuple([z.coerce.number().pipe(countSchema), rejectionReasonSchema, z.string(), z.string(), z.string(), z.string()])
  .transform(([line, reason, date, fromAccountNumber, transferAmount, toAccountNumber]) => ({
    ...{ line, reason, date, fromAccountNumber, transferAmount, toAccountNumber },
  }));

/** Behind which row, counted from 0 through all parts, a page begins. */
const placeSchema = z.tuple([...runPlace, countSchema]);

const prefixSchema = z.object({ prefix: z.string().nullable(), attempt: z.int() });

/** What a page holds, and the row at which the next one begins; null when there is none. */
interface Taken {
  readonly items: RejectedTransfer[];
  readonly next: number | null;
}

/** Counts from the database, rows from the parts that the worker has stored; neither changes once it is published. */
export class StoredRejectedTransfers implements RejectedTransfers {
  readonly #database: Database;
  readonly #store: ResultsStore;

  constructor(database: Database, store: ResultsStore) {
    this.#database = database;
    this.#store = store;
  }

  async list(query: RejectedTransferQuery): Promise<RejectedTransferPage | undefined> {
    const list = ['rejected-transfers', query.runId ?? null, query.reason ?? null];
    const place = query.cursor === undefined ? undefined : readCursor(list, placeSchema, query.cursor);
    const choice = chooseRun(place, query.runId);
    const sql = `with ${chosenRun(choice)} ${toldRun} union all ${reasonsOfRun} union all ${filesOfRun}`;
    const rows = await this.#database.query(sql, choice.parameters, documentRowSchema, 'reads');
    const run = readChosenRun(rows, choice);
    const [files] = documentsOf(rows, 'files', prefixSchema);
    const reasons = documentsOf(rows, 'reason', rejectionCountSchema).sort(byPrecedence);
    if (run === undefined) {
      return undefined;
    }
    if (run === null || files === undefined) {
      return { run, reasons, items: [], nextCursor: null };
    }
    const { items, next } = await orGone(() => this.#take(files.prefix, place?.[2] ?? 0, query));
    const nextCursor = next === null ? null : writeCursor(list, [run.runId, files.attempt, next]);
    return { run, reasons, items, nextCursor };
  }

  /** A page looks at so many rows at most; one of rows for a rare reason may hold fewer than it could, or none. */
  async #take(prefix: string | null, firstRow: number, { reason, limit }: RejectedTransferQuery): Promise<Taken> {
    const parts = (await storedResults(this.#store, prefix)).filter((file) => mayHold(file, reason));
    const items: RejectedTransfer[] = [];
    let bytes = 0;
    let looked = 0;
    for (const part of parts) {
      let row = Math.max(part.firstRow, firstRow);
      for await (const record of partRecords(this.#store, [part], columns, row)) {
        if (items.length === limit || looked === mostRowsRead || bytes > largestPageBytes) {
          return { items, next: row };
        }
        const item = recordSchema.parse(record);
        if ((reason ?? item.reason) === item.reason) {
          bytes += Buffer.byteLength(JSON.stringify(item));
          items.push(item);
        }
        row++;
        looked++;
      }
    }
    return { items, next: null };
  }
}

/** Parts tell how many of their rows have which reason. */
const mayHold = ({ kind, reasons }: StoredResultFile, reason: RejectionReason | undefined): boolean =>
  kind === 'rejected-transfers' && (reason === undefined || reasons === undefined || (reasons[reason] ?? 0) > 0);

const byPrecedence = (one: { reason: RejectionReason }, other: { reason: RejectionReason }): number =>
  rejectionReasons.indexOf(one.reason) - rejectionReasons.indexOf(other.reason);

const reasonsOfRun = `
  select 'reason', json_build_object('reason', rejection.reason, 'count', rejection.count)::text
    from transfer_rejection rejection where ${ofChosenRun('rejection')}`;

const filesOfRun = `
  select 'files', json_build_object('prefix', run.results_prefix, 'attempt', run.published_attempt)::text
    from chosen_run run`;
