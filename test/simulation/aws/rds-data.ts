import {
  BeginTransactionCommand,
  CommitTransactionCommand,
  ExecuteStatementCommand,
  type RDSDataClient,
  RollbackTransactionCommand,
  type SqlParameter,
} from '@aws-sdk/client-rds-data';
import pg from 'pg';
import { bindStatement } from '../../../local/cloud/rds-data/bound-statement.ts';
import { knownType } from '../../../local/cloud/rds-data/postgres-types.ts';
import { toField } from '../../../local/cloud/rds-data/records.ts';
import type { Parameter } from '../../../local/cloud/rds-data/requests.ts';
import { type Failures, type Process, TimeoutError } from '../world/process.ts';
import type { World } from '../world/world.ts';

/** A statement that PostgreSQL has done and committed. */
export interface Committed {
  readonly process: Process;
  readonly sql: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** PostgreSQL's texts. */
  readonly rows: readonly (readonly (string | null)[])[];
}

/** What watches over the database; each is awaited before the world goes on. */
export interface DatabaseWatch {
  before(process: Process): Promise<void>;
  after(committed: Committed): Promise<void>;
}

type Answer = pg.QueryArrayResult<(string | null)[]>;

const STATEMENT_MILLISECONDS = 45_000;
/** A transaction that nobody uses for so long is rolled back; nobody learns sooner that its owner is gone. */
const IDLE_MILLISECONDS = 180_000;
const named = (name: string, message = name): Error => Object.assign(new Error(message), { name });
const asText = { getTypeParser: () => (text: string) => text };
const TIME = { name: 'time', text: "select set_config('simulated.now', $1, false)" };
const BUSY = Symbol('another transaction is open');
/** Names of prepared statements; a connection outlives its schedules. */
const names = new Map<string, string>();

/** The RDS Data API in front of a real PostgreSQL, one statement at a time. */
export class RdsData {
  readonly #world: World;
  readonly #connection: pg.Client;
  readonly #watch: DatabaseWatch;
  readonly #timesOut: boolean;
  #transaction: { readonly id: string; usedAt: number } | undefined;
  #asleepUntil = 0;
  #toldTime = 0;

  /** @param timesOut whether reading published figures takes too long */
  constructor(world: World, connection: pg.Client, watch: DatabaseWatch, timesOut: boolean) {
    this.#timesOut = timesOut;
    this.#world = world;
    this.#connection = connection;
    this.#watch = watch;
  }

  client(process: Process): RDSDataClient {
    return { send: (command: object) => this.#send(command, process) } as unknown as RDSDataClient;
  }

  /** Asks PostgreSQL itself, at the virtual time, past all faults. */
  async ask(sql: string, values: readonly unknown[] = []): Promise<(string | null)[][]> {
    const { rows } = await this.#timely({ text: sql, values: [...values], name: nameOf(sql) });
    return rows;
  }

  async #send(command: object, process: Process): Promise<unknown> {
    const since = this.#world.now();
    for (;;) {
      const answer = await process.effect(titleOf(command), this.#failures(), () => this.#answer(command, process));
      if (answer !== BUSY) return answer;
      // A transaction that is open elsewhere may hold the locks that this one needs; none is needed to begin another.
      const isStatement = command instanceof ExecuteStatementCommand;
      if (isStatement && this.#world.now() - since > STATEMENT_MILLISECONDS) {
        process.harm();
        throw named('StatementTimeoutException');
      }
      await process.sleep(500);
    }
  }

  #failures(): Failures {
    const { random } = this.#world;
    return {
      refused: () => named(random.pick(['ThrottlingException', 'DatabaseUnavailableException', 'ECONNRESET'])),
      unanswered: () => new TimeoutError('the Data API did not answer'),
    };
  }

