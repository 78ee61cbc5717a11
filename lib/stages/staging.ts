import type { StageSettings } from './settings.ts';

/** The dress rehearsal: sized and kept like `prod`. Put your account and mail address in before the first deployment. */
export const staging: StageSettings = {
  stage: 'staging',
  account: '222222222222',
  region: 'eu-central-1',
  removal: 'retain',
  committedOnly: false,
  encryption: { customerKeys: false },
  database: { minCapacity: 0, maxCapacity: 8, autoPauseSeconds: 300, backupDays: 7 },
  workers: { most: 4, lingerSeconds: 0, timeBudgetSeconds: 14_400, dpuHoursPerDay: 12, usdPerDpuHour: '0.44' },
  intake: { concurrency: 5 },
  settle: { concurrency: 2, watchdogDelaySeconds: 120, heartbeatTimeoutSeconds: 120 },
  replies: { forUploads: false },
  sweep: { everyMinutes: 15, mostListsPerDay: 48_000, graceSeconds: 900 },
  landing: { expireAfterDays: 90, coldAfterDays: 1, replacedVersionsDays: 30 },
  logs: { retentionDays: 90, level: 'INFO', inConsole: true },
  tracing: 'everything',
  alarms: {
    mail: null,
    runbook: null,
    screen: true,
    oldestMessageSeconds: 900,
    databasePercent: 90,
    apiErrorPercent: 5,
    apiLatencyMs: 5_000,
  },
  api: { rateLimit: 100, burstLimit: 200 },
  dashboard: { priceClass: 'PriceClass_100', domain: null, origins: null },
  signIn: { provider: 'cognito', mfa: 'required', sessionHours: 12, domain: null, programs: [] },
  restrictDefaultSecurityGroup: true,
  jobStateSources: ['aws.glue'],
};
