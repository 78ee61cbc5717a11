import { paces } from '../dashboard/src/api/polling.ts';
import { planParts } from '../lambdas/core/uploads/part-plan.ts';
import * as assumed from './assumptions.ts';
import { Decimal } from './decimal.ts';
import type { Quantities } from './line-names.ts';
import { DAYS_PER_MONTH, HOURS_PER_MONTH, type Load } from './load.ts';
import type { TemplateFacts } from './template-facts.ts';

const GIB = 1024 ** 3;
const SECONDS_PER_HOUR = 3600;
const whole = (number: number): Decimal => Decimal.of(BigInt(Math.ceil(number)));

/** What a month uses of everything, by `docs/cost.md`. */
export function usage(load: Load, facts: TemplateFacts): Quantities {
  const month = monthOf(load, facts);
  const { files, requests, busyRequests, questions, workerSeconds, sweeps, sweepListings, calls } = month;
  const bytesPerFile = load.filesPerDay === 0 ? 0 : (load.rowsPerDay / load.filesPerDay) * assumed.BYTES_PER_ROW;
  const landed = files.times(whole(bytesPerFile));
  const days = daysOfStorage(load, facts);
  const logBytes = calls
    .plus(requests)
    .times(assumed.LOG_BYTES_PER_CALL)
    .plus(files.times(assumed.LOG_BYTES_PER_WORKER));
  const databaseHours = hoursAwake(load, facts);
  const statements = busyRequests
    .times(assumed.STATEMENTS_PER_REQUEST)
    .plus(questions.times(assumed.STATEMENTS_PER_QUESTION))
    .plus(files.times(assumed.STATEMENTS_PER_FILE + Math.ceil(workerSeconds / assumed.HEARTBEAT_SECONDS)));
  const visits = load.workingDays.times(load.users);
  const handled = files.times(assumed.HANDLER_CALLS_PER_FILE);
  return {
    'Glue DPU-hours': files.times(whole(workerSeconds)).times(facts.dpusOfWorker).over(SECONDS_PER_HOUR),
    'Aurora capacity': databaseHours.acuHours,
    'Aurora storage': Decimal.of(assumed.DATABASE_GB),
    'Aurora I/O': busyRequests.plus(questions).times(assumed.IO_PER_REQUEST).plus(files.times(assumed.IO_PER_FILE)),
    'Aurora backups': facts.database.backupDays > 1 ? Decimal.of(assumed.DATABASE_GB) : Decimal.zero,
    'Data API requests': statements,
    'Secrets Manager secrets': Decimal.of(facts.secrets),
    'Secrets Manager requests': databaseHours.hours.times(assumed.SECRET_READS_PER_HOUR),
    'S3 storage': landed.over(DAYS_PER_MONTH).times(days.usual).over(GIB),
    'S3 storage, cold': landed.over(DAYS_PER_MONTH).times(days.cold).over(GIB),
    'S3 writes and listings': files
      .times(planParts(Math.ceil(bytesPerFile)).partCount + UPLOAD_CALLS + assumed.OBJECTS_WRITTEN_PER_FILE)
      .plus(questions.times(assumed.STATEMENTS_PER_REQUEST))
      .plus(questionsOfAll(load).times(assumed.WRITES_PER_LULL))
      .plus(files.times(days.cold > 0 ? assumed.WRITES_PER_MOVE_TO_COLD : 0))
      .plus(sweepListings),
    'S3 reads': files
      .times(Math.ceil(bytesPerFile / assumed.READ_BYTES) + 1)
      .plus(sweeps.times(assumed.SWEEP_READS))
      .plus(requests.times(assumed.STATEMENTS_PER_REQUEST * assumed.READS_PER_KEPT_STATEMENT)),
    'SQS requests': whole(facts.polledQueues * assumed.QUEUE_POLLS_PER_HOUR * HOURS_PER_MONTH).plus(
      files.times(assumed.QUEUE_REQUESTS_PER_FILE),
    ),
    'Lambda requests': requests.plus(calls),
    'Lambda time': gigabyteSeconds(requests, facts.functions.api.memoryMiB, assumed.API_MILLISECONDS)
      .plus(gigabyteSeconds(handled, facts.functions.settle.memoryMiB, assumed.HANDLER_MILLISECONDS))
      .plus(gigabyteSeconds(sweeps, facts.functions.sweep.memoryMiB, assumed.SWEEP_MILLISECONDS))
      .plus(gigabyteSeconds(sweepListings, facts.functions.sweep.memoryMiB, assumed.LISTING_MILLISECONDS)),
    'HTTP API requests': requests,
    'CloudFront requests': requests.plus(visits.times(assumed.FILES_PER_VISIT)),
    'CloudFront data out': requests
      .times(assumed.BYTES_PER_ANSWER)
      .plus(visits.times(assumed.BYTES_PER_VISIT))
      .over(GIB),
    'CloudWatch logs taken in': logBytes.over(GIB),
    'CloudWatch logs kept': logBytes
      .times(assumed.LOG_COMPRESSION)
      .times(facts.logRetentionDays)
      .over(DAYS_PER_MONTH)
      .over(GIB),
    'CloudWatch alarms': Decimal.of(facts.alarms),
    'CloudWatch dashboards': Decimal.of(facts.dashboards),
    'CloudWatch metrics': files
      .times(assumed.METRICS_PER_FILE)
      .over(HOURS_PER_MONTH)
      .min(Decimal.of(assumed.METRICS_PER_FILE)),
    'X-Ray traces': (facts.functions.api.isTraced ? requests : Decimal.zero).plus(
      facts.functions.intake.isTraced ? calls : Decimal.zero,
    ),
    'Scheduler invocations': sweeps,
    'Customer keys': Decimal.of(facts.customerKeys),
    'Cognito active users': Decimal.of(facts.hasSignIn ? load.users : 0),
  };
}

