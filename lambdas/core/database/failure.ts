/**
 * What a failed call of the Data API left behind.
 *
 * - `nothing`: it was refused, or PostgreSQL undid the statement. The same call may work a little later.
 * - `unknown`: it was sent, and what became of it was not told. The same call may work a little later, and may be the second.
 * - `final`: another try would end in the same way, or takes too long.
 */
export type Failure = 'nothing' | 'unknown' | 'final';

/** A paused database needs some seconds to wake, and the SDK does not wait for it. */
export const isResuming = (error: unknown): boolean => nameOf(error) === 'DatabaseResumingException';

const REFUSED_FOR_NOW = new Set([
  'DatabaseResumingException',
  'ThrottlingException',
  'TooManyRequestsException',
  'ServiceUnavailable',
  'ServiceUnavailableError',
]);
// The writer may go away while it works, and the Data API may fail before it can tell how a statement ended.
const NOT_TOLD = new Set([
  'DatabaseUnavailableException',
  'InternalServerErrorException',
  'InternalFailure',
  'RequestTimeout',
  'RequestTimeoutException',
  'TimeoutError',
]);

/** Node's codes of a connection that never was, and of one that broke. */
const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);
const BROKEN = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNABORTED', 'UND_ERR_SOCKET']);
const BROKEN_WORDS = /socket hang up|network socket disconnected|stream has been aborted|^aborted$/i;

/** Serialization failure, deadlock, a server that still starts, one that cannot be reached or has no room. */
const UNDONE_STATES = /SQLState: ?(?:40001|40P01|57P03|08001|08004|53300)/;
/** The server or the connection to it went away, perhaps while it committed. */
const LOST_STATES = /SQLState: ?(?:57P0[12]|08\d{3})/;

export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) {
    return 'final';
  }
  const code = codeOf(error);
  if (REFUSED_FOR_NOW.has(error.name) || NEVER_CONNECTED.has(code) || UNDONE_STATES.test(error.message)) {
    return 'nothing';
  }
  if (
    NOT_TOLD.has(error.name) ||
    BROKEN.has(code) ||
    BROKEN_WORDS.test(error.message) ||
    LOST_STATES.test(error.message)
  ) {
    return 'unknown';
  }
  return statusOf(error) >= 500 ? 'unknown' : 'final';
}

/** A transaction that the Data API does not know any more: it ended with its connection, and nothing of it was kept. */
export const isLostTransaction = (error: unknown): boolean =>
  nameOf(error) === 'TransactionNotFoundException' ||
  (error instanceof Error && /^Transaction .* is not found/i.test(error.message));

export const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

/** The SDK names an error after Node's code, or keeps the code beside the name. */
function codeOf(error: Error): string {
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' ? code : error.name;
}

/** A balancer in front of the service answers with a status and without a name that says anything. */
function statusOf(error: Error): number {
  const metadata: unknown = Reflect.get(error, '$metadata');
  const status: unknown =
    typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, 'httpStatusCode') : 0;
  return typeof status === 'number' ? status : 0;
}
