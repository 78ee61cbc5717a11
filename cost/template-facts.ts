import { z } from 'zod';
import { dpusOfWorkerType } from '../lib/constructs/spark-job.ts';
import { refuseUnpriced } from './priced-resources.ts';
import type { Resource } from './synthesize.ts';

/** What a stage's template says about things that cost money. */
export interface TemplateFacts {
  readonly functions: Readonly<Record<ServingFunction, { readonly memoryMiB: number; readonly isTraced: boolean }>>;
  /** DPUs of the largest worker. */
  readonly dpusOfWorker: number;
  readonly lingerSeconds: number;
  readonly database: {
    readonly minCapacity: number;
    readonly maxCapacity: number;
    readonly autoPauseSeconds: number;
    readonly backupDays: number;
  };
  readonly sweepEveryMinutes: number;
  /** LIST requests that sweeps may make in a day. */
  readonly mostListsPerDay: number;
  readonly watchdogDelaySeconds: number;
  /** Queues that Lambda reads, and asks all the time. */
  readonly polledQueues: number;
  /** Metrics that alarms look at. */
  readonly alarms: number;
  readonly dashboards: number;
  readonly secrets: number;
  readonly customerKeys: number;
  readonly hasSignIn: boolean;
  /** The longest of all log groups. */
  readonly logRetentionDays: number;
  /** Days that the bytes of a landed file stay in the bucket, current and as an old version; null: for ever. */
  readonly landingDays: number | null;
  /** Days after which a landed file lies in S3's class Glacier Instant Retrieval; null: never. */
  readonly coldAfterDays: number | null;
}

export type ServingFunction = 'intake' | 'settle' | 'sweep' | 'api';

const functionSchema = z.object({
  MemorySize: z.number(),
  Architectures: z.tuple([z.literal('arm64')]),
  TracingConfig: z.object({ Mode: z.string() }).optional(),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
});
const clusterSchema = z.object({
  BackupRetentionPeriod: z.number(),
  ServerlessV2ScalingConfiguration: z.object({
    MinCapacity: z.number(),
    MaxCapacity: z.number(),
    SecondsUntilAutoPause: z.number().optional(),
  }),
});
const alarmSchema = z.object({ Metrics: z.array(z.object({ MetricStat: z.unknown().optional() })).optional() });
const jobSchema = z.object({
  WorkerType: z.string(),
  NumberOfWorkers: z.number(),
  DefaultArguments: z.looseObject({ '--linger_seconds': z.string() }),
});
const lifecycleSchema = z.object({
  NotificationConfiguration: z.unknown(),
  LifecycleConfiguration: z.object({
    Rules: z.array(
      z.object({
        ExpirationInDays: z.number().optional(),
        NoncurrentVersionExpiration: z.object({ NoncurrentDays: z.number() }).optional(),
        Transitions: z
          .tuple([z.object({ StorageClass: z.literal('GLACIER_IR'), TransitionInDays: z.number() })])
          .optional(),
      }),
    ),
  }),
});
const sweepRateSchema = z.object({ ScheduleExpression: z.string().regex(/^rate\(\d+ (minute|hour|day)s?\)$/) });

/**
 * @throws UnpricedResourceError when the template holds what has no price
 * @throws ZodError when it says something in a way that is not known here
 */
