import { z } from 'zod';
import { amountSchema, averageSchema, countSchema, nextCursorSchema } from './values.ts';

export const branchSorts = ['branchCode', 'count', 'min', 'max', 'average', 'sum'] as const;
export type BranchSort = (typeof branchSorts)[number];
export const orders = ['asc', 'desc'] as const;
export type Order = (typeof orders)[number];

/** What is counted of a branch. */
export const figures = {
  count: countSchema,
  min: amountSchema,
  max: amountSchema,
  average: averageSchema,
  sum: amountSchema,
};

export const branchSchema = z
  .object({ branchCode: z.string(), ...figures })
  .meta({ id: 'Branch', description: 'The exact figures of one branch.' });
export type Branch = z.infer<typeof branchSchema>;

export const branchSummarySchema = z
  .object({
    runs: countSchema.meta({ description: 'Runs whose figures are merged here, but for corrections of them.' }),
    corrections: countSchema.meta({
      description: 'Runs that put right quarantined rows of these runs; their figures are merged as well.',
    }),
    rowsRead: countSchema,
    rowsCounted: countSchema,
    rowsQuarantined: countSchema.meta({ description: 'When the files were read.' }),
    rowsCorrected: countSchema.meta({ description: 'Of the quarantined rows, those that corrections have put right.' }),
    rowsStillQuarantined: countSchema,
    branches: countSchema.meta({ description: 'All branches of these runs, whatever `q` says.' }),
    matching: countSchema.meta({ description: 'Branches that match `q`.' }),
    sum: amountSchema.meta({ description: 'Of all these branches.' }),
    min: amountSchema.nullable().meta({ description: 'The least of all these branches; null when there is none.' }),
    max: amountSchema.nullable().meta({ description: 'The greatest of all these branches; null when there is none.' }),
    currency: z.string(),
  })
  .meta({
    id: 'BranchSummary',
    description:
      'The headline: what the figures of the page were made of, in the same snapshot. rowsRead = rowsCounted + ' +
      'rowsQuarantined = rowsCounted + rowsCorrected + rowsStillQuarantined.',
  });
export type BranchSummary = z.infer<typeof branchSummarySchema>;

export const branchPageSchema = z
  .object({
    items: z.array(branchSchema),
    nextCursor: nextCursorSchema,
    summary: z
      .union([branchSummarySchema, z.null()])
      .meta({ description: 'With the first page; null with those behind a cursor.' }),
  })
  .meta({ id: 'BranchPage' });
export type BranchPage = z.infer<typeof branchPageSchema>;
