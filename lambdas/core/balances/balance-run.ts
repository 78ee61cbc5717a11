import { z } from 'zod';
import { type Parameters, uuid } from '../database/database.ts';
import { CursorError } from '../reports/cursor.ts';
import { type DocumentRow, documentsOf, timeOf } from '../reports/documents.ts';
import { countSchema, runIdSchema, timeSchema } from '../reports/values.ts';

/** Sums of balances need up to 38 digits; none is ever a number in JSON. */
export const balanceSchema = z
  .string()
  .regex(/^-?\d+\.\d{2}$/)
  .meta({ description: 'An exact amount with two decimals.', examples: ['-12.50'] });

/** Which run figures are of, and what became of it. */
const runMembers = {
  runId: runIdSchema,
  batch: z.string().meta({ description: 'The folder in which both files of the run landed.' }),
  endedAt: timeSchema,
  counts: z.boolean().meta({ description: 'False once it was superseded or withdrawn.' }),
};

export const balanceRunSchema = z
  .object({
    ...runMembers,
    rowsRead: countSchema.meta({ description: 'Of both files; rowsCounted + rowsQuarantined.' }),
    rowsCounted: countSchema.meta({ description: 'Accounts and transfers, rejected transfers too.' }),
    rowsQuarantined: countSchema,
    accounts: countSchema,
    countries: countSchema,
    transfers: countSchema.meta({ description: 'All that were replayed, whether they were applied or rejected.' }),
    rejected: countSchema.meta({ description: 'Of the transfers, those that moved nothing.' }),
    openingBalance: balanceSchema.meta({ description: 'Of all accounts; always the same as `balance`.' }),
    balance: balanceSchema,
    transferred: balanceSchema.meta({ description: 'All that applied transfers have moved.' }),
  })
  .meta({ id: 'BalanceRun', description: 'The run whose balances these are: one of a batch of two files.' });
export type BalanceRun = z.infer<typeof balanceRunSchema>;

export const balanceRunMembers = runMembers;

const batch = `(
  select substring(source.key from '^landing/[^/]+/(.*)/[^/]+$') from run_source source
   where source.run_id = run.run_id and source.position = 0)`;

/** The members of `balanceRunMembers` of a row of the table `run`. SQL arguments of json_build_object. */
export const runMembersOf = `'runId', run.run_id, 'batch', ${batch}, 'endedAt', ${timeOf('run.ended_at')}, 'counts', run.counts`;

/** The JSON of a published row of the table `run`. SQL expression. */
const balanceRunDocument = `json_build_object(${runMembersOf}, 'rowsRead', run.rows_read, 'rowsCounted', run.rows_counted,
  'rowsQuarantined', run.rows_quarantined, 'accounts', run.figures -> 'accounts', 'countries', run.figures -> 'countries',
  'transfers', run.figures -> 'transfers', 'rejected', run.figures -> 'rejected',
  'openingBalance', run.figures -> 'opening', 'balance', run.figures -> 'final',
  'transferred', run.figures -> 'transferred')`;

/** A page belongs to one run and one attempt: the one that its first page was of, whatever is published meanwhile. */
export const runPlace = [runIdSchema, z.int().min(0)] as const;
type RunPlace = readonly [runId: string, attempt: number];

/** Newest first, in the order of an index. SQL. */
export const newestFirst = 'run.ended_at desc, run.run_id desc';
export const countingRun = "run.job_type = 'account-balances' and run.counts";
const publishedRun = "run.job_type = 'account-balances' and run.published_attempt is not null";

/** The run that a page is of: that of the page before, the one that was asked for, or the newest that counts. */
export interface ChosenRun {
  readonly by: 'place' | 'asked' | 'newest';
  readonly parameters: Parameters;
}

/** @param place where the page before ended. @param runId of the run that was asked for */
export function chooseRun(
  place: RunPlace | readonly [...RunPlace, unknown] | undefined,
  runId: string | undefined,
): ChosenRun {
  if (place !== undefined) {
    return { by: 'place', parameters: { runId: uuid(place[0]), attempt: place[1] } };
  }
  return runId === undefined ? { by: 'newest', parameters: {} } : { by: 'asked', parameters: { runId: uuid(runId) } };
}

/** Common table expression `chosen_run`: one published run, or none. */
export function chosenRun({ by }: ChosenRun): string {
  const condition = {
    place: `${publishedRun} and run.run_id = :runId::uuid and run.published_attempt = :attempt::integer`,
    asked: `${publishedRun} and run.run_id = :runId::uuid`,
    newest: `${countingRun} order by ${newestFirst} limit 1`,
  }[by];
  return `chosen_run as materialized (select run.* from run where ${condition})`;
}

/**
 * The run that rows of `toldRun` tell of, null when none counts; undefined when the one that was asked for has published no
 * balances.
 * @throws {CursorError} when the run of the page before was done anew
 */
export function readChosenRun(rows: readonly DocumentRow[], { by }: ChosenRun): BalanceRun | null | undefined {
  const [run] = documentsOf(rows, 'run', balanceRunSchema);
  if (run === undefined && by === 'place') {
    throw new CursorError('names no place in this list');
  }
  return run ?? (by === 'asked' ? undefined : null);
}

/** A row of kind `run`. Reads `chosen_run`. */
export const toldRun = `select 'run' as kind, ${balanceRunDocument}::text as document from chosen_run run`;

/** Condition that a row of a table of figures is of the chosen run. SQL. */
export const ofChosenRun = (table: string): string => `
  ${table}.run_id = (select run_id from chosen_run) and ${table}.attempt = (select published_attempt from chosen_run)`;
