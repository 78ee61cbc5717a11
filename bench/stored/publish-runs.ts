import { z } from 'zod';
import type { Database } from '../../lambdas/core/database/index.ts';

export interface Stored {
  readonly files: number;
  readonly branchesPerFile: number;
  readonly figures: number;
}

export interface PublishOptions {
  readonly files: number;
  readonly branches: number;
  readonly signal: AbortSignal;
  readonly onFile: (file: number) => void;
}

/** Figures that one statement publishes: well within the 45 s of the Data API. */
const figuresInStatement = 50_000;

/**
 * Publishes runs of so many branches each, as a worker does, through the schema's own functions: recorded, claimed,
 * identified, staged, published. Only what a Spark job would compute is made up. What is stored is then compared with
 * itself: the kept totals and their headline must be what the figures add up to.
 *
 * @throws Error when they are not, or when an outcome is not the one expected.
 */
export async function publishRuns(
  database: Database,
  { files, branches, signal, onFile }: PublishOptions,
): Promise<Stored> {
  const batch = Math.max(1, Math.floor(figuresInStatement / branches));
  for (let first = 1; first <= files; first += batch) {
    signal.throwIfAborted();
    const last = Math.min(first + batch - 1, files);
    await database.query(publishing(first, last, branches), {}, z.unknown());
    onFile(last);
  }
  // What autovacuum does by itself within some minutes of a load.
  await database.query('vacuum analyze', {}, z.unknown());
  return await checkStored(database, files, branches);
}

/** Amounts differ by file and branch, so that no sum, minimum or maximum is right by accident. */
const figures = (branches: number): string => `
  select 'BR' || lpad(branch::text, 6, '0') as branch_code, count, low * 0.01 as min, (low + spread) * 0.01 as max,
         (low * count + spread * (1 + mix % (count - 1))) * 0.01 as sum
    from (select branch, mix, (2 + mix % 97)::bigint as count, (mix * 31) % 90000 - 5000 as low, (mix * 17) % 100000 as spread
            from (select branch, (branch * 7919 + v_file * 104729) % 99991 as mix
                    from generate_series(1, ${branches}) branch) as mixed) as made`;

const publishing = (first: number, last: number, branches: number): string => `
do $publish$
declare
  v_worker uuid := gen_random_uuid();
  v_run uuid;
  v_claim jsonb;
  v_outcome jsonb;
  v_rows bigint;
begin
  for v_file in ${first} .. ${last} loop
    v_run := gen_random_uuid();
    perform record_run(jsonb_build_object(
      'runId', v_run, 'jobType', 'branch-stats',
      'identity', encode(sha256(convert_to('version of file ' || v_file, 'UTF8')), 'hex'),
      'lineage', encode(sha256(convert_to('file ' || v_file, 'UTF8')), 'hex'),
      'requestId', gen_random_uuid(),
      'sources', jsonb_build_array(jsonb_build_object(
        'role', 'transactions', 'bucket', 'benchmark', 'key', format('branch-stats/day-%s.csv', lpad(v_file::text, 5, '0')),
        'versionId', gen_random_uuid(), 'size', ${branches} * 2000,
        'landedAt', clock_timestamp() - interval '1 day' * (1 + v_file % 1000)))));
    perform reserve_worker('branch-stats', v_worker, 1000);
    v_claim := claim_run(v_worker);
    if (v_claim #>> '{run,runId}')::uuid is distinct from v_run then
      raise exception 'run % was to be claimed, but the answer is %', v_run, v_claim;
    end if;
    v_outcome := identify_run(v_run, v_worker, 1, jsonb_build_array(jsonb_build_object(
      'checksum', 'CRC64NVME:' || encode(substr(sha256(convert_to('bytes ' || v_file, 'UTF8')), 1, 8), 'base64'),
      'newestFirst', jsonb_build_array(v_claim #>> '{run,sources,0,versionId}'))));
    insert into branch_stats_figure (run_id, attempt, branch_code, count, min, max, sum)
    select v_run, 1, branch_code, count, min, max, sum from (${figures(branches)}) as figure;
    select sum(count) into v_rows from branch_stats_figure where run_id = v_run and attempt = 1;
    v_outcome := publish_run(v_run, v_worker, 1, jsonb_build_object(
      'rowsRead', v_rows, 'rowsCounted', v_rows, 'rowsQuarantined', 0, 'bytesRead', v_rows * 35, 'groups', ${branches},
      'peakMemoryBytes', 700000000, 'dpuSeconds', 12.5, 'costUsd', 0.0015, 'declarationVersion', 1,
      'codeVersion', 'benchmark', 'sparkVersion', '4', 'rejects', jsonb_build_array()));
    if v_outcome ->> 'outcome' is distinct from 'published' then
      raise exception 'run % was to be published, but the answer is %', v_run, v_outcome;
    end if;
  end loop;
  if not retire_worker(v_worker) then
    raise exception 'the worker % has nothing left to do and may not go', v_worker;
  end if;
end
$publish$`;

const check = `
with merged as (
  select figure.branch_code, count(*) as runs, sum(figure.count)::bigint as count, min(figure.min) as min,
         max(figure.max) as max, sum(figure.sum) as sum
    from branch_stats_figure figure
    join run on run.run_id = figure.run_id and run.counts and run.published_attempt = figure.attempt
   group by figure.branch_code
),
kept as (select branch_code, runs, count, min, max, sum from branch_stats_total)
select (select count(*) from run where counts) as files,
       (select count(*) from branch_stats_figure) as figures,
       (select count(*) from ((table merged except table kept) union all (table kept except table merged)) as differing) as wrong,
       (select (branches, sum, min, max) is distinct from (select (count(*), sum(sum), min(min), max(max)) from merged)
          from branch_stats_headline) as headline_wrong,
       (select coalesce(sum(rows_counted), 0) = (select sum(count) from merged) from run where counts) as rows_agree`;

const checkSchema = z.object({
  files: z.int(),
  figures: z.int(),
  wrong: z.int(),
  headline_wrong: z.boolean(),
  rows_agree: z.boolean(),
});

/** @throws Error when the totals and their headline are not what the figures of the counting runs add up to. */
export async function checkStored(database: Database, files: number, branches: number): Promise<Stored> {
  const [found] = await database.query(check, {}, checkSchema);
  const isRight =
    found?.files === files && found.figures === files * branches && found.wrong === 0 && !found.headline_wrong;
  if (!isRight || !found.rows_agree) {
    throw new Error(`The stored figures are not what publishing leaves: ${JSON.stringify(found)}`);
  }
  return { files, branchesPerFile: branches, figures: found.figures };
}
