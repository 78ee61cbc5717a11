import { inCode, type Mutant } from './mutant.ts';

const RECORD = 'lambdas/core/landing/record-object.ts';
const TAKE = 'lambdas/core/landing/take-messages.ts';
const NOTIFICATION = 'lambdas/core/landing/notification.ts';
const WATCH = 'lambdas/core/settling/watch-run.ts';
const FREE = 'lambdas/core/settling/free-workers.ts';
const ENDED = 'lambdas/core/settling/worker-ended.ts';
const WAKE = 'lambdas/core/workers/wake-workers.ts';
const SWEEP = 'lambdas/core/sweeping/sweep.ts';
const CURSOR = 'lambdas/core/sweeping/cursor.ts';
const BATCH = 'lambdas/core/queues/message-batch.ts';
const MIGRATE = 'lambdas/core/migrations/migrate.ts';

/** Lines of the Lambdas. */
export const CODE_MUTANTS: readonly Mutant[] = [
  inCode('no-watchdog', 'the watchdog of a new run', RECORD, 'if (isOpen(state)) {', 'if (isOpen(state) && false) {'),
  inCode(
    'marker-before-watchdog',
    'that the marker comes after the watchdog',
    RECORD,
    '    if (isOpen(state)) {\n',
    '    await writeMarker(object, recording);\n    if (isOpen(state)) {\n',
  ),
  inCode(
    'no-watchdog-on-repeat',
    'that a repeat sends what the first delivery did not',
    RECORD,
    'if (recorded || !(await hasMarker(object, recording))) {',
    'if (recorded) {',
  ),
  inCode(
    'marker-before-run',
    'that the marker comes after the run',
    RECORD,
    '  const place = placeOf(object.key',
    '  await writeMarker(object, recording);\n  const place = placeOf(object.key',
  ),
  inCode(
    'foreign-bucket',
    'that other buckets are none of ours',
    RECORD,
    'landed.bucket !== recording.landingBucket',
    'false',
  ),
  inCode(
    'key-without-plus',
    "that S3 writes a space as '+'",
    'lambdas/core/landing/key-encoding.ts',
    "encoded.replaceAll('+', ' ')",
    'encoded',
  ),
  inCode('batch-failures-forgotten', 'that failed messages come again', TAKE, '  return batch.failed;', '  return [];'),
  inCode(
    'watchdog-failures-forgotten',
    'that failed watchdogs come again',
    'lambdas/core/settling/settle.ts',
    '  return batch.failed;',
    '  return [];',
  ),
  inCode(
    'unusable-comes-again',
    'that rubbish goes to the dead letters with a reason',
    BATCH,
    'error instanceof UnusableMessageError || receives >= MOST_RECEIVES',
    'false',
  ),
  inCode(
    'bury-everything',
    'that a message has its five tries',
    BATCH,
    'error instanceof UnusableMessageError || receives >= MOST_RECEIVES',
    'true',
  ),
  inCode(
    'not-renewed',
    'that a watchdog renews itself',
    WATCH,
    'await (renew ? sendNext(runId, settling) : nudgeAfterPause(runId, settling));',
    'await nudgeAfterPause(runId, settling);',
  ),
  inCode(
    'always-renewed',
    'that a single look does not renew itself',
    WATCH,
    '(renew ? sendNext(runId, settling) : nudgeAfterPause(runId, settling))',
    'sendNext(runId, settling)',
  ),
  inCode(
    'renewed-twice',
    'that a look sends one watchdog',
    WATCH,
    '  const freed = await lookAfter(run, settling);',
    '  if (renew) await sendNext(runId, settling);\n  const freed = await lookAfter(run, settling);',
  ),
  inCode(
    'trouble-ends-the-watch',
    'that trouble with Glue does not end the watch',
    WATCH,
    'if (error instanceof DatabaseAwayError) {',
    'if (error instanceof Error) {',
  ),
  inCode(
    'dead-not-freed',
    'that dead workers are looked for',
    WATCH,
    'freed.push(...(await freeDeadWorkers(run.jobType, settling)));',
    '',
  ),
  inCode(
    'watch-wakes-nobody',
    'that the watchdog wakes workers',
    WATCH,
    '    await wakeWorkers(run.jobType, settling);\n',
    '',
  ),
  inCode(
    'stuck-never-stopped',
    'that a stuck worker is stopped',
    FREE,
    'silentSeconds > STUCK_AFTER_TIMEOUTS * settling.heartbeatTimeoutSeconds',
    'false',
  ),
  inCode(
    'dead-not-stopped',
    'that a worker which is declared dead for its silence is stopped',
    FREE,
    '    await settling.jobs.stop(jobName, glueRunId);\n',
    '',
  ),
  inCode(
    'waiting-is-dead',
    'that a worker which waits for its turn is no dead one',
    FREE,
    "jobRun === undefined || jobRun.phase === 'ended'",
    "jobRun === undefined || jobRun.phase !== 'running'",
  ),
  inCode(
    'not-started-is-alive',
    'that a worker whose start is unknown is freed',
    FREE,
    'if (glueRunId === null || jobName === undefined) {',
    'if (glueRunId === null || jobName === undefined) {\n    return [];',
  ),
  inCode('any-event-is-an-end', 'that only the end of a job run frees', ENDED, '!ENDED.has(change.state)', 'false'),
  inCode(
    'start-not-released',
    'that the place of a refused start is free again',
    WAKE,
    "    await releaseWorker(database, workerId, { code: isRoomLacking ? 'no-room' : 'worker-not-started', message }, null);\n",
    '',
  ),
  inCode(
    'start-not-remembered',
    'that the job run of a worker is remembered',
    WAKE,
    '    await workerStarted(database, workerId, glueRunId);\n',
    '',
  ),
  inCode(
    'sweep-last-page',
    'that the sweep looks at all pages',
    SWEEP,
    'return page.next === undefined',
    'return page.next !== undefined || page.next === undefined',
  ),
  inCode(
    'sweep-announces-nothing',
    'that the sweep announces',
    SWEEP,
    '  await ingest.sendAll(',
    '  void ((x: unknown) => x)(',
  ),
  inCode(
    'sweep-cursor',
    'that a sweep goes on where the last one stopped',
    CURSOR,
    '    await writeCursor({ position, ...soFar }, sweeping);\n',
    '    await writeCursor({ position: { ...position, waiting: [] }, ...soFar }, sweeping);\n',
  ),
  inCode(
    'sweep-pace',
    'that a sweep which has cost much is followed by a pause',
    CURSOR,
    'last?.position === null && !isDue(last, now(), mostListsPerDay)',
    'false',
  ),
  inCode(
    'first-record-only',
    'that every record of a message is handled',
    NOTIFICATION,
    'records.entries()',
    '[...records.entries()].slice(0, 1)',
  ),
  inCode(
    'retry-without-watchdog',
    'that a retry sends the watchdog first',
    'lambdas/api/acts/run-acts.ts',
    '      await this.#watchdog.watch(runId, COMMITTED_WITHIN_SECONDS);\n',
    '',
  ),
  inCode(
    'migrations-not-together',
    'that a migration is one transaction',
    MIGRATE,
    'await inTurn(database, (transaction) => applyOnce(migration, transaction))',
    'await applyOnce(migration, database)',
  ),
  inCode(
    'migrations-again',
    'that a migration is applied once',
    MIGRATE,
    '  if (await isApplied(migration, database)) {\n    return false;\n  }\n',
    '',
  ),
];
