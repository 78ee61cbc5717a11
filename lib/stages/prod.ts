import type { StageSettings } from './settings.ts';

/** Where the figures count. Put your account and mail address in before the first deployment. */
export const prod: StageSettings = {
  stage: 'prod',
  account: '333333333333',
  region: 'eu-central-1',
  removal: 'retain',
  committedOnly: true,
  encryption: { customerKeys: false },
  database: { minCapacity: 0, maxCapacity: 16, autoPauseSeconds: 300, backupDays: 35 },
  workers: { most: 8, lingerSeconds: 0, timeBudgetSeconds: 14_400, dpuHoursPerDay: 24, usdPerDpuHour: '0.44' },
  intake: { concurrency: 10 },
  settle: { concurrency: 4, watchdogDelaySeconds: 120, heartbeatTimeoutSeconds: 120 },
  replies: { forUploads: false },
  sweep: { everyMinutes: 15, mostListsPerDay: 48_000, graceSeconds: 900 },
  landing: { expireAfterDays: null, coldAfterDays: 1, replacedVersionsDays: 90 },
  logs: { retentionDays: 365, level: 'INFO', inConsole: true },
  tracing: 'everything',
  alarms: {
    mail: 'countinghouse-alarms@example.com',
    runbook: null,
    screen: true,
    oldestMessageSeconds: 900,
    databasePercent: 90,
    apiErrorPercent: 5,
    apiLatencyMs: 5_000,
  },
  api: { rateLimit: 200, burstLimit: 400 },
  dashboard: { priceClass: 'PriceClass_100', domain: null, origins: null },
  signIn: { provider: 'cognito', mfa: 'required', sessionHours: 12, domain: null, programs: [] },
  restrictDefaultSecurityGroup: true,
  jobStateSources: ['aws.glue'],
};
