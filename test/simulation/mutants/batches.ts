import { inCode, inFunction, type Mutant, without, withoutConstraint } from './mutant.ts';

const RECORD = 'record_batch_file(jsonb)';
const GIVE_UP = 'give_up_waiting(uuid)';
const SOURCES = 'batch_sources(text, text, text[])';

/** What makes one run of the files of a batch, whatever the order of their news. */
export const BATCH_MUTANTS: readonly Mutant[] = [
  inFunction(
    'batch-second-file',
    'that a batch has one file for each role',
    RECORD,
    "role = v_file ->> 'role' and key <> v_file ->> 'key'",
    'false',
  ),
  inFunction('batch-file-once', 'that a file is told once', RECORD, 'on conflict do nothing', ''),
  inFunction(
    'batch-versions',
    'that the versions of a file are ordered when it is recorded',
    RECORD,
    "perform order_versions(v_file ->> 'bucket', v_file ->> 'key',\n                         array(select jsonb_array_elements_text(p_run #> '{batch,newestFirst}')));",
    '',
  ),
  inFunction(
    'batch-waiting-run',
    'that a file goes to the run that waits for it',
    RECORD,
    "lineage = v_lineage and waiting_for = 'files' for update",
    'false',
  ),
  inFunction(
    'batch-complete',
    'that a run begins when its last file has landed',
    RECORD,
    "if v_missing = '{}' then",
    'if false then',
  ),
  inFunction(
    'batch-waits',
    'that a run waits for the files that it lacks',
    RECORD,
    "if v_missing <> '{}' and (v_recorded ->> 'recorded')::boolean then",
    'if false then',
  ),
  inFunction(
    'batch-sources-stored',
    'that a waiting run has the newest files',
    RECORD,
    'perform store_sources(v_waiting.run_id, v_sources);',
    '',
  ),
  inFunction(
    'batch-newest',
    'that the newest version of each file is taken',
    SOURCES,
    'version.ordinal desc',
    'version.ordinal',
  ),
  inFunction(
    'batch-patience',
    'that a run waits for as long as it may',
    GIVE_UP,
    'and wait_until <= clock_timestamp()',
    '',
  ),
  inFunction('batch-gives-up', 'that a run does not wait for ever', GIVE_UP, "state = 'REJECTED'", "state = 'PENDING'"),
  inCode(
    'batch-rests',
    'that a watchdog rests for as long as its run waits',
    'lambdas/core/settling/watch-run.ts',
    "if (run.state === 'PENDING' && run.waitingFor === 'files') {",
    'if (false) {',
  ),
  inCode(
    'batch-own-watchdog',
    'that a run which has its files gets a watchdog of its own',
    'lambdas/core/landing/record-object.ts',
    'if (recorded || !(await hasMarker(object, recording))) {\n    if (isOpen(state)) {',
    'if (recorded || !(await hasMarker(object, recording))) {\n    if (isOpen(state) && recorded) {',
  ),
  inCode(
    'batch-upload-reply',
    "that an upload's reply is that of the batch's run",
    'lambdas/core/landing/record-object.ts',
    'nudgeFor(answer.runId)',
    'nudgeFor(runId)',
  ),
  without('batch-waits-once', 'that one run of a batch waits', 'drop index run_waiting_batch'),
  withoutConstraint(
    'batch-waits-for-some',
    'that a run which waits for files lacks some',
    'run',
    "waiting_for IS DISTINCT FROM 'files'",
  ),
  withoutConstraint(
    'batch-has-files',
    'that a published run has its files',
    'run',
    "(missing_roles = '{}'::text[]) OR",
  ),
];
