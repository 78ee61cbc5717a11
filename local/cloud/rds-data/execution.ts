import type { BoundStatement } from './bound-statement.ts';
import type { Connection, Connections } from './connections.ts';
import { DataApiError } from './errors.ts';
import type { Limits } from './limits.ts';
import { ConnectionLost, runStatement, type StatementResult } from './statement.ts';
import type { Transactions } from './transactions.ts';

export interface Execution {
  readonly connections: Connections;
  readonly transactions: Transactions;
  readonly limits: Limits;
}

/** Runs statements in order, in the given transaction or in one of their own. */
export async function runTogether(
  { connections, transactions, limits }: Execution,
  statements: readonly BoundStatement[],
  transactionId: string | undefined,
): Promise<void> {
  for (const statement of statements) refuseTransactionControl(statement);
  const runAll = async (connection: Connection) => {
    for (const statement of statements) await runStatement(connection, statement, limits);
  };
  if (transactionId !== undefined) return transactions.use(transactionId, runAll);
  return withConnection(connections, async (connection) => {
    await runStatement(connection, { text: 'begin', values: [] }, limits);
    try {
      await runAll(connection);
      await runStatement(connection, { text: 'commit', values: [] }, limits);
    } catch (error) {
      if (!(error instanceof ConnectionLost)) {
        await runStatement(connection, { text: 'rollback', values: [] }, limits);
      }
      throw error;
    }
  });
}

/** Runs one statement and hands its result over while the connection is still held. */
export async function runOne<T>(
  { connections, transactions, limits }: Execution,
  statement: BoundStatement,
  { transactionId, continueAfterTimeout }: { transactionId?: string | undefined; continueAfterTimeout: boolean },
  then: (result: StatementResult, connection: Connection) => Promise<T>,
): Promise<T> {
  refuseTransactionControl(statement);
  const run = async (connection: Connection) => {
    const result = await runStatement(connection, statement, limits);
    const answer = await then(result, connection);
    if (transactionId === undefined && leavesTraces.has(statement.verb)) {
      await runStatement(connection, { text: 'discard all', values: [] }, limits);
    }
    return answer;
  };
  const start = (work: (connection: Connection) => Promise<T>) =>
    transactionId === undefined ? withConnection(connections, work) : transactions.use(transactionId, work);
  if (!continueAfterTimeout) return start(run);
  return orTimeout(
    start(async (connection) => {
      await runStatement(connection, { text: 'set statement_timeout = 0', values: [] }, limits);
      try {
        return await run(connection);
      } finally {
        await connection.query('reset statement_timeout').catch(() => {}); // the connection or transaction is broken
      }
    }),
    limits.statementMilliseconds,
  );
}

/** Answers after the time-out; the work goes on by itself. */
async function orTimeout<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new DataApiError('StatementTimeoutException', 'Request timed out')), milliseconds);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
    work.catch(() => {}); // its failure after the time-out has no one left to tell
  }
}

async function withConnection<T>(connections: Connections, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await connections.take();
  let broken = false;
  try {
    return await work(connection);
  } catch (error) {
    broken = error instanceof ConnectionLost;
    throw error;
  } finally {
    connections.giveBack(connection, broken);
  }
}

/** Statements whose effect on a session the next caller must not meet. */
const leavesTraces = new Set([
  'set',
  'reset',
  'prepare',
  'deallocate',
  'listen',
  'declare',
  'load',
  'create',
  'discard',
]);

const transactionVerbs = new Set(['begin', 'start', 'commit', 'end', 'abort', 'rollback']);

function refuseTransactionControl({ verb, text }: BoundStatement): void {
  if (!transactionVerbs.has(verb) || /^\s*rollback\s+(work\s+|transaction\s+)?to\s/i.test(text)) return;
  const message = `${verb.toUpperCase()} is not supported. Use BeginTransaction, CommitTransaction and RollbackTransaction.`;
  throw new DataApiError('BadRequestException', message);
}
