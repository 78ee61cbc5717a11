import { z } from 'zod';
import { parseJson, usable } from '../dead-letters/index.ts';
import {
  contentsOfText,
  type NewRequest,
  type RequestError,
  type RunRequest,
  requestIdSchema,
  requestSchema,
  toNewRequest,
} from './request.ts';

/** A message that asks for a run; `refused` when all that can be used of it is its id. */
export type ParsedRequest =
  | { readonly kind: 'request'; readonly request: RunRequest; readonly asked: NewRequest }
  | { readonly kind: 'refused'; readonly asked: NewRequest; readonly error: RequestError };

/** Far more than any request needs; what is kept of it must fit a row of the Data API. */
const MOST_BYTES = 16_384;
/** More would only repeat the first ones. */
const MOST_ISSUES = 3;

const namedSchema = z.looseObject({ requestId: requestIdSchema });

/**
 * Parses the body of a message of the request queue.
 * @throws UnusableMessageError when it has no request id, so that nobody could be told
 */
export function parseRequest(body: string): ParsedRequest {
  const content = parseJson(body);
  const { requestId } = usable(namedSchema, content, 'The message asks for no run');
  const refused = (message: string): ParsedRequest => ({
    kind: 'refused',
    asked: { requestId, contents: contentsOfText(body), origin: 'queue' },
    error: { code: 'invalid-request', message },
  });
  if (Buffer.byteLength(body, 'utf8') > MOST_BYTES) {
    return refused(`The request is longer than ${MOST_BYTES} bytes. Send it again, shorter, under a new request id.`);
  }
  const parsed = requestSchema.safeParse(content);
  if (!parsed.success) {
    const issues = parsed.error.issues.slice(0, MOST_ISSUES).map(complaint).join('; ');
    return refused(`The request is not valid: ${issues}. Mend it and send it again under a new request id.`);
  }
  return { kind: 'request', request: parsed.data, asked: toNewRequest(parsed.data, 'queue') };
}

const complaint = ({ path, message }: z.core.$ZodIssue): string =>
  path.length === 0 ? message : `${path.map(String).join('.')} ${message}`;
