import {
  DatabaseGoneError,
  DatabaseStatementError,
  DatabaseTimeoutError,
  DatabaseWakingError,
} from '../database/index.ts';
import { UnusableMessageError } from './unusable-message-error.ts';

/**
 * Why a message failed, in words for the dead letters. The text of an error that is not ours may hold anything, also
 * what is in a file; it stays in the log, and only the error's name is told.
 */
export function reasonOf(error: unknown): string {
  if (error instanceof UnusableMessageError) {
    return error.message;
  }
  if (error instanceof DatabaseWakingError) {
    return 'The database did not wake in time.';
  }
  if (error instanceof DatabaseGoneError) {
    return 'The database could not be reached.';
  }
  if (error instanceof DatabaseTimeoutError) {
    return 'The database took too long for a statement.';
  }
  if (error instanceof DatabaseStatementError) {
    return "The database refused a statement; the function's log has its answer.";
  }
  const name = error instanceof Error && /^\w{1,100}$/.test(error.name) ? error.name : 'unknown';
  return `An error of the kind ${name} came again with each try; the function's log has it.`;
}
