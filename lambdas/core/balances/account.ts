import { z } from 'zod';
import { countSchema, nextCursorSchema } from '../reports/values.ts';
import { balanceRunMembers, balanceRunSchema, balanceSchema } from './balance-run.ts';

/** What the replay made of one account: balance = openingBalance + incoming - outgoing. */
const balances = {
  country: z.string(),
  openingBalance: balanceSchema,
  incoming: balanceSchema.meta({ description: 'All that applied transfers brought.' }),
  outgoing: balanceSchema.meta({ description: 'All that applied transfers took.' }),
  balance: balanceSchema,
  sent: countSchema.meta({ description: 'Transfers of the account that were applied.' }),
  received: countSchema.meta({ description: 'Transfers to the account that were applied.' }),
  rejected: countSchema.meta({ description: 'Transfers of the account that were rejected.' }),
};

export const accountSchema = z
  .object({ accountNumber: z.string(), ...balances })
  .meta({ id: 'Account', description: 'An account behind the last transfer of a run.' });
export type Account = z.infer<typeof accountSchema>;

const runSchema = z.union([balanceRunSchema, z.null()]).meta({ description: 'Null when no run counts.' });

export const accountPageSchema = z
  .object({
    run: runSchema,
    matching: countSchema
      .nullable()
      .meta({ description: 'Accounts that match the filters. With the first page; null with those behind a cursor.' }),
    items: z.array(accountSchema),
    nextCursor: nextCursorSchema,
  })
  .meta({
    id: 'AccountPage',
    description:
      'Accounts of one run, numerically by their number where all of the run are digits, otherwise by its UTF-8 bytes.',
  });
export type AccountPage = z.infer<typeof accountPageSchema>;

export const accountRunSchema = z
  .object({ ...balanceRunMembers, ...balances })
  .meta({ id: 'AccountRun', description: 'What one run says of an account.' });

export const accountDetailSchema = z
  .object({ accountNumber: z.string(), runs: z.array(accountRunSchema), nextCursor: nextCursorSchema })
  .meta({ id: 'AccountDetail', description: 'An account in each run that counts and has it; the newest run first.' });
export type AccountDetail = z.infer<typeof accountDetailSchema>;

export const countrySchema = z
  .object({
    country: z.string(),
    accounts: countSchema,
    openingBalance: balanceSchema.meta({ description: 'Of all its accounts; always the same as `balance`.' }),
    balance: balanceSchema,
    transferred: balanceSchema.meta({ description: 'All that applied transfers have moved in it.' }),
    applied: countSchema.meta({ description: 'Transfers in it that were applied.' }),
  })
  .meta({ id: 'Country', description: 'The accounts of one country, together.' });

export const countryPageSchema = z
  .object({ run: runSchema, items: z.array(countrySchema), nextCursor: nextCursorSchema })
  .meta({ id: 'CountryPage', description: 'Countries of one run by the UTF-8 bytes of their names.' });
export type CountryPage = z.infer<typeof countryPageSchema>;

/** The members of `balances` of a row of account_balance. SQL arguments of json_build_object. */
export const balancesOf = `'country', account.country, 'openingBalance', account.opening::text,
  'incoming', account.incoming::text, 'outgoing', account.outgoing::text, 'balance', account.final::text,
  'sent', account.sent, 'received', account.received, 'rejected', account.rejected`;
