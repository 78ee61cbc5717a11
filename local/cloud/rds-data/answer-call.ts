import type { Answer, Call } from '../endpoint/http-endpoint.ts';
import type { Availability } from './availability.ts';
import { DataApiError } from './errors.ts';
import { stringifyExactJson } from './exact-json.ts';
import type { Execution } from './execution.ts';
import { batchExecuteStatement, executeStatement } from './operations.ts';
import {
  batchExecuteSchema,
  beginTransactionSchema,
  endTransactionSchema,
  executeSchema,
  parseRequest,
} from './requests.ts';
import { ConnectionLost, sizeMessage } from './statement.ts';

export interface Api extends Execution {
  readonly availability: Availability;
}

type Operation = (api: Api, body: string) => Promise<unknown>;

const operations: Readonly<Record<string, Operation>> = {
  '/Execute': (api, body) => executeStatement(api, parseRequest(executeSchema, body)),
  '/BatchExecute': (api, body) => batchExecuteStatement(api, parseRequest(batchExecuteSchema, body)),
  '/BeginTransaction': async (api, body) => {
    const { schema } = parseRequest(beginTransactionSchema, body);
    refuseSchema(schema);
    return { transactionId: await api.transactions.begin() };
  },
  '/CommitTransaction': async (api, body) => {
    await api.transactions.commit(parseRequest(endTransactionSchema, body).transactionId);
    return { transactionStatus: 'Transaction Committed' };
  },
  '/RollbackTransaction': async (api, body) => {
    await api.transactions.rollback(parseRequest(endTransactionSchema, body).transactionId);
    return { transactionStatus: 'Rollback Complete' };
  },
};

/** Answers one HTTP call of the RDS Data API. */
export async function answerCall(api: Api, call: Call): Promise<Answer> {
  try {
    const operation = call.method === 'POST' ? operations[call.path] : undefined;
    if (operation === undefined) throw new DataApiError('NotFoundException', `No operation at ${call.path}`);
    if (call.tooLarge) {
      const message = `HTTP content length exceeded ${api.limits.requestBytes} bytes.`;
      throw new DataApiError('BadRequestException', message);
    }
    api.availability.noteCall();
    const body = stringifyExactJson(await operation(api, call.body));
    // Counted as it travels: the names of the members take their share.
    if (Buffer.byteLength(body) > api.limits.responseBytes) throw new DataApiError('BadRequestException', sizeMessage);
    return { status: 200, headers: json, body };
  } catch (error) {
    const answer = error instanceof ConnectionLost ? error.answer : error;
    if (!(answer instanceof DataApiError)) throw error;
    const body = answer.name === 'DatabaseUnavailableException' ? {} : { message: answer.message };
    return {
      status: answer.status,
      headers: { ...json, 'x-amzn-errortype': answer.name },
      body: JSON.stringify(body),
    };
  }
}

const json = { 'content-type': 'application/json' };

function refuseSchema(schema: string | undefined): void {
  if (schema === undefined || schema === '') return;
  throw new DataApiError('ValidationException', "The schema parameter isn't supported");
}
