import { inCode, inFunction, type Mutant } from './mutant.ts';

const CLAIM = 'claim_run(uuid, boolean)';
const RESERVE = 'reserve_worker(text, uuid, integer, numeric, numeric)';
const RETIRE = 'retire_worker(uuid)';
const SPENT = 'spent_dpu_seconds()';

/** What keeps a day within its budget, and tells of it. */
export const BUDGET_MUTANTS: readonly Mutant[] = [
  inFunction(
    'budget-at-start',
    'that none is started beyond the budget',
    RESERVE,
    'if budget_is_spent() then',
    'if false then',
  ),
  inFunction(
    'budget-at-claim',
    'that a worker beyond the budget claims nothing more',
    CLAIM,
    'v_worker.claims > 0 and budget_is_spent()',
    'false',
  ),
  inFunction(
    'budget-first-run',
    "that a worker's first run is never refused",
    CLAIM,
    'v_worker.claims > 0 and budget_is_spent()',
    'budget_is_spent()',
  ),
  inFunction(
    'budget-leaves',
    'that a worker beyond the budget leaves although runs wait',
    RETIRE,
    'v_spent := v_worker.claims > 0 and budget_is_spent();',
    'v_spent := false;',
  ),
  inFunction(
    'budget-told-at-start',
    'that runs say that they wait for budget when none is started',
    RESERVE,
    'perform hold_for_budget(p_job_type);',
    '',
  ),
  inFunction(
    'budget-told-at-leave',
    'that runs say that they wait for budget when a worker leaves them',
    RETIRE,
    'perform hold_for_budget(v_worker.job_type);',
    'null;',
  ),
  inFunction(
    'budget-limit-kept',
    'that a limit which was changed holds for all',
    RESERVE,
    'update dpu_budget set hours_per_day = p_dpu_hours_per_day where hours_per_day is distinct from p_dpu_hours_per_day;',
    'update dpu_budget set hours_per_day = p_dpu_hours_per_day where hours_per_day is null;',
  ),
  inFunction(
    'budget-of-the-day',
    'that a budget is one of a day',
    SPENT,
    'greatest(worker.paid_from, today.begins) as since',
    'worker.paid_from as since',
  ),
  inFunction('budget-first-minute', 'that a start is paid for a minute', SPENT, "interval '1 minute'", "interval '0'"),
  inFunction(
    'budget-refused-start',
    'that a start which was refused is not paid',
    SPENT,
    "(worker.state <> 'GONE' or worker.glue_run_id is not null or worker.paid_seconds is not null or worker.claims > 0)",
    'true',
  ),
  inFunction(
    'budget-waiting-worker',
    'that waiting for a turn at Glue is not paid',
    'worker_waits(uuid)',
    ', paid_from = clock_timestamp()',
    '',
  ),
  inCode(
    'budget-told-by-glue',
    'that Glue tells what it was paid for',
    'lambdas/core/settling/worker-ended.ts',
    '      await workerPaid(settling.database, workerId, told.paidSeconds);\n',
    '',
  ),
];
