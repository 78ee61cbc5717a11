import createClient from 'openapi-fetch';
import { signedFetch } from '../sign-in/signed-fetch.ts';
import type { components, paths } from './api.generated.ts';
import { ApiError, errorOf } from './api-error.ts';
import { rememberedAnswers } from './remembered-answers.ts';

export { ApiError } from './api-error.ts';

type Schemas = components['schemas'];
export type Account = Schemas['Account'];
export type AccountPage = Schemas['AccountPage'];
export type AccountRun = Schemas['AccountRun'];
export type BalanceRun = Schemas['BalanceRun'];
export type Branch = Schemas['Branch'];
export type BranchDetail = Schemas['BranchDetail'];
export type BranchPage = Schemas['BranchPage'];
export type BranchRun = Schemas['BranchRun'];
export type BranchSeries = Schemas['BranchSeries'];
export type BranchSummary = Schemas['BranchSummary'];
export type Country = Schemas['Country'];
export type CountryPage = Schemas['CountryPage'];
export type Receipt = Schemas['Receipt'];
export type RejectedTransfer = Schemas['RejectedTransfer'];
export type RejectedTransferPage = Schemas['RejectedTransferPage'];
export type ResultFile = Schemas['ResultFile'];
export type Run = Schemas['Run'];
export type RunDetail = Schemas['RunDetail'];
export type RunPage = Schemas['RunPage'];
export type RejectPage = Schemas['RejectPage'];
export type Reject = RejectPage['items'][number];
export type Problem = Schemas['Problem'];
export type JobType = Schemas['JobType'];
export type Me = Schemas['Me'];

/** The API answers from the same origin as the dashboard, so no address is configured anywhere. */
export const api = createClient<paths>({ baseUrl: '/', fetch: signedFetch });
api.use(rememberedAnswers());

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Gives the data of an answer, or throws what the API's problem document says. */
export async function dataOf<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await answer.catch((reason: unknown) => {
    if (reason instanceof DOMException && reason.name === 'AbortError') throw reason;
    throw new ApiError('The server cannot be reached. Check the connection.', { status: 0 });
  });
  if (data !== undefined) return data;
  throw errorOf(response, error);
}
