import { randomBytes } from 'node:crypto';
import type { Connection, Connections } from './connections.ts';
import { DataApiError } from './errors.ts';
import type { Limits } from './limits.ts';
import { ConnectionLost, runStatement, type StatementResult } from './statement.ts';

interface Transaction {
  readonly connection: Connection;
  readonly endsAt: number;
  busy: boolean;
  idle: NodeJS.Timeout | undefined;
}

/** Transactions under way. One that nobody uses for three minutes is rolled back and forgotten. */
export class Transactions {
  private readonly open = new Map<string, Transaction>();
  private readonly connections: Connections;
  private readonly limits: Limits;

  constructor(connections: Connections, limits: Limits) {
    this.connections = connections;
    this.limits = limits;
  }

  /** Gives the id of a new transaction. */
  async begin(): Promise<string> {
    const connection = await this.connections.take();
    try {
      await this.run(connection, 'begin');
    } catch (error) {
      this.connections.giveBack(connection, true);
      throw error;
    }
    const id = randomBytes(132).toString('base64');
    const endsAt = Date.now() + this.limits.transactionMilliseconds;
    const transaction: Transaction = { connection, endsAt, busy: false, idle: undefined };
    this.open.set(id, transaction);
    this.watchIdle(id, transaction);
    return id;
  }

  /** Does something within a transaction, which does one thing at a time. */
  async use<T>(id: string, work: (connection: Connection) => Promise<T>): Promise<T> {
    const transaction = this.find(id);
    transaction.busy = true;
    clearTimeout(transaction.idle);
    try {
      return await work(transaction.connection);
    } catch (error) {
      if (error instanceof ConnectionLost) this.forget(id, transaction, true);
      throw error;
    } finally {
      transaction.busy = false;
      if (this.open.has(id)) this.watchIdle(id, transaction);
    }
  }

  async commit(id: string): Promise<void> {
    const { command } = await this.end(id, 'commit');
    if (command === 'COMMIT') return;
    // PostgreSQL answers the commit of a failed transaction with a rollback and no error; who asked must learn it.
    const message = 'ERROR: current transaction is aborted, it has been rolled back; SQLState: 25P02';
    throw new DataApiError('DatabaseErrorException', message);
  }

  async rollback(id: string): Promise<void> {
    await this.end(id, 'rollback');
  }

  private async end(id: string, verb: 'commit' | 'rollback'): Promise<StatementResult> {
    const transaction = this.find(id);
    this.open.delete(id); // a second commit finds nothing, whatever becomes of this one
    clearTimeout(transaction.idle);
    try {
      const result = await this.run(transaction.connection, verb);
      this.connections.giveBack(transaction.connection);
      return result;
    } catch (error) {
      this.connections.giveBack(transaction.connection, true);
      throw error;
    }
  }

  private find(id: string): Transaction {
    const transaction = this.open.get(id);
    if (transaction !== undefined && Date.now() > transaction.endsAt) this.forget(id, transaction, true);
    else if (transaction?.busy) {
      throw new DataApiError('DatabaseErrorException', 'Transaction is still running a query');
    } else if (transaction !== undefined) return transaction;
    throw new DataApiError('TransactionNotFoundException', `Transaction ${id} is not found`);
  }

  private watchIdle(id: string, transaction: Transaction): void {
    const end = () => this.rollback(id).catch(() => {}); // its connection is given up when even that fails
    transaction.idle = setTimeout(end, this.limits.transactionIdleMilliseconds).unref();
  }

  private forget(id: string, transaction: Transaction, broken: boolean): void {
    this.open.delete(id);
    clearTimeout(transaction.idle);
    this.connections.giveBack(transaction.connection, broken);
  }

  private run(connection: Connection, text: string): Promise<StatementResult> {
    return runStatement(connection, { text, values: [] }, this.limits);
  }
}
