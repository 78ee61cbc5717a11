import type { z } from 'zod';
import { type FieldError, Problem } from './problem.ts';

/** What Hono hands to the hook when an input did not pass its schema. */
export interface InvalidInput {
  readonly target: string;
  readonly error: z.core.$ZodError;
}

/** A path that cannot name anything is not found; any other input is a bad request that names its fields. */
export function invalidInput({ target, error }: InvalidInput): Problem {
  if (target === 'param') {
    return new Problem('not-found', 'The path holds an id that is not well formed, so nothing can be there.');
  }
  const errors = error.issues.flatMap((issue) => fieldErrors(issue, target === 'json' ? 'body' : 'query'));
  const fields = [...new Set(errors.map(({ field }) => field))].join(', ');
  return new Problem('bad-request', `Check ${fields}.`, { errors });
}

function fieldErrors(issue: z.core.$ZodIssue, whole: string): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((field) => ({ field, message: 'is not known here' }));
  }
  const [field] = issue.path;
  return [{ field: field === undefined ? whole : String(field), message: issue.message }];
}
