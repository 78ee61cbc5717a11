import { figuresOf } from './branch-sql.ts';
import { momentOf, timeOf } from './documents.ts';
import { sourceDocument } from './run-document.ts';

/** The JSON of what a run says about a branch. SQL expression on a row of `published`. */
const branchRunDocument = (row: string): string => `jsonb_build_object(
  'runId', ${row}.run_id, 'source', ${row}.source, 'landedAt', ${timeOf(`${row}.landed_at`)}, 'counts', ${row}.counts,
  'corrects', ${row}.corrects, 'supersededBy', ${row}.superseded_by, 'withdrawnAt', ${timeOf(`${row}.withdrawn_at`)},
  'withdrawnReason', ${row}.withdrawn_reason, 'publishedAt', ${timeOf(`${row}.ended_at`)},
  'declarationVersion', ${row}.declaration_version, 'codeVersion', ${row}.code_version, ${figuresOf(row)})`;

/** The published figures of the branch `:branchCode`, one row a run. */
const published = `
  select run.run_id, run.counts, run.corrects, run.superseded_by, run.withdrawn_at, run.withdrawn_reason, run.ended_at,
         run.declaration_version, run.code_version,
         figure.count, figure.min, figure.max, figure.sum, source.landed_at, ${sourceDocument} as source
    from branch_stats_figure figure
    join run on run.run_id = figure.run_id and run.published_attempt = figure.attempt
    join run_source source on source.run_id = run.run_id and source.position = 0
   where figure.branch_code = :branchCode`;

const newestFirst = (row: string): string => `${row}.landed_at desc, ${row}.run_id desc`;
const position = `jsonb_build_array(${momentOf('chosen.landed_at')}, chosen.run_id)`;

/** Common table expressions for a page of the runs, the newest landing first. */
export const runsOfBranch = (isFirst: boolean): string => `
  chosen as (
    ${published}
     ${isFirst ? '' : 'and (source.landed_at, run.run_id) < (:landedAt::timestamptz, :runId::uuid)'}
     order by source.landed_at desc, run.run_id desc limit :limit + 1
  ),
  candidate as (
    select row_number() over (order by ${newestFirst('chosen')}) as place, ${position} as at,
           ${branchRunDocument('chosen')} as document
      from chosen
  )`;

/** Common table expressions for the points of the chart, the newest first. */
export const pointsOfBranch = `
  chosen as (
    ${published} and run.counts order by source.landed_at desc, run.run_id desc limit :limit + 1
  ),
  candidate as (
    select row_number() over (order by ${newestFirst('chosen')}) as place, ${position} as at,
           jsonb_build_object('runId', chosen.run_id, 'landedAt', ${timeOf('chosen.landed_at')},
                              'corrects', chosen.corrects, ${figuresOf('chosen')}) as document
      from chosen
  )`;

export const mergedFigures = `
  select 'merged' as kind, jsonb_build_object(${figuresOf('total')})::text as document
    from branch_stats_total total where total.branch_code = :branchCode`;

export const whetherKnown = `
  select 'known' as kind, 'true' as document where exists (
    select from branch_stats_figure figure
      join run on run.run_id = figure.run_id and run.published_attempt = figure.attempt
     where figure.branch_code = :branchCode)`;

/** Common table expression `counting`: all runs behind the merged figures. */
export const countingRuns = `counting as materialized (${published} and run.counts)`;

/** Of the runs with the extreme amount, how many there are and the one that landed first. */
const extreme = (figure: 'min' | 'max'): string => `(
  select jsonb_build_object('amount', held.${figure}::text, 'runs', held.holders, 'first', ${branchRunDocument('held')})
    from (select counting.*, count(*) over () as holders from counting, remerged
           where counting.${figure} = remerged.${figure}) held
   order by held.landed_at, held.run_id limit 1)`;

/** One row of kind `receipt`. Reads `counting`. The figures are merged from the runs, not taken from the kept totals. */
export const receiptOf = `
  select 'receipt' as kind, (
    with remerged as (
      select count(*) as runs, count(corrects) as corrections, min(landed_at) as first_landed_at, max(landed_at) as last_landed_at,
             sum(count)::bigint as count, min(min) as min, max(max) as max, sum(sum) as sum
        from counting)
    select jsonb_build_object(
             'runs', remerged.runs, 'corrections', remerged.corrections, 'firstLandedAt', ${timeOf('remerged.first_landed_at')},
             'lastLandedAt', ${timeOf('remerged.last_landed_at')},
             'remerged', case when remerged.runs > 0 then jsonb_build_object(${figuresOf('remerged')}) end,
             'min', ${extreme('min')}, 'max', ${extreme('max')})::text
      from remerged) as document`;
