import type { StageSettings } from './settings.ts';

/** A shared stage for trying changes. Put your account and mail address in before the first deployment. */
export const dev: StageSettings = {
  stage: 'dev',
  account: '111111111111',
  region: 'eu-central-1',
  removal: 'destroy',
  committedOnly: false,
  encryption: { customerKeys: false },
  database: { minCapacity: 0, maxCapacity: 2, autoPauseSeconds: 300, backupDays: 1 },
  workers: { most: 2, lingerSeconds: 0, timeBudgetSeconds: 14_400, dpuHoursPerDay: 4, usdPerDpuHour: '0.44' },
  intake: { concurrency: 2 },
  settle: { concurrency: 2, watchdogDelaySeconds: 120, heartbeatTimeoutSeconds: 120 },
  replies: { forUploads: false },
  sweep: { everyMinutes: 60, mostListsPerDay: 12_000, graceSeconds: 900 },
  landing: { expireAfterDays: 30, coldAfterDays: null, replacedVersionsDays: 7 },
  logs: { retentionDays: 14, level: 'DEBUG', inConsole: true },
  tracing: 'everything',
  alarms: {
    mail: null,
    runbook: null,
    screen: false,
    oldestMessageSeconds: 900,
    databasePercent: 90,
    apiErrorPercent: 5,
    apiLatencyMs: 5_000,
  },
  api: { rateLimit: 50, burstLimit: 100 },
  dashboard: { priceClass: 'PriceClass_100', domain: null, origins: null },
  signIn: { provider: 'cognito', mfa: 'optional', sessionHours: 12, domain: null, programs: [] },
  restrictDefaultSecurityGroup: true,
  jobStateSources: ['aws.glue'],
};
