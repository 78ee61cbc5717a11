/**
 * By what a run's story is put together from the lines of many processes. `runId` is the one that all of them know, from the
 * moment in which a landed file or a request becomes a run; the others lead there from before. None is a name that a person
 * gave, but for a request's, which its sender has made as an id.
 */
export interface Ids {
  readonly runId?: string | undefined;
  readonly requestId?: string | undefined;
  /** Of the queue's message. */
  readonly messageId?: string | undefined;
  /** S3's, of the event that told of the file; it orders the events of one key. */
  readonly sequencer?: string | undefined;
  /** S3's, of the request that has put the file there; its own access logs and CloudTrail know it. */
  readonly s3RequestId?: string | undefined;
  readonly versionId?: string | undefined;
}

/**
 * What a function tells of its work. Fields hold ids and numbers, never the contents of a file, and the key of an object only
 * where no run stands for it (`docs/decisions/0015-operations.md`).
 */
export interface Telemetry {
  /** Does work of which everything that is told carries these ids. */
  following<T>(ids: Ids, work: () => Promise<T>): Promise<T>;
  /** From now on also these ids, until the innermost work that is followed ends. */
  follow(ids: Ids): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** @param error is logged with its name, message, stack and cause */
  error(message: string, error: unknown, fields?: Readonly<Record<string, unknown>>): void;
  count(metric: MetricName, value?: number): void;
}

/** The CloudWatch namespace of all metrics. */
export const METRIC_NAMESPACE = 'Countinghouse';

/** The only dimension, so that functions which count the same count together: each combination is paid as a metric. */
export const metricDimensions = (stage: string): Record<string, string> => ({ stage });

/** Names of the metrics, each a count; alarms and the dashboard of CloudWatch use the same names. */
export const METRICS = {
  runsRecorded: 'RunsRecorded',
  runsRepeated: 'RunsRepeated',
  foreignEvents: 'ForeignEvents',
  objectsOutsideLanding: 'ObjectsOutsideLanding',
  folderMarkers: 'FolderMarkers',
  objectsGone: 'ObjectsGone',
  requests: 'Requests',
  requestsRefused: 'RequestsRefused',
  repliesSent: 'RepliesSent',
  replyFailures: 'ReplyFailures',
  messagesFailed: 'MessagesFailed',
  messagesBuried: 'MessagesBuried',
  testEvents: 'TestEvents',
  databaseWaking: 'DatabaseWaking',
  workersStarted: 'WorkersStarted',
  workersRefused: 'WorkersRefused',
  workerStartFailures: 'WorkerStartFailures',
  workersReleased: 'WorkersReleased',
  runsSucceeded: 'RunsSucceeded',
  runsRejected: 'RunsRejected',
  runsFailed: 'RunsFailed',
  runsDuplicate: 'RunsDuplicate',
  runsLate: 'RunsLate',
  forgottenFiles: 'ForgottenFiles',
  sweepsUnfinished: 'SweepsUnfinished',
} as const;

export type MetricName = (typeof METRICS)[keyof typeof METRICS];