/** Days for which a file is paid in each class of S3: a cold one for the least that it costs, though it may be gone before. */
function daysOfStorage({ retentionDays }: Load, { coldAfterDays }: TemplateFacts): { usual: number; cold: number } {
  if (coldAfterDays === null || coldAfterDays >= retentionDays) {
    return { usual: retentionDays, cold: 0 };
  }
  return { usual: coldAfterDays, cold: Math.max(retentionDays - coldAfterDays, assumed.LEAST_COLD_DAYS) };
}

/** Begun and completed, besides the parts. */
const UPLOAD_CALLS = 2;

function monthOf(load: Load, facts: TemplateFacts) {
  const files = DAYS_PER_MONTH.times(load.filesPerDay);
  const sweeps = whole((HOURS_PER_MONTH * 60) / facts.sweepEveryMinutes);
  const workerSeconds = secondsOfWorker(load, facts);
  return {
    files,
    sweeps,
    sweepListings: listingsOf(sweeps, load, facts),
    workerSeconds,
    ...apiRequests(load, workerSeconds),
    questions: newQuestions(load),
    /** Of the functions around the run table. */
    calls: files.times(assumed.HANDLER_CALLS_PER_FILE).plus(sweeps),
  };
}

/** Each sweep lists all that is kept, but a day has no more than the stage allows. */
function listingsOf(sweeps: Decimal, { filesPerDay, retentionDays }: Load, facts: TemplateFacts): Decimal {
  const pages = Math.max(1, Math.ceil((filesPerDay * retentionDays) / assumed.KEYS_PER_LISTING));
  return sweeps.times(pages * assumed.LISTINGS_PER_PAGE).min(DAYS_PER_MONTH.times(facts.mostListsPerDay));
}

