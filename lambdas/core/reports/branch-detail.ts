import { z } from 'zod';
import { figures } from './branch.ts';
import { sourceSchema } from './run.ts';
import { amountSchema, averageSchema, countSchema, nextCursorSchema, runIdSchema, timeSchema } from './values.ts';

export const branchRunSchema = z
  .object({
    runId: runIdSchema,
    source: sourceSchema,
    landedAt: timeSchema,
    counts: z.boolean().meta({ description: 'Whether these figures are in the totals now.' }),
    corrects: runIdSchema.nullable().meta({ description: 'The run whose quarantined rows it puts right, if it does.' }),
    supersededBy: runIdSchema.nullable(),
    withdrawnAt: timeSchema.nullable(),
    withdrawnReason: z.string().nullable(),
    publishedAt: timeSchema.nullable(),
    declarationVersion: z.int().nullable(),
    codeVersion: z.string().nullable(),
    ...figures,
  })
  .meta({ id: 'BranchRun', description: 'What one run says about the branch.' });
export type BranchRun = z.infer<typeof branchRunSchema>;

const extremeSchema = z
  .object({
    amount: amountSchema,
    runs: countSchema.meta({ description: 'Runs that have this very amount as their extreme; all of them count.' }),
    first: branchRunSchema.meta({ description: 'The one of them that landed first.' }),
  })
  .meta({ id: 'BranchExtreme', description: 'Where the least or the greatest amount of a branch comes from.' });
export type BranchExtreme = z.infer<typeof extremeSchema>;

const receiptSchema = z
  .object({
    runs: countSchema.meta({ description: 'Runs that count and have rows of the branch.' }),
    corrections: countSchema.meta({ description: 'How many of them correct rows of another run.' }),
    firstLandedAt: timeSchema.nullable(),
    lastLandedAt: timeSchema.nullable(),
    remerged: z.union([z.object(figures), z.null()]).meta({
      description: 'The figures of these runs, merged anew for this answer: they must equal the kept ones beside them.',
    }),
    min: z.union([extremeSchema, z.null()]),
    max: z.union([extremeSchema, z.null()]),
  })
  .meta({ id: 'BranchReceipt', description: 'What the merged figures of a branch are made of, in the same snapshot.' });
export type BranchReceipt = z.infer<typeof receiptSchema>;

export const branchDetailSchema = z
  .object({
    branchCode: z.string(),
    count: countSchema,
    min: amountSchema.nullable(),
    max: amountSchema.nullable(),
    average: averageSchema.nullable(),
    sum: amountSchema,
    currency: z.string(),
    receipt: z
      .union([receiptSchema, z.null()])
      .meta({ description: 'With the first page; null with those behind a cursor.' }),
    runs: z
      .array(branchRunSchema)
      .meta({ description: 'The newest landing first; withdrawn and superseded ones too.' }),
    nextCursor: nextCursorSchema.meta({ description: 'For more `runs`; null after the last one.' }),
  })
  .meta({
    id: 'BranchDetail',
    description:
      'The merged figures of the runs that count (count 0 and nulls when none does), and each run by itself.',
  });
export type BranchDetail = z.infer<typeof branchDetailSchema>;

export const branchPointSchema = z
  .object({
    runId: runIdSchema,
    landedAt: timeSchema,
    corrects: runIdSchema.nullable().meta({ description: 'The run whose quarantined rows it puts right, if it does.' }),
    ...figures,
  })
  .meta({ id: 'BranchPoint', description: 'The figures of one run that counts.' });
export type BranchPoint = z.infer<typeof branchPointSchema>;

/** Points of a series, which one answer has to hold. */
export const mostPoints = 1000;

export const branchSeriesSchema = z
  .object({
    branchCode: z.string(),
    currency: z.string(),
    points: z.array(branchPointSchema).meta({ description: 'In the order of landing, the oldest first.' }),
    isWhole: z.boolean().meta({ description: 'False when older runs have been left out.' }),
  })
  .meta({ id: 'BranchSeries', description: 'How the figures of a branch went from file to file.' });
export type BranchSeries = z.infer<typeof branchSeriesSchema>;