  async #answer(command: object, process: Process): Promise<unknown> {
    this.#fallAsleep();
    if (this.#world.now() < this.#asleepUntil) {
      process.harm();
      throw named('DatabaseResumingException');
    }
    const { transactionId } = (command as { readonly input: { readonly transactionId?: string } }).input;
    if (this.#transaction === undefined) {
      if (transactionId !== undefined) throw named('TransactionNotFoundException');
    } else if (this.#transaction.id === transactionId) {
      this.#transaction.usedAt = this.#world.now();
    } else {
      // One that is left over may be of the same process, when it could not roll it back.
      return BUSY;
    }
    if (this.#timesOut && command instanceof ExecuteStatementCommand && command.input.sql?.includes('run_figures(')) {
      process.harm();
      throw named('StatementTimeoutException');
    }
    await this.#watch.before(process);
    if (command instanceof ExecuteStatementCommand) return await this.#execute(command.input, process);
    if (command instanceof BeginTransactionCommand) return await this.#begin();
    if (command instanceof CommitTransactionCommand) return await this.#end(command.input.transactionId, 'commit');
    if (command instanceof RollbackTransactionCommand) return await this.#end(command.input.transactionId, 'rollback');
    throw new Error(`this Data API cannot do ${command.constructor.name}`);
  }

  #fallAsleep(): void {
    const { random, faults } = this.#world;
    if (!random.chance(faults.databasePause / 100)) return;
    this.#asleepUntil = this.#world.now() + random.between(5_000, 40_000);
    this.#world.note('the database', 'is paused and resumes');
  }

  async #begin(): Promise<unknown> {
    await this.#connection.query('begin');
    const transaction = { id: this.#world.random.uuid(), usedAt: this.#world.now() };
    this.#transaction = transaction;
    this.#giveUpWhenIdle(transaction);
    return { transactionId: transaction.id };
  }

  #giveUpWhenIdle(transaction: { readonly id: string; readonly usedAt: number }): void {
    this.#world.after(transaction.usedAt + IDLE_MILLISECONDS - this.#world.now(), async () => {
      if (this.#transaction !== transaction) return;
      if (this.#world.now() - transaction.usedAt < IDLE_MILLISECONDS) this.#giveUpWhenIdle(transaction);
      else await this.#end(transaction.id, 'rollback');
    });
  }

  async #end(id: string | undefined, verb: 'commit' | 'rollback'): Promise<unknown> {
    if (id === undefined || this.#transaction?.id !== id) throw named('TransactionNotFoundException');
    this.#transaction = undefined;
    await this.#connection.query(verb);
    return {};
  }

  async #execute(input: ExecuteStatementCommand['input'], process: Process): Promise<unknown> {
    const parameters = (input.parameters ?? []).map(toParameter);
    const { text, values } = bindStatement(input.sql ?? '', parameters);
    const result = await this.#query(text, values, process);
    const types = result.fields.map(({ dataTypeID }) => knownType(dataTypeID));
    const records = result.rows.map((row) =>
      types.map((type, place) => {
        if (type === undefined) throw named('UnsupportedResultException');
        return fieldOf(toField(row[place] ?? null, type, longsAsText(input)));
      }),
    );
    const told = Object.fromEntries((input.parameters ?? []).map(({ name = '', value }) => [name, plain(value)]));
    this.#world.note(
      process.name,
      `${input.sql?.replaceAll(/\s+/g, ' ').slice(0, 90)} ${JSON.stringify(told)} → ${JSON.stringify(result.rows)}`,
    );
    await this.#watch.after({ process, sql: input.sql ?? '', parameters: told, rows: result.rows });
    const columnMetadata = result.fields.map(({ name }, place) => ({ label: name, typeName: typeName(types[place]) }));
    return { records, columnMetadata };
  }

  async #query(text: string, values: readonly unknown[], process: Process): Promise<Answer> {
    const isUtility = !/^\s*(select|insert|update|delete|with)/i.test(text);
    try {
      return await this.#timely({ text, values: [...values], ...(isUtility ? {} : { name: nameOf(text) }) });
    } catch (error) {
      if (!(error instanceof pg.DatabaseError)) throw error;
      this.#world.violated(
        'the database never has to refuse a statement',
        `${process.name}: ${error.message} (${text.slice(0, 80)})`,
      );
      throw named('DatabaseErrorException', `ERROR: ${error.message}; SQLState: ${error.code}`);
    }
  }

  /** The time goes ahead of the query in one package, and is not waited for: PostgreSQL does one after the other. */
  async #timely(query: pg.QueryConfig): Promise<Answer> {
    const now = this.#world.now();
    const { stream } = this.#connection.connection;
    stream.cork();
    const told =
      this.#toldTime === now ? undefined : this.#connection.query({ ...TIME, values: [new Date(now).toISOString()] });
    const asked = this.#connection.query<(string | null)[]>({ ...query, rowMode: 'array', types: asText });
    stream.uncork();
    this.#toldTime = now;
    return (await Promise.all([asked, told]))[0];
  }
}

function nameOf(sql: string): string {
  const name = names.get(sql) ?? `statement_${names.size}`;
  names.set(sql, name);
  return name;
}

/** The real API's requests carry a long as digits. */
function toParameter({ name = '', value, typeHint }: SqlParameter): Parameter {
  const long = value?.longValue === undefined ? undefined : String(value.longValue);
  return {
    name,
    typeHint,
    value: {
      isNull: value?.isNull,
      booleanValue: value?.booleanValue,
      longValue: long,
      doubleValue: value?.doubleValue,
      stringValue: value?.stringValue,
      blobValue: undefined,
      arrayValue: undefined,
    },
  };
}

const fieldOf = (field: object): object =>
  'longValue' in field && typeof field.longValue === 'bigint' ? { longValue: Number(field.longValue) } : field;

const longsAsText = ({ resultSetOptions }: ExecuteStatementCommand['input']) =>
  resultSetOptions === undefined
    ? undefined
    : { longReturnType: resultSetOptions.longReturnType, decimalReturnType: resultSetOptions.decimalReturnType };

const plain = (value: SqlParameter['value']): unknown =>
  value?.isNull ? null : (value?.stringValue ?? value?.longValue ?? value?.booleanValue);

const typeName = (type: ReturnType<typeof knownType>): string =>
  type === undefined ? '' : type.array ? `_${type.element.name}` : type.type.name;

const titleOf = (command: object): string => {
  const { sql } = (command as { input: { sql?: string } }).input;
  return sql === undefined ? command.constructor.name : `SQL ${/\b\w+(?=\()/.exec(sql)?.[0] ?? sql.slice(0, 40)}`;
};
