import { ExecuteStatementCommand, type Field, type RDSDataClient } from '@aws-sdk/client-rds-data';

export type Value = string | number | boolean | null;

/** As in database.py. */
const RESUMABLE = new Set([
  'DatabaseResumingException',
  'ThrottlingException',
  'DatabaseUnavailableException',
  'StatementTimeoutException',
]);
const RESUMABLE_SQL_STATE = /SQLState: ?(?:40001|40P01|57P0[1-3]|08\d{3})/;
const TRIES = 8;
const LONGEST_PAUSE = 30;

/** database.py: sends statements that are safe to repeat, and repeats them while that may help. */
export class WorkerDatabase {
  readonly #client: RDSDataClient;
  readonly #sleep: (milliseconds: number) => Promise<void>;

  constructor(client: RDSDataClient, sleep: (milliseconds: number) => Promise<void>) {
    this.#client = client;
    this.#sleep = sleep;
  }

  async value(sql: string, parameters: Readonly<Record<string, Value>>): Promise<Value> {
    return (await this.rows(sql, parameters))[0]?.[0] ?? null;
  }

  async rows(sql: string, parameters: Readonly<Record<string, Value>>): Promise<Value[][]> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#send(sql, parameters);
      } catch (error) {
        if (attempt === TRIES || !passes(error)) throw error;
        await this.#sleep(1_000 * Math.min(LONGEST_PAUSE, 2 ** (attempt - 1)));
      }
    }
  }

  async #send(sql: string, parameters: Readonly<Record<string, Value>>): Promise<Value[][]> {
    const command = new ExecuteStatementCommand({
      resourceArn: 'cluster',
      secretArn: 'secret',
      sql,
      parameters: Object.entries(parameters).map(([name, value]) => ({ name, value: fieldOf(value) })),
    });
    const { records = [] } = await this.#client.send(command);
    return records.map((record) => record.map(plainValue));
  }
}

function passes(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const isOfTheService = error.name.endsWith('Exception');
  return !isOfTheService || RESUMABLE.has(error.name) || RESUMABLE_SQL_STATE.test(error.message);
}

function fieldOf(value: Value): Field {
  if (value === null) return { isNull: true };
  if (typeof value === 'boolean') return { booleanValue: value };
  return typeof value === 'number' ? { longValue: value } : { stringValue: value };
}

const plainValue = (field: Field): Value => field.stringValue ?? field.booleanValue ?? field.longValue ?? null;
