import type { components } from './api.generated.ts';

/** Answers about balances that the generated types do not have yet. */
interface Answer<Query, Data, Path = undefined> {
  get: {
    parameters: Path extends undefined ? { query?: Query } : { query?: Query; path: Path };
    responses: { 200: { headers: { [name: string]: unknown }; content: { 'application/json': Data } } };
  };
}

export type RejectedTransfer = {
  line: number;
  reason: string;
  date: string;
  fromAccountNumber: string;
  transferAmount: string;
  toAccountNumber: string;
};
export type RejectedTransferPage = {
  run: components['schemas']['BalanceRun'] | null;
  reasons: { reason: string; count: number }[];
  items: RejectedTransfer[];
  nextCursor: string | null;
};
export type ResultFile = {
  kind: string;
  name: string;
  rows: number;
  firstRow: number;
  bytes: number;
  sha256: string;
  url: string;
};
export type ResultFilePage = { runId: string; items: ResultFile[]; nextCursor: string | null };

/** Of a receipt of account balances. */
export type BalanceFigures = {
  accounts: number;
  countries: number;
  transfers: number;
  rejected: number;
  opening: string;
  final: string;
  sha256: string;
};

export interface BalancePaths {
  '/api/transfers/rejected': Answer<
    { limit?: number; cursor?: string; runId?: string; reason?: string },
    RejectedTransferPage
  >;
  '/api/runs/{runId}/results': Answer<{ limit?: number; cursor?: string }, ResultFilePage, { runId: string }>;
}
