import { aws_cloudwatch as cloudwatch, Duration } from 'aws-cdk-lib';
import { METRICS } from '../../../lambdas/core/telemetry/telemetry.ts';
import type { StageSettings } from '../../stages/settings.ts';
import { responseRetention } from '../response-queue.ts';
import type { WatchedMetrics } from './metrics.ts';

/** An alarm, by the name that it has in `docs/runbook.md`. */
export interface AlarmDeclaration {
  /** What has happened, in a sentence for somebody who was just woken. */
  readonly says: string;
  readonly metric: cloudwatch.IMetric;
  readonly threshold: number;
  /** Periods in a row, each of the metric's length. */
  readonly periods: number;
  /** What it means that the metric tells nothing; `notBreaching` where it is not said otherwise. */
  readonly missing?: cloudwatch.TreatMissingData;
}

/** Under so many requests in five minutes a single failure would be a share that frightens. */
const FEWEST_REQUESTS = 20;
/** CloudWatch looks back over a day at most. */
const LONGEST_PERIOD = Duration.hours(8);

type Settings = Pick<StageSettings, 'sweep' | 'settle'> & { readonly alarms: NonNullable<StageSettings['alarms']> };

/**
 * Every alarm of a stage. Missing data is no trouble in most of them: SQS stops reporting on a queue that has been idle for
 * hours, a metric of ours is only there when something was counted, and a paused database and an API that nobody asks tell
 * nothing.
 */
export function alarmList(metrics: WatchedMetrics, settings: Settings): Readonly<Record<string, AlarmDeclaration>> {
  return { ...ofQueues(metrics, settings), ...ofRuns(metrics, settings), ...ofService(metrics, settings) };
}

const ofQueues = (metrics: WatchedMetrics, { alarms }: Settings): Readonly<Record<string, AlarmDeclaration>> => ({
  DeadLetters: {
    says: 'Messages could not be handled and wait in the dead-letter queue, each with its reason.',
    metric: metrics.deadLetters(),
    threshold: 1,
    periods: 1,
  },
  IngestIsLate: {
    says: `A landed file has waited for more than ${alarms.oldestMessageSeconds} s to be recorded.`,
    metric: metrics.oldestMessage('ingest'),
    threshold: alarms.oldestMessageSeconds,
    periods: 3,
  },
  RequestsAreLate: {
    says: `A request has waited for more than ${alarms.oldestMessageSeconds} s to be taken.`,
    metric: metrics.oldestMessage('request'),
    threshold: alarms.oldestMessageSeconds,
    periods: 3,
  },
  RepliesFail: {
    says: 'Replies cannot be made, or cannot be sent to the response queue; they are tried again for a week.',
    // The pause between two tries grows to a quarter of an hour.
    metric: metrics.counted(METRICS.replyFailures, Duration.minutes(30)),
    // One failure is made good by the next try.
    threshold: 2,
    periods: 1,
  },
  RepliesAreNotRead: {
    says: `A reply has lain in the response queue for half of the ${responseRetention.toDays()} days that SQS keeps it.`,
    metric: metrics.oldestMessage('response'),
    threshold: responseRetention.toSeconds() / 2,
    periods: 1,
  },
});

const ofRuns = (metrics: WatchedMetrics, { settle, sweep }: Settings): Readonly<Record<string, AlarmDeclaration>> => ({
  RunsFailed: {
    says: 'A run has FAILED: its attempts are used up. Its file is not in the figures until somebody tries it again.',
    metric: metrics.counted(METRICS.runsFailed),
    threshold: 1,
    periods: 1,
  },
  RunsRejected: {
    says: 'A file was REJECTED: it broke its contract. It is not in the figures until it was mended and sent again.',
    metric: metrics.counted(METRICS.runsRejected),
    threshold: 1,
    periods: 1,
  },
  RunsAreLate: {
    says: 'A run takes longer than its size and the runs before it explain.',
    // Told at each look at the run, so the alarm ends when the run does; two looks are further apart than one delay.
    metric: metrics.counted(
      METRICS.runsLate,
      Duration.minutes(Math.max(5, Math.ceil(settle.watchdogDelaySeconds / 30))),
    ),
    threshold: 1,
    periods: 1,
  },
  FilesWereForgotten: {
    says: 'The sweep has found landed files that no event told of. They are announced again; S3 or the ingest queue lost them.',
    metric: metrics.counted(METRICS.forgottenFiles),
    threshold: 1,
    periods: 1,
  },
  SweepIsOut: {
    says: 'The sweep has not come to its end for three of its periods: a file whose event is lost would not be found.',
    metric: metrics.errors('sweep', Duration.minutes(Math.min(sweep.everyMinutes, LONGEST_PERIOD.toMinutes()))),
    threshold: 1,
    periods: 3,
    // Lambda tells of 0 errors when an invocation was fine; a schedule that does not fire tells nothing at all.
    missing: cloudwatch.TreatMissingData.BREACHING,
  },
});

const ofService = (metrics: WatchedMetrics, { alarms }: Settings): Readonly<Record<string, AlarmDeclaration>> => ({
  DatabaseNearLimit: {
    says: `The database has needed more than ${alarms.databasePercent} % of its maxCapacity for a quarter of an hour.`,
    metric: metrics.databaseUse(),
    threshold: alarms.databasePercent,
    periods: 3,
  },
  ApiErrors: {
    says: `More than ${alarms.apiErrorPercent} % of the API's requests have been answered with 5xx for a quarter of an hour.`,
    metric: metrics.apiErrorPercent(FEWEST_REQUESTS),
    threshold: alarms.apiErrorPercent,
    periods: 3,
  },
  ApiIsSlow: {
    says: `One of a hundred requests has taken the API more than ${alarms.apiLatencyMs} ms for a quarter of an hour.`,
    metric: metrics.apiLatency('p99'),
    threshold: alarms.apiLatencyMs,
    // A database that wakes makes a few requests slow, once.
    periods: 3,
  },
});
