import { z } from 'zod';
import { balanceSchema } from '../balances/balance-run.ts';
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
  .meta({ id: 'PinnedFigures', description: 'The headline of the figures of `branch-stats`, as they were published.' });

const pinnedBalancesSchema = z
  .object({
    accounts: countSchema,
    countries: countSchema,
    transfers: countSchema.meta({ description: 'All that were replayed, whether they were applied or rejected.' }),
    rejected: countSchema.meta({ description: 'Of the transfers, those that moved nothing.' }),
    opening: balanceSchema.meta({ description: 'Of all accounts; always the same as `final`.' }),
    final: balanceSchema,
    transferred: balanceSchema.meta({ description: 'All that applied transfers have moved.' }),
    sha256: sha256Schema.meta({
      description:
        'Pins every number: the SHA-256 over the SHA-256s (32 bytes each) of the lines `["<account number>","<country>",' +
        '"<opening>","<incoming>","<outgoing>","<final>"]` in the order of the accounts, then of the lines `["<reason>",' +
        '"<count>"]` of the rejected transfers in the order of the bytes of the reasons; each JSON without spaces and a ' +
        'newline behind it. `GET /api/runs/{runId}/figures` and `GET /api/transfers/rejected` give what goes into them.',
    }),
  })
  .meta({
    id: 'PinnedBalances',
    description: 'The headline of the figures of `account-balances`, as they were published.',
  });

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
    figures: z
      .union([pinnedFiguresSchema, pinnedBalancesSchema, z.null()])
      .meta({ description: "The headline of the run's own figures; null when it published none." }),
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

const branchFiguresSchema = z
  .object({ branchCode: z.string(), count: countSchema, min: amountSchema, max: amountSchema, sum: amountSchema })
  .meta({ id: 'RunFigures', description: 'What a run of `branch-stats` counted of one branch.' });

const accountFiguresSchema = z
  .object({
    accountNumber: z.string(),
    country: z.string(),
    openingBalance: balanceSchema,
    incoming: balanceSchema,
    outgoing: balanceSchema,
    balance: balanceSchema,
  })
  .meta({ id: 'RunBalances', description: 'What a run of `account-balances` made of one account.' });

export const runFiguresSchema = z.union([branchFiguresSchema, accountFiguresSchema]);
export type RunFigures = z.infer<typeof runFiguresSchema>;
export type BranchFigures = z.infer<typeof branchFiguresSchema>;

export const runFiguresPageSchema = z.object({ items: z.array(runFiguresSchema), nextCursor: nextCursorSchema }).meta({
  id: 'RunFiguresPage',
  description:
    'In the order of the digest: branches by the UTF-8 bytes of their codes, accounts as in `GET /api/accounts`.',
});
export type RunFiguresPage = z.infer<typeof runFiguresPageSchema>;