/** Paid seconds of a worker for one file, each file with a worker of its own: files that land together share one. */
export function secondsOfWorker(load: Load, facts: Pick<TemplateFacts, 'lingerSeconds'>): number {
  const rows = load.filesPerDay === 0 ? 0 : load.rowsPerDay / load.filesPerDay;
  const work = Math.ceil((rows * assumed.NANOSECONDS_PER_ROW * assumed.ROW_TIME_SAFETY) / 1e9);
  return Math.max(assumed.WORKER_LEAST_SECONDS, assumed.WORKER_START_SECONDS + work + facts.lingerSeconds);
}

/** Users poll at the slowest pace of a quiet page, but while a file is worked on at the fastest of a busy one. */
function apiRequests(
  load: Load,
  workerSeconds: number,
): { readonly requests: Decimal; readonly busyRequests: Decimal } {
  const polls = (SECONDS_PER_HOUR * 1000 * assumed.POLLED_QUERIES) / paces.idle.last;
  const ofUsers = load.workingDays.times(whole(load.users * load.hoursPerUser * (polls + assumed.ACTIONS_PER_HOUR)));
  const usersAtOnce = Math.ceil((load.users * load.hoursPerUser) / load.workingHours);
  const busyPolls = usersAtOnce * Math.ceil((workerSeconds * 1000) / paces.busy.first);
  const busyRequests = DAYS_PER_MONTH.times(load.filesPerDay).times(busyPolls);
  return { requests: ofUsers.plus(busyRequests), busyRequests };
}

/** What only the database can answer: everything else was read since the last change, and kept (decision 17). */
const newQuestions = (load: Load): Decimal =>
  load.workingDays.times(load.users * assumed.NEW_QUESTIONS_PER_USER).plus(questionsOfAll(load));

const questionsOfAll = ({ workingDays, users, filesPerDay }: Load): Decimal =>
  users === 0 ? Decimal.zero : workingDays.times(Math.max(1, filesPerDay) * assumed.NEW_QUESTIONS_OF_ALL);

/**
 * New questions come when the database has just gone back to sleep, users come one after the other, and every file lands when
 * nobody is there: the dearest that all of it can be.
 */
export function hoursAwake(load: Load, facts: TemplateFacts): { readonly hours: Decimal; readonly acuHours: Decimal } {
  const { minCapacity, maxCapacity, autoPauseSeconds } = facts.database;
  const all = Decimal.of(HOURS_PER_MONTH);
  if (minCapacity > 0) {
    return { hours: all, acuHours: all.times(minCapacity) };
  }
  const visitedSeconds = Math.min(load.workingHours, load.users * load.hoursPerUser) * SECONDS_PER_HOUR;
  const visited = newQuestions(load)
    .times(assumed.WAKING_SECONDS + autoPauseSeconds)
    .min(load.workingDays.times(whole(visitedSeconds === 0 ? 0 : visitedSeconds + autoPauseSeconds)));
  const workedSeconds = assumed.WAKING_SECONDS + assumed.GLUE_WAITING_SECONDS + secondsOfWorker(load, facts);
  const files = DAYS_PER_MONTH.times(load.filesPerDay);
  const worked = files.times(whole(workedSeconds));
  // The run's last watchdog finds it closed, and keeps the database from pausing once more.
  const pausing = files.times(facts.watchdogDelaySeconds + autoPauseSeconds);
  const quiet = visited.plus(pausing);
  const publishing = Decimal.of(assumed.PUBLISHING_ACU).min(Decimal.of(maxCapacity));
  return {
    hours: quiet.plus(worked).over(SECONDS_PER_HOUR).min(all),
    acuHours: quiet
      .times(assumed.QUIET_ACU)
      .plus(worked.times(publishing))
      .over(SECONDS_PER_HOUR)
      .min(all.times(publishing)),
  };
}

const gigabyteSeconds = (calls: Decimal, memoryMiB: number, milliseconds: number): Decimal =>
  calls
    .times(memoryMiB)
    .times(milliseconds)
    .over(1024 * 1000);