export function readFacts(resources: readonly Resource[]): TemplateFacts {
  refuseUnpriced(resources.map(({ Type }) => Type));
  const of = (type: string): readonly Resource['Properties'][] =>
    resources.filter(({ Type }) => Type === type).map(({ Properties }) => Properties);
  // CDK's own functions, which work while something is deployed, have no service's name.
  const ours = of('AWS::Lambda::Function')
    .map((properties) => functionSchema.safeParse(properties).data)
    .filter((read) => read !== undefined);
  const scaling = clusterSchema.parse(only(of('AWS::RDS::DBCluster'), 'database cluster'));
  const limits = scaling.ServerlessV2ScalingConfiguration;
  const jobs = of('AWS::Glue::Job').map((job) => jobSchema.parse(job));
  return {
    functions: readFunctions(ours),
    dpusOfWorker: Math.max(...jobs.map((job) => job.NumberOfWorkers * dpusOf(job.WorkerType))),
    lingerSeconds: Math.max(...jobs.map((job) => Number(job.DefaultArguments['--linger_seconds']))),
    database: {
      minCapacity: limits.MinCapacity,
      maxCapacity: limits.MaxCapacity,
      autoPauseSeconds: limits.SecondsUntilAutoPause ?? 0,
      backupDays: scaling.BackupRetentionPeriod,
    },
    sweepEveryMinutes: minutesOf(only(of('AWS::Scheduler::Schedule'), 'schedule')),
    mostListsPerDay: variableOf(ours, 'MOST_LISTS_PER_DAY'),
    watchdogDelaySeconds: variableOf(ours, 'WATCHDOG_DELAY_SECONDS'),
    polledQueues: of('AWS::Lambda::EventSourceMapping').length,
    alarms: of('AWS::CloudWatch::Alarm').reduce((sum, alarm) => sum + metricsOfAlarm(alarm), 0),
    dashboards: of('AWS::CloudWatch::Dashboard').length,
    secrets: of('AWS::SecretsManager::Secret').length,
    customerKeys: of('AWS::KMS::Key').length,
    hasSignIn: of('AWS::Cognito::UserPool').length > 0,
    logRetentionDays: Math.max(...of('AWS::Logs::LogGroup').map((group) => z.number().parse(group['RetentionInDays']))),
    ...landingOf(of('AWS::S3::Bucket')),
  };
}

/** An alarm on an expression is paid for each metric in it. */
function metricsOfAlarm(alarm: Resource['Properties']): number {
  const { Metrics } = alarmSchema.parse(alarm);
  return Metrics === undefined ? 1 : Metrics.filter(({ MetricStat }) => MetricStat !== undefined).length;
}

function readFunctions(ours: readonly z.output<typeof functionSchema>[]): TemplateFacts['functions'] {
  const named = (name: ServingFunction) => {
    const read = only(
      ours.filter(({ Environment }) => Environment.Variables['POWERTOOLS_SERVICE_NAME'] === name),
      `function ${name}`,
    );
    return { memoryMiB: read.MemorySize, isTraced: read.TracingConfig?.Mode === 'Active' };
  };
  return {
    intake: named('intake'),
    settle: named('settle'),
    sweep: named('sweep'),
    api: named('api'),
  };
}

/** What the first function that has the variable is told by it. */
function variableOf(ours: readonly z.output<typeof functionSchema>[], name: string): number {
  const values = ours.map(({ Environment }) => Environment.Variables[name]);
  return z.coerce
    .number()
    .positive()
    .parse(values.find((value) => value !== undefined));
}

function only<T>(found: readonly T[], what: string): T {
  const [first] = found;
  if (first === undefined || found.length > 1) {
    throw new Error(`The template should hold one ${what}, but holds ${found.length}.`);
  }
  return first;
}

function dpusOf(workerType: string): number {
  const dpus = new Map(Object.entries(dpusOfWorkerType)).get(workerType);
  if (dpus === undefined) {
    throw new Error(`How many DPUs is a worker of type ${workerType}? Add it to dpusOfWorkerType.`);
  }
  return dpus;
}

const minutesOfUnit = new Map([
  ['minute', 1],
  ['hour', 60],
  ['day', 1440],
]);

function minutesOf(schedule: Resource['Properties']): number {
  const [, count = '', unit = ''] =
    /^rate\((\d+) ([a-z]+?)s?\)$/.exec(sweepRateSchema.parse(schedule).ScheduleExpression) ?? [];
  return Number(count) * (minutesOfUnit.get(unit) ?? 0);
}

/** Only the landing bucket tells a queue of its objects. An expired file stays as an old version until that expires too. */
function landingOf(buckets: readonly Resource['Properties'][]): Pick<TemplateFacts, 'landingDays' | 'coldAfterDays'> {
  const told = buckets.filter((bucket) => bucket['NotificationConfiguration'] !== undefined);
  const { Rules } = lifecycleSchema.parse(only(told, 'bucket that tells of its objects')).LifecycleConfiguration;
  const [cold] = Rules.find(({ Transitions }) => Transitions !== undefined)?.Transitions ?? [];
  const current = Rules.find(({ ExpirationInDays }) => ExpirationInDays !== undefined)?.ExpirationInDays;
  const old = Rules.find((rule) => rule.NoncurrentVersionExpiration !== undefined)?.NoncurrentVersionExpiration;
  return {
    landingDays: current === undefined ? null : current + (old?.NoncurrentDays ?? 0),
    coldAfterDays: cold?.TransitionInDays ?? null,
  };
}
