import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { z } from 'zod';
import { roles } from '../../lambdas/api/sign-in/role.ts';

/** Every stage that can be deployed, in the order a change travels through them. */
export const stageNames = ['local', 'dev', 'staging', 'prod'] as const;
export type StageName = (typeof stageNames)[number];

const seconds = (least: number, most: number) => z.number().int().min(least).max(most);
const days = z.number().int().min(1).max(3650);

/** Aurora Serverless v2. Capacities are in ACUs, which come in halves. */
const databaseSettings = z
  .strictObject({
    minCapacity: z.number().multipleOf(0.5).min(0).max(256),
    maxCapacity: z.number().multipleOf(0.5).min(1).max(256),
    /** Idle time before the database pauses. Aurora allows 5 minutes to 24 hours, and only with `minCapacity` 0. */
    autoPauseSeconds: seconds(300, 86_400).nullable(),
    backupDays: z.number().int().min(1).max(35),
  })
  .refine((database) => database.minCapacity <= database.maxCapacity, 'minCapacity must not exceed maxCapacity')
  .refine(
    (database) => (database.minCapacity === 0) === (database.autoPauseSeconds !== null),
    'autoPauseSeconds must be given when minCapacity is 0, and only then',
  );

/** The Spark workers of each job type. */
const workerSettings = z.strictObject({
  /** How many workers of one job type may be awake at once. */
  most: z.number().int().min(1).max(50),
  /** How long a worker waits for the next run before it goes. Waiting costs DPU time. */
  lingerSeconds: seconds(0, 86_400),
  /** After this long a worker claims nothing new. Must end well before the job's time-out. */
  timeBudgetSeconds: seconds(60, 172_800),
  /** Data processing units times hours that all workers together may use on one day (UTC); beyond it runs wait. null: no limit. */
  dpuHoursPerDay: z.number().multipleOf(0.25).min(0.25).max(100_000).nullable(),
  /** Glue's price in the stage's region as a decimal string, or "0" where nothing is paid. */
  usdPerDpuHour: z.string().regex(/^\d{1,3}(\.\d{1,4})?$/, 'must be a decimal string such as "0.44"'),
});

/** When people are told, and where they read what to do. */
const alarmSettings = z.strictObject({
  mail: z.email().nullable(),
  /** Where a browser finds `docs/runbook.md`, its entries behind a `#`; null: the alarms name the file. */
  runbook: z.url({ protocol: /^https$/ }).nullable(),
  /** Whether CloudWatch has a dashboard of the stage: one screen with everything that alarms look at, at $3 a month. */
  screen: z.boolean(),
  oldestMessageSeconds: seconds(60, 86_400),
  /** Of the database's `maxCapacity`. */
  databasePercent: z.number().int().min(1).max(100),
  /** Of all requests, answered with 5xx. */
  apiErrorPercent: z.number().int().min(1).max(100),
  /** Of the slowest request in a hundred. API Gateway gives up after 30 s. */
  apiLatencyMs: z.number().int().min(100).max(30_000),
});

const roleName = z.string().regex(/^[^\s,[\]]+$/, 'must have no spaces, commas or brackets');

const domainSettings = z.strictObject({
  name: z.string().regex(/^([a-z0-9-]+\.)+[a-z]{2,}$/, 'must be a host name'),
  /** CloudFront takes certificates from us-east-1 only. */
  certificateArn: z.string().startsWith('arn:aws:acm:us-east-1:', 'must be a certificate of us-east-1'),
});

/** What comes of an issuer's tokens: how a claim calls our roles, and where a person's name is. */
const claimSettings = {
  rolesClaim: z.string().min(1),
  /** API Gateway hands a list of values on as text, parted by spaces. */
  roleNames: z.strictObject({ viewer: roleName, operator: roleName }),
  nameClaim: z.string().min(1),
};

/** A user pool of our own, made with the stage. Nobody can sign up; an administrator adds people. */
const cognitoSettings = z.strictObject({
  provider: z.literal('cognito'),
  /** A second factor from an authenticator app: never, by each person's own choice, or always. */
  mfa: z.enum(['off', 'optional', 'required']),
  /** After this long a person signs in anew, however often the page has renewed its token. */
  sessionHours: z.number().int().min(1).max(720),
  /** null: a name below amazoncognito.com. */
  domain: domainSettings.nullable(),
  /** Programs that sign in by themselves, each with a client and one role. AWS takes some dollars a month for each. */
  programs: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[A-Z][A-Za-z0-9]{0,31}$/, 'must look like "Verify"'),
        role: z.enum(roles),
      }),
    )
    .max(20)
    .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'must not have a name twice'),
});

/** Any OpenID Connect issuer that signs its access tokens as JWTs, by RS256, as API Gateway wants them. */
const issuerSettings = z.strictObject({
  provider: z.literal('issuer'),
  /** As the tokens name it in `iss`. */
  issuer: z.url({ protocol: /^https?$/ }).refine((url) => !url.endsWith('/'), 'must not end with a slash'),
  /** The dashboard's public client: authorization code with PKCE, callback `/signed-in`, refresh tokens. */
  clientId: z.string().min(1),
  /** The `aud` (or `client_id`) of the tokens that are let through. */
  audience: z.array(z.string().min(1)).min(1),
  scopes: z.array(z.string().min(1)).min(1),
  /** Origins beside the issuer's own that the browser talks to, such as that of its token endpoint. */
  otherOrigins: z.array(z.url()),
  ...claimSettings,
});

