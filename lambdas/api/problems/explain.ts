import { HTTPException } from 'hono/http-exception';
import { DatabaseAwayError } from '../../core/database/database.ts';
import { NotClosedError } from '../../core/receipts/database-receipts.ts';
import { UnknownRunsError } from '../../core/reports/branch-scope.ts';
import { DownloadTooLongError } from '../../core/reports/csv-download.ts';
import { CursorError } from '../../core/reports/cursor.ts';
import { RoleError } from '../../core/reports/quarantine.ts';
import { CorrectionDownloadError } from '../../core/reports/reject-downloads.ts';
import { RejectsGoneError } from '../../core/reports/reject-reports.ts';
import { ResultsGoneError } from '../../core/reports/result-files.ts';
import { PartsDifferError, UploadGoneError, UploadTargetError } from '../../core/uploads/index.ts';
import { Problem } from './problem.ts';

/** The problem that an error is to the caller. What is not foreseen says nothing of our inside. */
export function explain(error: unknown): Problem {
  if (error instanceof Problem) {
    return error;
  }
  if (error instanceof CursorError) {
    const errors = [{ field: 'cursor', message: error.message }];
    return new Problem('bad-request', `The parameter cursor ${error.message}.`, { errors, cause: error });
  }
  if (error instanceof RoleError) {
    const errors = [{ field: 'role', message: error.message }];
    return new Problem('bad-request', `The parameter role ${error.message}.`, { errors, cause: error });
  }
  if (error instanceof UploadTargetError) {
    const errors = [{ field: error.field, message: error.message }];
    return new Problem('bad-request', error.message, { errors, cause: error });
  }
  if (error instanceof UploadGoneError || error instanceof PartsDifferError) {
    return new Problem(error instanceof UploadGoneError ? 'gone' : 'conflict', error.message, { cause: error });
  }
  if (error instanceof UnknownRunsError) {
    return new Problem('not-found', error.message, { cause: error });
  }
  if (error instanceof RejectsGoneError || error instanceof ResultsGoneError) {
    return new Problem('gone', error.message, { cause: error });
  }
  if (error instanceof CorrectionDownloadError || error instanceof NotClosedError) {
    return new Problem('conflict', error.message, { cause: error });
  }
  if (error instanceof DownloadTooLongError) {
    return new Problem('unavailable', error.message, { cause: error });
  }
  if (error instanceof DatabaseAwayError) {
    const headers = { 'retry-after': String(error.retryAfterSeconds) };
    return new Problem('unavailable', error.message, { headers, cause: error });
  }
  return error instanceof HTTPException ? explainHttp(error) : unexpected(error);
}

/** What Hono itself refuses: a body that is no JSON, too large, or of another media type. */
function explainHttp(error: HTTPException): Problem {
  switch (error.status) {
    case 400:
      return new Problem('bad-request', 'The request body is not JSON.', {
        errors: [{ field: 'body', message: 'is not JSON' }],
        cause: error,
      });
    case 413:
      return new Problem('too-large', 'The request body is too large.', { cause: error });
    case 415:
      return new Problem('unsupported-media-type', 'Send the body with Content-Type: application/json.', {
        cause: error,
      });
    default:
      return unexpected(error);
  }
}

function unexpected(cause: unknown): Problem {
  return new Problem('unexpected', 'The request could not be answered. Give the request id to whoever runs this.', {
    cause,
  });
}
