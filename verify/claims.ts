import { z } from 'zod';
import { columnSchema } from '../csv-rules/columns.ts';
import {
  type Receipt,
  type RunFiguresPage,
  receiptSchema,
  runFiguresPageSchema,
} from '../lambdas/core/receipts/receipt.ts';

/** It cannot be said whether the figures are right; the message says why. */
export class CannotVerifyError extends Error {}

export const declarationSchema = z.object({
  name: z.string(),
  version: z.number().int(),
  maxRowBytes: z.number().int(),
  sources: z.array(z.object({ role: z.string(), columns: z.array(columnSchema) })),
});
export type Declaration = z.infer<typeof declarationSchema>;

/** What the API claims of a run. */
export interface Claims {
  receipt(runId: string): Promise<Receipt>;
  /** All of the run's own figures, by the bytes of the branch codes. */
  figures(runId: string): AsyncIterable<RunFiguresPage['items'][number]>;
  declaration(jobType: string): Promise<Declaration | undefined>;
}

const problemSchema = z.looseObject({ detail: z.string() });

/** @param base the dashboard's address, ending with `/` */
export function claimsOf(base: string): Claims {
  const get = async <T>(path: string, schema: z.ZodType<T>): Promise<T> => {
    const answer = await fetch(new URL(`api/${path}`, base));
    const body: unknown = await answer.json().catch(() => undefined);
    if (answer.ok) {
      return schema.parse(body);
    }
    const told = problemSchema.safeParse(body).data?.detail ?? answer.statusText;
    throw new CannotVerifyError(`${answer.url} answered ${answer.status}: ${told}`);
  };
  return {
    receipt: (runId) => get(`runs/${runId}/receipt`, receiptSchema),
    figures: async function* (runId) {
      for (let cursor: string | null = ''; cursor !== null; ) {
        const query: string = `limit=1000${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
        const page: RunFiguresPage = await get(`runs/${runId}/figures?${query}`, runFiguresPageSchema);
        yield* page.items;
        cursor = page.nextCursor;
      }
    },
    declaration: async (jobType) => {
      const { items } = await get('job-types', z.object({ items: z.array(declarationSchema) }));
      return items.find(({ name }) => name === jobType);
    },
  };
}
