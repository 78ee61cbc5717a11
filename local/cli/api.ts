import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type Account, accountPageSchema } from '../../lambdas/core/balances/account.ts';
import { type RejectedTransfer, rejectedTransferPageSchema } from '../../lambdas/core/balances/rejection.ts';
import { type Branch, branchPageSchema } from '../../lambdas/core/reports/branch.ts';
import { type Reject, rejectPageSchema } from '../../lambdas/core/reports/reject.ts';
import { type Run, type RunDetail, runDetailSchema, runPageSchema } from '../../lambdas/core/reports/run.ts';
import type { Fetch, Reach } from './machine-tokens.ts';

/** Countinghouse's public HTTP API, as its own command uses it. */
export interface Api {
  /** The runs of a job type, the newest first, all pages. */
  runs(jobType: string): Promise<Run[]>;
  run(runId: string): Promise<RunDetail>;
  /** The first quarantined rows of a run. @param role of a run of several files, the file that is meant */
  rejects(runId: string, limit: number, role?: string): Promise<Reject[]>;
  /** The figures per branch of these runs, merged, by branch code, all pages. */
  branches(runIds: readonly string[]): Promise<Branch[]>;
  /** The accounts of a run of account-balances, in their order, all pages. */
  accounts(runId: string): Promise<Account[]>;
  /** The transfers that such a run did not apply, by their line, all pages. */
  rejectedTransfers(runId: string): Promise<RejectedTransfer[]>;
  /** Opens a new attempt of a FAILED or REJECTED run. */
  retry(runId: string): Promise<void>;
}

const PAGE = '1000';
/** How long a busy or restarting API is asked again, in milliseconds. */
const PATIENCE = 60_000;
const RETRY_PAUSE = 500;

const problemSchema = z.looseObject({ title: z.string().optional(), detail: z.string().optional() });

export function httpApi({ dashboardUrl: baseUrl, fetch: ask }: Reach, signal: AbortSignal): Api {
  const get = <T>(path: string, query: URLSearchParams, schema: z.ZodType<T>): Promise<T> =>
    patiently(signal, () => call(ask, new URL(`api/${path}?${query}`, baseUrl), { signal }, schema));

  async function pages<T>(
    path: string,
    query: URLSearchParams,
    schema: z.ZodType<{ items: T[]; nextCursor: string | null }>,
  ): Promise<T[]> {
    const items: T[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: { items: T[]; nextCursor: string | null } = await get(path, query, schema);
      items.push(...page.items);
      cursor = page.nextCursor;
      query.set('cursor', cursor ?? '');
    }
    return items;
  }

  return {
    runs: (jobType) => pages('runs', new URLSearchParams({ jobType, limit: PAGE }), runPageSchema),
    run: (runId) => get(`runs/${runId}`, new URLSearchParams(), runDetailSchema),
    rejects: async (runId, limit, role) => {
      const query = new URLSearchParams({ limit: String(limit), ...(role === undefined ? {} : { role }) });
      return (await get(`runs/${runId}/rejects`, query, rejectPageSchema)).items;
    },
    branches: (runIds) => {
      const query = new URLSearchParams({ limit: PAGE });
      for (const runId of runIds) {
        query.append('runId', runId);
      }
      return pages('branches', query, branchPageSchema);
    },
    accounts: (runId) => pages('accounts', new URLSearchParams({ runId, limit: PAGE }), accountPageSchema),
    rejectedTransfers: (runId) =>
      pages('transfers/rejected', new URLSearchParams({ runId, limit: PAGE }), rejectedTransferPageSchema),
    retry: async (runId) => {
      const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}', signal };
      await call(ask, new URL(`api/runs/${runId}/retry`, baseUrl), request, z.unknown());
    },
  };
}

/** An answer that another try will not change. */
export class RefusedError extends Error {}

/** Asks once. @throws RefusedError when asking again is of no use */
export async function call<T>(ask: Fetch, url: URL, request: RequestInit, schema: z.ZodType<T>): Promise<T> {
  const response = await ask(url, request);
  const body: unknown = await response.json().catch(() => ({}));
  if (response.ok) {
    return schema.parse(body);
  }
  const problem = problemSchema.safeParse(body).data;
  const text = `${url.pathname} answered ${response.status}: ${problem?.detail ?? problem?.title ?? response.statusText}`;
  throw response.status >= 500 || response.status === 429 ? new Error(text) : new RefusedError(text);
}

/** Goes on asking while the API is busy, restarts, or its database wakes. */
export async function patiently<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof RefusedError || error instanceof z.ZodError || performance.now() > deadline) {
        throw error;
      }
    }
    await sleep(RETRY_PAUSE, undefined, { signal });
  }
}
