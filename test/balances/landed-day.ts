import { randomUUID } from 'node:crypto';
import { batchLineage, identify } from '../../lambdas/core/runs/index.ts';
import type { Claim, Outcome, Pipeline } from '../migrations/pipeline.ts';

export const JOB_TYPE = 'account-balances';
const ROLES = ['accounts', 'transactions'] as const;

/** What a replay made of one account, in the order of the places. */
export interface Account {
  readonly accountNumber: string;
  readonly country: string;
  readonly opening: string;
  readonly incoming: string;
  readonly outgoing: string;
  readonly final: string;
  readonly sent: number;
  readonly received: number;
  readonly rejected: number;
}

export interface Country {
  readonly country: string;
  readonly accounts: number;
  readonly opening: string;
  readonly final: string;
  readonly transferred: string;
  readonly applied: number;
}

/** The figures of a run, as its worker stages them. */
export interface Day {
  readonly accounts: readonly Account[];
  readonly countries: readonly Country[];
  readonly rejections: Readonly<Record<string, number>>;
}

/** An account that no transfer touched, unless said otherwise. */
export const account = (accountNumber: string, country: string, own: Partial<Account> = {}): Account => ({
  accountNumber,
  country,
  opening: '10.00',
  incoming: '0.00',
  outgoing: '0.00',
  final: '10.00',
  sent: 0,
  received: 0,
  rejected: 0,
  ...own,
});

/**
 * Records both files of a batch, and gives their run.
 * @param version of the transactions; the accounts keep theirs, so that each version is one run
 */
export async function recordDay(pipeline: Pipeline, batch: string, version = '1'): Promise<string> {
  const recorded: { runId: string; state: string }[] = [];
  for (const role of version === '1' ? ROLES : [ROLES[1]]) {
    const key = `landing/${JOB_TYPE}/${batch}/${role}.csv`;
    const landedAt = '2026-01-01T00:00:00.000Z';
    const source = { role, bucket: 'landing', key, versionId: version, size: 10, landedAt };
    recorded.push(
      await pipeline.call('record_run', {
        ...identify(JOB_TYPE, [source]),
        jobType: JOB_TYPE,
        lineage: batchLineage(JOB_TYPE, 'landing', batch),
        sources: [source],
        batch: { roles: ROLES, waitDays: 7, newestFirst: versionsUpTo(version) },
      }),
    );
  }
  const run = recorded.at(-1);
  if (run?.state !== 'PENDING') throw new Error(`no run of ${batch} waits for a worker: ${JSON.stringify(run)}`);
  return run.runId;
}

const versionsUpTo = (version: string): string[] =>
  Array.from({ length: Number(version) }, (_, index) => String(Number(version) - index));

/** Claims the oldest run with a worker that is done with its own, or a new one. */
export async function claimDay(pipeline: Pipeline): Promise<Claim> {
  const idle = await pipeline.rows(
    `select worker_id from worker where job_type = $1 and state <> 'GONE'
        and not exists (select from run where run.worker_id = worker.worker_id)`,
    JOB_TYPE,
  );
  const workerId = String(idle[0]?.['worker_id'] ?? randomUUID());
  if (idle.length === 0) await pipeline.call('reserve_worker', JOB_TYPE, workerId, 1_000);
  const claim = await pipeline.claimAs(workerId);
  if (claim === null) throw new Error('there is no run to claim');
  return claim;
}

/** Stages as a worker does, from the first account to the last. */
export async function stageDay(pipeline: Pipeline, claim: Claim, day: Day, firstPlace = 0): Promise<void> {
  const held = [claim.runId, claim.attempt];
  await pipeline.rows(
    `insert into account_balance (run_id, attempt, place, account_number, country, opening, incoming, outgoing, final, sent,
                                  received, rejected)
     select $1, $2, place, "accountNumber", country, opening, incoming, outgoing, final, sent, received, rejected
       from jsonb_to_recordset($3) as one (place bigint, "accountNumber" text, country text, opening numeric,
            incoming numeric, outgoing numeric, final numeric, sent bigint, received bigint, rejected bigint)
     on conflict do nothing`,
    ...held,
    JSON.stringify(day.accounts.map((one, index) => ({ place: firstPlace + index, ...one }))),
  );
  await pipeline.rows(
    `insert into account_country (run_id, attempt, country, accounts, opening, final, transferred, applied)
     select $1, $2, one.* from jsonb_to_recordset($3) as one (country text, accounts bigint, opening numeric, final numeric,
            transferred numeric, applied bigint)
     on conflict do nothing`,
    ...held,
    JSON.stringify(day.countries),
  );
  await pipeline.rows(
    `insert into transfer_rejection (run_id, attempt, reason, count)
     select $1, $2, key, value::bigint from jsonb_each_text($3) on conflict do nothing`,
    ...held,
    JSON.stringify(day.rejections),
  );
}

/** The rows of both files that a day's figures stand for. */
const rowsOf = ({ accounts, countries, rejections }: Day): number =>
  accounts.length +
  countries.reduce((sum, { applied }) => sum + applied, 0) +
  Object.values(rejections).reduce((sum, count) => sum + count, 0);

export async function publishDay(
  pipeline: Pipeline,
  claim: Claim,
  day: Day,
  summary: Record<string, unknown> = {},
): Promise<Outcome> {
  const rowsCounted = rowsOf(day);
  return await pipeline.call('publish_run', claim.runId, claim.workerId, claim.attempt, {
    rowsRead: rowsCounted,
    rowsCounted,
    rowsQuarantined: 0,
    bytesRead: 20,
    groups: day.accounts.length,
    resultsPrefix: `results/${claim.runId}/${claim.attempt}/`,
    rejects: [],
    ...summary,
  });
}

/**
 * Lands both files of a batch and brings their run to its end.
 * @param content what the files hold; two runs of the same content are repeats of each other
 */
export async function landDay(
  pipeline: Pipeline,
  batch: string,
  day: Day,
  {
    version = '1',
    content,
    summary = {},
  }: { readonly version?: string; readonly content?: string; readonly summary?: Record<string, unknown> } = {},
): Promise<{ readonly runId: string; readonly outcome: string }> {
  const runId = await recordDay(pipeline, batch, version);
  const claim = await claimDay(pipeline);
  if (claim.runId !== runId) throw new Error('another run was claimed');
  const identified = await identifyDay(pipeline, claim, content ?? `${batch} ${version}`, version);
  if (identified.outcome !== 'proceed') return { runId, outcome: identified.outcome };
  await stageDay(pipeline, claim, day);
  return { runId, outcome: (await publishDay(pipeline, claim, day, summary)).outcome };
}

export async function identifyDay(pipeline: Pipeline, claim: Claim, content: string, version = '1'): Promise<Outcome> {
  const sources = ROLES.map((role) => ({
    checksum: `CRC64NVME:${content} ${role}`,
    newestFirst: versionsUpTo(role === 'transactions' ? version : '1'),
  }));
  return await pipeline.call('identify_run', claim.runId, claim.workerId, claim.attempt, JSON.stringify(sources));
}
