import { z } from 'zod';
import { countSchema, nextCursorSchema } from '../reports/values.ts';
import { balanceRunSchema } from './balance-run.ts';

/** Why a transfer moved nothing, by precedence: of several reasons the first one holds. */
export const rejectionReasons = [
  'unknown-account',
  'same-account',
  'amount-not-positive',
  'different-countries',
  'insufficient-funds',
] as const;

export const rejectionReasonSchema = z.enum(rejectionReasons);
export type RejectionReason = z.infer<typeof rejectionReasonSchema>;

export const rejectionCountSchema = z
  .object({ reason: rejectionReasonSchema, count: countSchema })
  .meta({ id: 'RejectionCount', description: 'How many transfers were rejected for one reason.' });

export const rejectedTransferSchema = z
  .object({
    line: countSchema.meta({ description: 'Physical line of the file on which it begins; the header is line 1.' }),
    reason: rejectionReasonSchema,
    date: z.string(),
    fromAccountNumber: z.string(),
    transferAmount: z.string(),
    toAccountNumber: z.string(),
  })
  .meta({ id: 'RejectedTransfer', description: 'A transfer that moved nothing, with its values as in the file.' });
export type RejectedTransfer = z.infer<typeof rejectedTransferSchema>;

export const rejectedTransferPageSchema = z
  .object({
    run: z.union([balanceRunSchema, z.null()]).meta({ description: 'Null when no run counts.' }),
    reasons: z.array(rejectionCountSchema).meta({ description: 'Of all its rejected transfers, by precedence.' }),
    items: z.array(rejectedTransferSchema),
    nextCursor: nextCursorSchema,
  })
  .meta({ id: 'RejectedTransferPage', description: 'Rejected transfers of one run in the order of the file.' });
export type RejectedTransferPage = z.infer<typeof rejectedTransferPageSchema>;