/** Everything in which one stage may differ from another. */
const everySetting = z.strictObject({
  stage: z.enum(stageNames),
  /** The one AWS account this stage is deployed to. */
  account: z.string().regex(/^\d{12}$/, 'must be the 12 digits of an AWS account'),
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a region such as "eu-central-1"'),
  /** What becomes of data when its stack is deleted. `destroy` also needs the context flag, see `mayDeleteData`. */
  removal: z.enum(['retain', 'destroy']),
  /** Whether only a commit may be deployed: no changed file and none that Git does not know. */
  committedOnly: z.boolean(),
  encryption: z.strictObject({
    /** Keys of the account's own, which it can withdraw, instead of AWS's. Each costs a dollar a month. */
    customerKeys: z.boolean(),
  }),
  database: databaseSettings,
  workers: workerSettings,
  intake: z.strictObject({
    /** Intake Lambdas that run at once. SQS takes 2 as the least. */
    concurrency: z.number().int().min(2).max(1000),
  }),
  settle: z.strictObject({
    concurrency: z.number().int().min(2).max(1000),
    /** How often an open run is looked at. SQS delays a message for 15 minutes at most. */
    watchdogDelaySeconds: seconds(1, 900),
    /** A worker that has been silent for this long is looked for. Workers beat every 10 seconds. */
    heartbeatTimeoutSeconds: seconds(30, 3600),
  }),
  replies: z.strictObject({
    /** Whether the response queue also gets a reply for each file that landed and that nobody has asked for. */
    forUploads: z.boolean(),
  }),
  sweep: z.strictObject({
    /** The shortest time from the beginning of one sweep to that of the next. */
    everyMinutes: z.number().int().min(1).max(1440),
    /**
     * What sweeps may cost: LIST requests in a day, about $0.005 for 1,000. A sweep takes two for each 1,000 objects, so
     * a bucket that keeps very many is swept less often.
     */
    mostListsPerDay: z.number().int().min(1_000).max(100_000_000),
    /** How long a landed file may go without a marker before it is announced again. */
    graceSeconds: seconds(0, 86_400),
  }),
  landing: z.strictObject({
    /** Landed files are removed this long after they arrived; null keeps them for ever. Figures stay. */
    expireAfterDays: days.nullable(),
    /**
     * Landed files move to S3's class Glacier Instant Retrieval this long after they arrived. They are read as before, but
     * reading costs by the byte, and each is paid for 90 days at least. null: they stay where they are.
     */
    coldAfterDays: days.nullable(),
    /** A version that was replaced or removed can be read again for this long. */
    replacedVersionsDays: days,
  }),
  logs: z.strictObject({
    retentionDays: z.number().refine((value) => value in RetentionDays, 'must be a retention that CloudWatch knows'),
    level: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']),
    /** Whether the AWS console of the stage's region shows them, so that the dashboard can link there. */
    inConsole: z.boolean(),
  }),
  /** What X-Ray traces: nothing, what happens to runs, or each request to the API as well, which is most of the traces. */
  tracing: z.enum(['nothing', 'runs', 'everything']),
  /** null: nobody is told, so no alarms, no dashboard in CloudWatch and no saved queries. `mail` null: alarms without a subscriber. */
  alarms: alarmSettings.nullable(),
  api: z.strictObject({
    /** Requests a second that the API takes in the long run, and at once. */
    rateLimit: z.number().int().min(1).max(10_000),
    burstLimit: z.number().int().min(1).max(5000),
  }),
  dashboard: z.strictObject({
    priceClass: z.enum(['PriceClass_100', 'PriceClass_200', 'PriceClass_All']),
    /** null: CloudFront's own host name and certificate. */
    domain: domainSettings.nullable(),
    /** Where a browser sees the dashboard when that is neither its domain nor a name of CloudFront; `*` once in each. */
    origins: z
      .array(z.string().regex(/^https?:\/\/[^/*]*\*?[^/*]*$/, 'must be an origin'))
      .min(1)
      .nullable(),
  }),
  /** Who may sign in, and where. */
  signIn: z.discriminatedUnion('provider', [cognitoSettings, issuerSettings]),
  /** Takes the rules out of the VPC's default security group, by a Lambda that CDK adds. Nothing uses that group. */
  restrictDefaultSecurityGroup: z.boolean(),
  /** Who may tell that a Glue run ended. Only AWS itself can send as `aws.glue`. */
  jobStateSources: z.array(z.string().min(1)).min(1),
});

/** Only on this machine may a token go over plain HTTP. */
export const stageSettingsSchema = everySetting.refine(
  ({ stage, signIn }) => stage === 'local' || signIn.provider !== 'issuer' || signIn.issuer.startsWith('https:'),
  { path: ['signIn', 'issuer'], message: 'must be an https address' },
);

export type SignInSettings = Readonly<z.infer<typeof everySetting>['signIn']>;
export type StageSettings = Readonly<z.infer<typeof stageSettingsSchema>>;

/** Data is only ever deleted when the stage's settings and the context flag `delete-data=<stage>` both say so. */
export function mayDeleteData(settings: StageSettings, deleteDataFlag: unknown): boolean {
  return settings.removal === 'destroy' && deleteDataFlag === settings.stage;
}
