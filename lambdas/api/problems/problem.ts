import { z } from 'zod';

/** What can go wrong, with its status and title (RFC 9457). `type` is `/problems/<kind>`. */
export const problemKinds = {
  'bad-request': { status: 400, title: 'The request is not valid' },
  unauthenticated: { status: 401, title: 'Not signed in' },
  forbidden: { status: 403, title: 'Not allowed' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'Method not allowed' },
  conflict: { status: 409, title: 'The present state does not allow this' },
  gone: { status: 410, title: 'No longer there' },
  'too-large': { status: 413, title: 'The request body is too large' },
  'unsupported-media-type': { status: 415, title: 'The request body must be application/json' },
  unprocessable: { status: 422, title: 'The request cannot be carried out' },
  unexpected: { status: 500, title: 'Something went wrong on our side' },
  unavailable: { status: 503, title: 'Not available right now' },
} as const;
export type ProblemKind = keyof typeof problemKinds;

export const fieldErrorSchema = z
  .object({
    field: z.string().meta({ description: 'The query parameter or the member of the body; `body` for all of it.' }),
    message: z.string(),
  })
  .meta({ id: 'FieldError' });
export type FieldError = z.infer<typeof fieldErrorSchema>;

export const problemSchema = z
  .object({
    type: z.string().meta({ examples: ['/problems/not-found'] }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string().meta({ description: 'The path of the request.' }),
    requestId: z.string().meta({ description: 'Names this request in the logs.' }),
    errors: z.array(fieldErrorSchema).optional().meta({ description: 'What is wrong with which field (status 400).' }),
  })
  .meta({ id: 'Problem', description: 'A problem document (RFC 9457).' });
export type ProblemDocument = z.infer<typeof problemSchema>;

export interface ProblemOptions {
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** Thrown anywhere while a request is answered; becomes the problem document of that kind. */
export class Problem extends Error {
  readonly kind: ProblemKind;
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(kind: ProblemKind, detail: string, options: ProblemOptions = {}) {
    super(detail, { cause: options.cause });
    this.name = 'Problem';
    this.kind = kind;
    this.errors = options.errors;
    this.headers = options.headers ?? {};
  }
}

/** The problem document and its headers, ready to be sent. */
export function problemResponse(problem: Problem, instance: string, requestId: string): Response {
  const { status, title } = problemKinds[problem.kind];
  const document: ProblemDocument = {
    type: `/problems/${problem.kind}`,
    title,
    status,
    detail: problem.message,
    instance,
    requestId,
    ...(problem.errors === undefined ? {} : { errors: [...problem.errors] }),
  };
  return new Response(JSON.stringify(document), {
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...problem.headers },
  });
}
