/** Grants that no end-to-end test makes use of, and why they are given all the same. */
export interface UnusedGrant {
  /** Role, action and resource as `nameOfGrant` writes them; `*` for anything. */
  readonly grant: string;
  readonly reason: string;
  /** Whether some runs do make use of it. */
  readonly sometimes?: true;
}

export const unusedGrants: readonly UnusedGrant[] = [
  {
    grant: '* logs:* *',
    reason: "Lambda and Glue write logs with the role; the laptop's emulator writes them itself.",
  },
  {
    grant: '*HandlerRole sqs:ReceiveMessage *',
    reason: "Lambda's own poller takes messages with the function's role; the emulator's takes them without asking.",
  },
  { grant: '*HandlerRole sqs:DeleteMessage *', reason: "Lambda's own poller, as above." },
  { grant: '*HandlerRole sqs:ChangeMessageVisibility *', reason: "Lambda's own poller, as above." },
  { grant: '*HandlerRole sqs:GetQueueAttributes *', reason: "Lambda's own poller, as above." },
  { grant: '*HandlerRole sqs:GetQueueUrl *', reason: "Lambda's own poller, as above." },
  {
    grant: '*HandlerRole sqs:SendMessage DeadLetters',
    reason:
      'For messages that no try can handle: test/local/emulator/dead-letters.test.ts sends them to real functions.',
  },
  {
    grant: 'SweepCaller lambda:InvokeFunction *',
    reason: 'The scheduler calls the sweep with it; the emulator calls it without asking.',
  },
  {
    grant: 'Job*Role s3:GetObject cdk-hnb659fds-assets-*',
    reason: 'Glue fetches script, package and data source with the role; on the laptop the Glue endpoint fetches them.',
  },
  { grant: 'JobBranchStatsRole s3:PutObject results/results/*', reason: 'Branch figures have no files of results.' },
  {
    grant: 'ApiFunctionHandlerRole s3:* landingbucket/landing/account-balances/*',
    reason: 'Uploads, requests and receipts treat the files of every job type alike; those of branch-stats are tested.',
    sometimes: true,
  },
  {
    grant: 'SettleHandlerRole glue:* job/Countinghouse-local-account-balances',
    reason: 'For workers that die, hang or are lost: those of branch-stats do in tests.',
    sometimes: true,
  },
  {
    grant: 'JobAccountBalancesRole sqs:SendMessage WatchdogQueue',
    reason: 'For the reply to a request: test/e2e/requests.test.ts asks for runs of branch-stats.',
    sometimes: true,
  },
  {
    grant: '*HandlerRole rds-data:RollbackTransaction *',
    reason: 'For a transaction that fails half way.',
    sometimes: true,
  },
  { grant: 'MigrationsMigrateRole rds-data:RollbackTransaction *', reason: 'For a migration that fails half way.' },
  {
    grant: '* s3:AbortMultipartUpload *',
    reason: 'For an upload in parts that fails half way or is cancelled.',
    sometimes: true,
  },
  {
    grant: '* s3:ListBucket *',
    reason: 'Never called by some: without it S3 answers "denied", not "not found", for an object that is gone.',
    sometimes: true,
  },
  {
    grant: '* s3:ListBucketVersions landingbucket',
    reason: 'Never called by some: without it S3 answers "denied", not "not found", for a version that is gone.',
    sometimes: true,
  },
  {
    grant: '*HandlerRole s3:GetObject results/results/*',
    reason: 'For runs with files of results; test/lambdas/api/transfers.test.ts has them.',
    sometimes: true,
  },
  {
    grant: '* s3:PutObject results/lulls-ended/*',
    reason: 'For a change during a lull (docs/decisions/0017-lulls.md), which most of them are not.',
    sometimes: true,
  },
  {
    grant: 'ApiFunctionHandlerRole s3:* results/readings/*',
    reason: 'For what is read during a lull, which begins when no worker is awake: test/e2e/path.test.ts has one.',
    sometimes: true,
  },
  {
    grant: 'ApiFunctionHandlerRole s3:GetObject results/lulls-ended/*',
    reason: 'For what is read during a lull, as above.',
    sometimes: true,
  },
  {
    grant: '* s3:* results/recorded-long/*',
    reason: 'For files whose name is too long to be that of a marker; test/lambdas/intake.test.ts has them.',
  },
  {
    grant: 'SettleHandlerRole glue:BatchStopJobRun *',
    reason: 'For a worker that hangs and must be stopped: the chaos suite has them.',
    sometimes: true,
  },
  {
    grant: 'ApiFunctionHandlerRole s3:ListMultipartUploadParts landingbucket/*',
    reason: 'For a page that was opened again and asks which parts have arrived: test/browser/upload.test.ts does.',
  },
  {
    grant: 'IntakeHandlerRole s3:GetObjectVersion landingbucket/landing/*',
    reason: 'For a request that names the version of its file: test/lambdas/requests.test.ts has them.',
    sometimes: true,
  },
  {
    grant: 'SweepHandlerRole * *',
    reason: 'The sweep announces only what nothing told of: test/localstack/intake.test.ts lets it find files.',
    sometimes: true,
  },
];

/** A grant without what CloudFormation makes up: `arn:aws:s3:::countinghouse-local-data-results2557-1f/x/*` is `results/x/*`. */
export const nameOfGrant = (grant: string): string =>
  grant
    .replace(/arn:aws:[a-z0-9-]+:[a-z0-9-]*:\d*:/g, '')
    .replace(/countinghouse-local-[a-z]+-([a-z]+?)[0-9a-f]{8}-[0-9a-f]+/gi, '$1');

/** Whether an entry is about a grant. */
export function isAbout({ grant }: UnusedGrant, name: string): boolean {
  const expression = grant.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${expression}$`).test(name);
}
