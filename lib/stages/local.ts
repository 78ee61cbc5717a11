import type { StageSettings } from './settings.ts';

/** The laptop cloud: nothing is paid, nothing outlives it, and what fails should be seen soon. */
export const local: StageSettings = {
  stage: 'local',
  account: '000000000000',
  region: 'us-east-1',
  removal: 'destroy',
  committedOnly: false,
  encryption: { customerKeys: false },
  database: { minCapacity: 0, maxCapacity: 1, autoPauseSeconds: 300, backupDays: 1 },
  // One worker that stays keeps Spark warm: the next file does not wait for a new session.
  workers: { most: 1, lingerSeconds: 21_600, timeBudgetSeconds: 25_200, dpuHoursPerDay: null, usdPerDpuHour: '0' },
  intake: { concurrency: 2 },
  settle: { concurrency: 2, watchdogDelaySeconds: 15, heartbeatTimeoutSeconds: 30 },
  replies: { forUploads: false },
  sweep: { everyMinutes: 1, mostListsPerDay: 1_000_000, graceSeconds: 60 },
  landing: { expireAfterDays: null, coldAfterDays: null, replacedVersionsDays: 30 },
  logs: { retentionDays: 1, level: 'INFO', inConsole: false },
  tracing: 'nothing',
  alarms: null,
  api: { rateLimit: 1000, burstLimit: 1000 },
  // The front door takes any port that is free.
  dashboard: { priceClass: 'PriceClass_100', domain: null, origins: ['http://127.0.0.1:*', 'http://localhost:*'] },
  // The provider in local/cloud/sign-in; each start gives its own address.
  signIn: {
    provider: 'issuer',
    issuer: 'http://127.0.0.1:4281',
    clientId: 'dashboard',
    audience: ['countinghouse'],
    scopes: ['openid', 'profile'],
    otherOrigins: [],
    rolesClaim: 'roles',
    roleNames: { viewer: 'viewer', operator: 'operator' },
    nameClaim: 'name',
  },
  restrictDefaultSecurityGroup: false,
  // The laptop's Glue cannot send as aws.glue.
  jobStateSources: ['aws.glue', 'countinghouse.glue'],
};
