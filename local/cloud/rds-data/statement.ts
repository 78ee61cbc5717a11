import pg from 'pg';
import type { BoundStatement } from './bound-statement.ts';
import type { Connection } from './connections.ts';
import { DataApiError } from './errors.ts';
import type { Limits } from './limits.ts';

/** What PostgreSQL gave, in its own text form. */
export interface StatementResult {
  readonly fields: readonly pg.FieldDef[];
  readonly rows: readonly (readonly (string | null)[])[];
  /** Rows that were changed, or read. */
  readonly rowCount: number;
  /** INSERT, SELECT, COMMIT, ROLLBACK, … */
  readonly command: string;
}

/** A failure after which the connection cannot be used again; a transaction on it is lost. */
export class ConnectionLost extends Error {
  readonly answer: DataApiError;

  constructor(answer: DataApiError) {
    super(answer.message);
    this.answer = answer;
  }
}

/**
 * Runs one statement and collects its rows up to the limits of one answer. Throws DataApiError, or ConnectionLost with
 * the error to answer: rows that are too many are not read to their end, the connection is given up in their place.
 */
export function runStatement(
  connection: Connection,
  statement: Pick<BoundStatement, 'text' | 'values'>,
  limits: Limits,
): Promise<StatementResult> {
  return new Promise((resolve, reject) => {
    const rows: (string | null)[][] = [];
    let bytes = 0;
    // The extended protocol takes one statement only, whatever our own scanner thought of the text.
    const extended = { rowMode: 'array', queryMode: 'extended' };
    const config = { text: statement.text, values: [...statement.values], ...extended };
    const query = new pg.Query<(string | null)[]>(config);
    query.on('row', (row) => {
      const size = bytesOf(row);
      bytes += size;
      if (size > limits.rowBytes) tooLarge(`A row of the result set is larger than ${limits.rowBytes} bytes`);
      else if (bytes > limits.responseBytes) tooLarge(sizeMessage);
      else rows.push(row);
    });
    query.on('end', (result) => {
      const { fields, command } = result;
      resolve({ fields, rows, rowCount: result.rowCount ?? 0, command });
    });
    query.on('error', (error) => reject(answerTo(error)));
    connection.query(query);

    function tooLarge(message: string): void {
      reject(new ConnectionLost(new DataApiError('BadRequestException', message)));
    }
  });
}

export const sizeMessage = 'Database returned more than the allowed response size limit';

function bytesOf(row: readonly (string | null)[]): number {
  return row.reduce((sum, text) => sum + (text === null ? 0 : Buffer.byteLength(text)), 0);
}

// PostgreSQL's codes of a server that goes away, has no room, or was never there.
const gone = /^(08|57P0|53300)/;
const canceled = '57014';

function answerTo(error: Error): Error {
  if (!(error instanceof pg.DatabaseError)) {
    return new ConnectionLost(new DataApiError('DatabaseUnavailableException', error.message, { cause: error }));
  }
  if (error.code === canceled)
    return new DataApiError('StatementTimeoutException', 'Request timed out', { cause: error });
  const position = error.position === undefined ? '' : `; Position: ${error.position}`;
  const message = `ERROR: ${error.message}${position}; SQLState: ${error.code}`;
  const answer = new DataApiError('DatabaseErrorException', message, { cause: error });
  return gone.test(error.code ?? '') ? new ConnectionLost(answer) : answer;
}
