import type { components } from './api.generated.ts';

type Problem = components['schemas']['Problem'];

export interface ErrorFacts {
  /** 0: the server could not be reached. */
  readonly status: number;
  /** In seconds; set while the database wakes. */
  readonly retryAfter?: number | undefined;
  /** Names the request in the server's logs. */
  readonly requestId?: string | undefined;
  /** What is wrong with which field (status 400). */
  readonly fields?: Problem['errors'] | undefined;
}

/** What the API said instead of an answer. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly retryAfter: number | undefined;
  readonly requestId: string | undefined;
  readonly fields: NonNullable<Problem['errors']>;

  constructor(message: string, { status, retryAfter, requestId, fields }: ErrorFacts) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
    this.requestId = requestId;
    this.fields = fields ?? [];
  }

  get databaseWakes(): boolean {
    return this.status === 503 && this.retryAfter !== undefined;
  }

  /** A wrong question stays wrong; a waking database and a lost connection are worth another try. */
  get mayPass(): boolean {
    return this.status === 0 || this.status >= 500;
  }
}

/** Reads a problem document (RFC 9457), or whatever came in its place. */
export function errorOf(response: Response, body: unknown): ApiError {
  const problem: Partial<Problem> = typeof body === 'object' && body !== null ? body : {};
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new ApiError(problem.detail ?? problem.title ?? `The server answered with status ${response.status}.`, {
    status: response.status,
    retryAfter: Number.isFinite(retryAfter) ? retryAfter : undefined,
    requestId: problem.requestId ?? response.headers.get('x-request-id') ?? undefined,
    fields: problem.errors,
  });
}
