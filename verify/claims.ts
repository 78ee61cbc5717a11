import { z } from 'zod';
import { columnSchema } from '../csv-rules/columns.ts';
import { type CorrectedLines, correctedLinesPageSchema } from '../lambdas/core/receipts/corrected-lines.ts';
import {
  type Receipt,
  type RunFiguresPage,
  receiptSchema,
  runFiguresPageSchema,
} from '../lambdas/core/receipts/receipt.ts';
import { call, patiently, RefusedError } from '../local/cli/api.ts';
import type { Fetch, Reach } from '../local/cli/machine-tokens.ts';

/** It cannot be said whether the figures are right; the message says why. */
export class CannotVerifyError extends Error {}

export const declarationSchema = z.object({
  name: z.string(),
  version: z.number().int(),
  maxRowBytes: z.number().int(),
  sources: z.array(z.object({ role: z.string(), columns: z.array(columnSchema) })),
});
export type Declaration = z.infer<typeof declarationSchema>;

interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** What the API claims of a run. */
export interface Claims {
  receipt(runId: string): Promise<Receipt>;
  /** All of the run's own figures, by the bytes of the branch codes. */
  figures(runId: string): AsyncIterable<RunFiguresPage['items'][number]>;
  /** Which lines of the run's file published corrections have put right, whether they stand or not. */
  correctedLines(runId: string): AsyncIterable<CorrectedLines>;
  declaration(jobType: string): Promise<Declaration | undefined>;
}

/**
 * @param signal ends it all
 */
export function claimsOf({ dashboardUrl: base, fetch }: Reach, signal: AbortSignal): Claims {
  const get = <T>(path: string, schema: z.ZodType<T>): Promise<T> =>
    ask(fetch, new URL(`api/${path}`, base), schema, signal);
  async function* pages<T>(path: string, schema: z.ZodType<Page<T>>): AsyncGenerator<T> {
    for (let cursor: string | null = ''; cursor !== null; ) {
      const query: string = `limit=1000${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
      const page: Page<T> = await get(`${path}?${query}`, schema);
      yield* page.items;
      cursor = page.nextCursor;
    }
  }
  return {
    receipt: (runId) => get(`runs/${runId}/receipt`, receiptSchema),
    figures: (runId) => pages(`runs/${runId}/figures`, runFiguresPageSchema),
    correctedLines: (runId) => pages(`runs/${runId}/corrected-lines`, correctedLinesPageSchema),
    declaration: async (jobType) => {
      const { items } = await get('job-types', z.object({ items: z.array(declarationSchema) }));
      return items.find(({ name }) => name === jobType);
    },
  };
}

async function ask<T>(fetch: Fetch, url: URL, schema: z.ZodType<T>, signal: AbortSignal): Promise<T> {
  try {
    return await patiently(signal, () => call(fetch, url, { signal }, schema).catch(refuseUnreachable(url)));
  } catch (error) {
    signal.throwIfAborted();
    const told = error instanceof z.ZodError ? `${url.pathname} answered otherwise than it should` : messageOf(error);
    throw new CannotVerifyError(`${told}.`.replace(/\.\.$/, '.'), { cause: error });
  }
}

/** Nobody answers there: unlike a busy API, it is not asked again, since the address may be wrong. */
const refuseUnreachable =
  ({ origin }: URL) =>
  (error: unknown): never => {
    if (!(error instanceof TypeError)) throw error;
    throw new RefusedError(`The API at ${origin} cannot be reached: ${messageOf(error.cause ?? error)}`);
  };

const messageOf = (error: unknown): string => {
  const { message, code } = z.object({ message: z.string(), code: z.string().optional() }).parse(error);
  return message === '' ? (code ?? '') : message;
};
