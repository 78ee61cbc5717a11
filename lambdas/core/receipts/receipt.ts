import { z } from 'zod';
import { rejectCountSchema, runErrorSchema, runStateSchema, sourceSchema } from '../reports/run.ts';
import { amountSchema, countSchema, nextCursorSchema, runIdSchema, timeSchema } from '../reports/values.ts';

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

const pinnedFiguresSchema = z
  .object({
    branches: countSchema,
    count: countSchema,
    min: amountSchema.nullable(),
    max: amountSchema.nullable(),
    sum: amountSchema,
    sha256: sha256Schema.meta({
      description:
        'Pins every number: the SHA-256 over the SHA-256s (32 bytes each) of the lines ' +
        '`["<branch code>","<count>","<min>","<max>","<sum>"]`, JSON without spaces and a newline behind it, in the order of ' +
        'the UTF-8 bytes of the branch codes. `GET /api/runs/{runId}/figures` gives what goes into them.',
    }),
  })
  .meta({ id: 'PinnedFigures', description: "The headline of the run's own figures, as they were published." });

/** The part of a receipt that its hash covers. It changes only when the run itself is done anew. */
export const pinnedSchema = z
  .object({
    format: z.literal(1),
    runId: runIdSchema,
    jobType: z.string(),
    attempt: countSchema,
    state: runStateSchema,
    corrects: runIdSchema.nullable().meta({ description: 'The run whose quarantined rows this one puts right.' }),
    sources: z.array(sourceSchema.omit({ goneAt: true }).meta({ id: 'ReceiptSource' })),
    bytesRead: countSchema.nullable().meta({ description: 'Uncompressed bytes.' }),
    rowsRead: countSchema.nullable().meta({ description: 'rowsCounted + rowsQuarantined; null when no row was read.' }),
    rowsCounted: countSchema.nullable(),
    rowsQuarantined: countSchema.nullable(),
    quarantined: z.array(rejectCountSchema).meta({ description: 'Quarantined rows for each reason and column.' }),
    declarationVersion: z.int().nullable(),
    codeVersion: z.string().nullable(),
    sparkVersion: z.string().nullable(),
    startedAt: timeSchema.nullable(),
    endedAt: timeSchema,
    error: z.union([runErrorSchema, z.null()]),
    figures: z.union([pinnedFiguresSchema, z.null()]).meta({ description: 'Null when the run published none.' }),
  })
  .meta({ id: 'PinnedReceipt', description: 'What was read and what was figured; covered by the hash.' });
export type Pinned = z.infer<typeof pinnedSchema>;

export const standingSchema = z
  .object({
    counts: z.boolean().meta({ description: 'Whether its figures are in the totals now.' }),
    supersededBy: runIdSchema.nullable(),
    duplicateOf: runIdSchema.nullable().meta({ description: 'The run through which the same bytes count.' }),
    withdrawnAt: timeSchema.nullable(),
    withdrawnReason: z.string().nullable(),
    rowsCorrected: countSchema,
    rowsStillQuarantined: countSchema.nullable(),
    sourcesGone: z.array(z.object({ position: countSchema, goneAt: timeSchema })).meta({
      description: 'Which of the sources, counted from 0, were deleted or have expired, and when that was found.',
    }),
  })
  .meta({
    id: 'ReceiptStanding',
    description: 'What holds now. It may change at any time, and the hash leaves it out.',
  });

export const receiptSchema = z
  .object({
    receipt: pinnedSchema,
    standing: standingSchema,
    sha256: sha256Schema.meta({
      description: 'SHA-256 (hex) over the UTF-8 of the canonical form (RFC 8785) of `receipt`.',
    }),
  })
  .meta({ id: 'Receipt', description: 'What a figure stands on: which file, which rows, which run.' });
export type Receipt = z.infer<typeof receiptSchema>;

export const runFiguresSchema = z
  .object({ branchCode: z.string(), count: countSchema, min: amountSchema, max: amountSchema, sum: amountSchema })
  .meta({ id: 'RunFigures', description: 'What one run counted of one branch.' });

export const runFiguresPageSchema = z
  .object({ items: z.array(runFiguresSchema), nextCursor: nextCursorSchema })
  .meta({ id: 'RunFiguresPage', description: 'By the UTF-8 bytes of the branch codes.' });
export type RunFiguresPage = z.infer<typeof runFiguresPageSchema>;
