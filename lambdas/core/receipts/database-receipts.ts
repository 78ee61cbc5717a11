import { z } from 'zod';
import { type Database, timestampColumn, uuid } from '../database/index.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { readCursor, writeCursor } from '../reports/cursor.ts';
import { documentRowSchema, documentsOf } from '../reports/documents.ts';
import { readPage } from '../reports/page.ts';
import { type RunState, runStateSchema } from '../reports/run.ts';
import { canonicalSha256 } from './canonical.ts';
import {
  beforeAllLines,
  type CorrectedLinesPage,
  correctedLinesPageSql,
  correctedLinesSchema,
  correctedPlaceSchema,
} from './corrected-lines.ts';
import {
  type Pinned,
  pinnedSchema,
  type Receipt,
  type RunFiguresPage,
  runFiguresSchema,
  standingSchema,
} from './receipt.ts';
import { figuresPageSql, receiptSql } from './receipt-sql.ts';

const markedSchema = z.object({ goneAt: timestampColumn });

/** A run that is not closed has no receipt yet. */
export class NotClosedError extends Error {
  override readonly name = 'NotClosedError';
  readonly state: RunState;
  constructor(runId: string, state: RunState) {
    super(`Run ${runId} is not closed yet (it is ${state}), so that it has no receipt. Ask again when it is.`);
    this.state = state;
  }
}

export interface Receipts {
  /** Undefined when there is no such run. @throws {NotClosedError} */
  receipt(runId: string): Promise<Receipt | undefined>;
  /** What the run itself counted, without corrections; nothing when it published none. @throws {CursorError} */
  figures(runId: string, page: Page): Promise<RunFiguresPage>;
  /** Which lines of the run's file corrections have put right; nothing when none has. @throws {CursorError} */
  correctedLines(runId: string, page: Page): Promise<CorrectedLinesPage>;
}

interface Page {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface ReceiptParts {
  readonly database: Database;
  readonly landed: Pick<ObjectStore, 'describe'>;
  /** Told when it could not be found out whether a source is still there. */
  readonly reportUnknown: (error: unknown) => void;
}

/**
 * Receipts from the database. Whoever asks for one has the sources looked for, and those that are gone are noted: that needs
 * no event from S3 and no schedule, so nothing wakes the database while nobody asks.
 */
export class DatabaseReceipts implements Receipts {
  readonly #parts: ReceiptParts;

  constructor(parts: ReceiptParts) {
    this.#parts = parts;
  }

  async receipt(runId: string): Promise<Receipt | undefined> {
    const rows = await this.#parts.database.query(receiptSql, { runId: uuid(runId) }, documentRowSchema, 'reads');
    const [state] = documentsOf(rows, 'state', runStateSchema);
    const [pinned] = documentsOf(rows, 'pinned', pinnedSchema);
    const [standing] = documentsOf(rows, 'standing', standingSchema);
    if (state === undefined || standing === undefined) {
      return undefined;
    }
    if (pinned === undefined) {
      throw new NotClosedError(runId, state);
    }
    const known = new Set(standing.sourcesGone.map(({ position }) => position));
    const found = await this.#findGone(pinned, known);
    const sourcesGone = [...standing.sourcesGone, ...found].sort((one, other) => one.position - other.position);
    return { receipt: pinned, standing: { ...standing, sourcesGone }, sha256: canonicalSha256(pinned) };
  }

  async figures(runId: string, page: Page): Promise<RunFiguresPage> {
    const list = ['run-figures', runId];
    const after = page.cursor === undefined ? '' : readCursor(list, z.string(), page.cursor);
    const { rows, more } = await readPage(this.#parts.database, {
      tables: figuresPageSql,
      parameters: { runId: uuid(runId), after },
      limit: page.limit,
    });
    const items = documentsOf(rows, 'item', runFiguresSchema);
    return { items, nextCursor: more === undefined ? null : writeCursor(list, more) };
  }

  async correctedLines(runId: string, page: Page): Promise<CorrectedLinesPage> {
    const list = ['corrected-lines', runId];
    const [afterRun, afterBlock] =
      page.cursor === undefined ? beforeAllLines : readCursor(list, correctedPlaceSchema, page.cursor);
    const { rows, more } = await readPage(this.#parts.database, {
      tables: correctedLinesPageSql,
      parameters: { runId: uuid(runId), afterRun: uuid(afterRun), afterBlock },
      limit: page.limit,
    });
    const items = documentsOf(rows, 'item', correctedLinesSchema);
    return { items, nextCursor: more === undefined ? null : writeCursor(list, more) };
  }

  async #findGone({ runId, sources }: Pinned, known: ReadonlySet<number>) {
    const looked = sources.map(async (source, position) =>
      known.has(position) || (await this.#isThere(source))
        ? []
        : [{ position, goneAt: await this.#mark(runId, position) }],
    );
    return (await Promise.all(looked)).flat();
  }

  /** A receipt does not depend on S3: where it cannot be asked, nothing is noted. */
  async #isThere({ bucket, key, versionId }: Pinned['sources'][number]): Promise<boolean> {
    try {
      return (await this.#parts.landed.describe(bucket, key, versionId)) !== undefined;
    } catch (error) {
      this.#parts.reportUnknown(error);
      return true;
    }
  }

  async #mark(runId: string, position: number): Promise<string> {
    const sql = 'select mark_source_gone(:runId::uuid, :position::integer) as "goneAt"';
    // Marked once, while it has no mark; a second call gives the time of the first.
    const rows = await this.#parts.database.query(sql, { runId: uuid(runId), position }, markedSchema, 'settled');
    const [marked] = rows;
    if (marked === undefined) {
      throw new Error(`Run ${runId} has no source ${position}.`);
    }
    return marked.goneAt;
  }
}
