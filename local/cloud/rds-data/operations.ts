import { bindStatement } from './bound-statement.ts';
import { columnMetadata } from './column-metadata.ts';
import type { Connection } from './connections.ts';
import { DataApiError } from './errors.ts';
import { stringifyExactJson } from './exact-json.ts';
import { type Execution, runOne, runTogether } from './execution.ts';
import { toField, toJson } from './records.ts';
import type { BatchExecuteRequest, ExecuteRequest } from './requests.ts';
import { resultTypes } from './result-types.ts';
import type { StatementResult } from './statement.ts';

export async function executeStatement(execution: Execution, request: ExecuteRequest): Promise<unknown> {
  checkStatement(execution, request);
  const statement = bindStatement(request.sql, request.parameters ?? []);
  const { transactionId, continueAfterTimeout = false } = request;
  return await runOne(execution, statement, { transactionId, continueAfterTimeout }, (result, connection) =>
    describe(result, connection, request),
  );
}

export async function batchExecuteStatement(execution: Execution, request: BatchExecuteRequest): Promise<unknown> {
  checkStatement(execution, request);
  const sets = request.parameterSets ?? [];
  const statements = (sets.length === 0 ? [[]] : sets).map((parameters) => bindStatement(request.sql, parameters));
  await runTogether(execution, statements, request.transactionId);
  return { updateResults: sets.map(() => ({ generatedFields: [] })) };
}

function checkStatement({ limits }: Execution, { sql, schema }: { sql: string; schema?: string | undefined }): void {
  if (schema !== undefined && schema !== '') {
    throw new DataApiError('ValidationException', "The schema parameter isn't supported");
  }
  if (sql.length > limits.sqlCharacters) {
    throw new DataApiError('ValidationException', `SQL statement is longer than ${limits.sqlCharacters} characters.`);
  }
}

async function describe(result: StatementResult, connection: Connection, request: ExecuteRequest): Promise<unknown> {
  const { resultSetOptions: options } = request;
  if (result.fields.length === 0) {
    const changed = result.command === 'SELECT' ? 0 : result.rowCount;
    return { generatedFields: [], numberOfRecordsUpdated: changed };
  }
  const types = await resultTypes(result.fields, connection);
  const columns = result.fields.map((field, index) => ({ label: field.name, type: types[index] }));
  if (request.formatRecordsAs === 'JSON') {
    const records = result.rows.map((row) =>
      Object.fromEntries(columns.map(({ label, type }, i) => [label, type && toJson(row[i] ?? null, type, options)])),
    );
    return { formattedRecords: stringifyExactJson(records), generatedFields: [], numberOfRecordsUpdated: 0 };
  }
  const records = result.rows.map((row) =>
    columns.flatMap(({ type }, i) => (type === undefined ? [] : [toField(row[i] ?? null, type, options)])),
  );
  const answer = { generatedFields: [], numberOfRecordsUpdated: 0, records };
  if (request.includeResultMetadata !== true) return answer;
  return { ...answer, columnMetadata: await columnMetadata(result.fields, types, connection) };
}
