/** What a function tells of its work. Fields hold ids, keys and numbers, never the contents of a file. */
export interface Telemetry {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** @param error is logged with its name, message, stack and cause */
  error(message: string, error: unknown, fields?: Readonly<Record<string, unknown>>): void;
  count(metric: MetricName, value?: number): void;
}

/** The CloudWatch namespace of all metrics. */
export const METRIC_NAMESPACE = 'Countinghouse';

/** Names of the metrics, each a count; alarms use the same names. The dimension `service` names the function. */
export const METRICS = {
  runsRecorded: 'RunsRecorded',
  runsRepeated: 'RunsRepeated',
  runsRejectedOnLanding: 'RunsRejectedOnLanding',
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
  runsFailed: 'RunsFailed',
  forgottenFiles: 'ForgottenFiles',
  sweepsUnfinished: 'SweepsUnfinished',
} as const;

export type MetricName = (typeof METRICS)[keyof typeof METRICS];
