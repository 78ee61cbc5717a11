import createClient from 'openapi-fetch';
import type { components, paths } from './api.generated.ts';

type Schemas = components['schemas'];
export type Branch = Schemas['Branch'];
export type BranchPage = Schemas['BranchPage'];
export type BranchSummary = Schemas['BranchSummary'];
export type Run = Schemas['Run'];
export type RunDetail = Schemas['RunDetail'];
export type RunPage = Schemas['RunPage'];
export type RejectPage = Schemas['RejectPage'];
export type Reject = RejectPage['items'][number];
export type Problem = Schemas['Problem'];
export type JobType = Schemas['JobType'];

/** The API answers from the same origin as the dashboard, so no address is configured anywhere. */
export const api = createClient<paths>({ baseUrl: '/' });

/** What the API said instead of an answer. `retryAfter` is in seconds; set while the database wakes. */
export class ApiError extends Error {
  readonly status: number;
  readonly retryAfter: number | undefined;

  constructor(status: number, message: string, retryAfter?: number) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.retryAfter = retryAfter;
  }

  get databaseWakes(): boolean {
    return this.status === 503 && this.retryAfter !== undefined;
  }
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Gives the data of an answer, or throws what the API's problem document says. */
export async function dataOf<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await answer.catch(() => {
    throw new ApiError(0, 'The server cannot be reached. Check the connection; this page tries again by itself.');
  });
  if (data !== undefined) return data;
  const problem = error as Partial<Problem> | undefined;
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  throw new ApiError(
    response.status,
    problem?.detail ?? problem?.title ?? `The server answered with status ${response.status}.`,
    Number.isFinite(retryAfter) ? retryAfter : undefined,
  );
}
