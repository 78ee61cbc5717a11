import { type Mutant, withoutConstraint } from './mutant.ts';

/** Constraints that the functions never run into: each is found by its probe, a forbidden write. */
export const CONSTRAINT_MUTANTS: readonly Mutant[] = [
  withoutConstraint('unique-identity', 'one run for one version', 'run', 'UNIQUE (job_type, identity)'),
  withoutConstraint(
    'rows-conserved',
    'rows read = counted + quarantined',
    'run',
    'rows_read = (rows_counted + rows_quarantined)',
  ),
  withoutConstraint(
    'held-by-worker',
    'a run in progress has a worker',
    'run',
    "'IN_PROGRESS'::text) = (worker_id IS NOT NULL)",
  ),
  withoutConstraint('closed-has-end', 'a closed run has an end', 'run', '(ended_at IS NULL)'),
  withoutConstraint(
    'published-has-attempt',
    'a published run has its attempt',
    'run',
    '(published_attempt IS NOT NULL)',
  ),
  withoutConstraint('repeat-has-original', 'a repeat names what it repeats', 'run', '(duplicate_of IS NOT NULL)'),
  withoutConstraint('counts-only-published', 'only a published run counts', 'run', 'NOT counts'),
  withoutConstraint('error-has-words', 'an error has its words', 'run', '(error_message IS NULL)'),
  withoutConstraint('failure-has-error', 'a failed run says why', 'run', '(error_code IS NOT NULL)'),
  withoutConstraint('published-has-rows', 'a published run has its rows', 'run', '(rows_read IS NOT NULL)))'),
  withoutConstraint('corrected-rows', 'no more rows are corrected than quarantined', 'run', 'rows_corrected >= 0'),
  withoutConstraint('line-corrected-once', 'a line is corrected once', 'run_corrected_lines', 'EXCLUDE'),
  withoutConstraint('lines-in-block', 'lines lie in their block', 'run_corrected_lines', '(block * 2048)'),
  withoutConstraint('lines-stand-as-run', 'lines stand as their run does', 'run_corrected_lines', 'FOREIGN KEY'),
  withoutConstraint('figure-counts', 'a figure stands for rows', 'branch_stats_figure', '(count > 0)'),
  withoutConstraint('figure-sum', 'a sum lies between its bounds', 'branch_stats_figure', 'sum >='),
  withoutConstraint(
    'version-order',
    'no two versions share a place',
    'source_version',
    'UNIQUE (bucket, key, ordinal)',
  ),
  withoutConstraint('worker-of-glue-run', 'a job run is one worker', 'worker', 'UNIQUE (glue_run_id)'),
];
