export { type Clock, HURRIED, PATIENT, type Patience, systemClock } from './backoff.ts';
export { jsonColumn, resultRow, timestampColumn } from './columns.ts';
export { connectDatabase, dataApiClient } from './connect.ts';
export { DataApiDatabase } from './data-api.ts';
export {
  type Database,
  DatabaseAwayError,
  DatabaseGoneError,
  DatabaseStatementError,
  DatabaseTimeoutError,
  DatabaseWakingError,
  decimal,
  json,
  type Parameter,
  type Parameters,
  type Repeatable,
  type TransactionalDatabase,
  uuid,
} from './database.ts';
