import { describe, expect, it } from 'vitest';
import { parseEnvironment as parseIntake } from '../../lambdas/intake/environment.ts';
import { parseEnvironment as parseSettle } from '../../lambdas/settle/environment.ts';
import { parseEnvironment as parseSweep } from '../../lambdas/sweep/environment.ts';

const everyFunction = {
  STAGE: 'dev',
  CODE_VERSION: 'abc',
  POWERTOOLS_SERVICE_NAME: 'intake',
  POWERTOOLS_LOG_LEVEL: 'INFO',
  DATABASE_CLUSTER_ARN: 'arn:cluster',
  DATABASE_SECRET_ARN: 'arn:secret',
  DATABASE_NAME: 'countinghouse',
  WATCHDOG_QUEUE_URL: 'https://sqs/watchdog',
  WATCHDOG_DELAY_SECONDS: '900',
  DEAD_LETTER_QUEUE_URL: 'https://sqs/dead-letters',
  DPU_HOURS_PER_DAY: '24.5',
  GLUE_JOBS: '{"branch-stats":{"jobName":"job","maxWorkers":2,"dpus":2,"logGroupPrefix":"/own"}}',
};
const ofRequests = { REQUEST_QUEUE_ARN: 'arn:requests', REPLIES_FOR_UPLOADS: 'no' };
const intake = { ...everyFunction, ...ofRequests, LANDING_BUCKET: 'l', RESULTS_BUCKET: 'r' };

describe("a function's environment", () => {
  it('is parsed into numbers and jobs', () => {
    expect(parseIntake(intake)).toMatchObject({
      WATCHDOG_DELAY_SECONDS: 900,
      REPLIES_FOR_UPLOADS: false,
      DPU_HOURS_PER_DAY: '24.5',
      GLUE_JOBS: { 'branch-stats': { jobName: 'job', maxWorkers: 2, dpus: 2, logGroupPrefix: '/own' } },
    });
  });

  it('tells a day without limit from one with none left', () => {
    expect(parseIntake({ ...intake, DPU_HOURS_PER_DAY: 'unlimited' }).DPU_HOURS_PER_DAY).toBeNull();
    expect(() => parseIntake({ ...intake, DPU_HOURS_PER_DAY: '' })).toThrow(/DPU_HOURS_PER_DAY: must be a number/);
  });

  it('names every variable that is missing or wrong, and shows no value', () => {
    const { LANDING_BUCKET: _, ...rest } = intake;
    const broken = { ...rest, WATCHDOG_DELAY_SECONDS: '901', GLUE_JOBS: '{secret' };
    expect(() => parseIntake(broken)).toThrow(
      /LANDING_BUCKET.*WATCHDOG_DELAY_SECONDS|WATCHDOG_DELAY_SECONDS.*LANDING_BUCKET/,
    );
    expect(() => parseIntake(broken)).toThrow(/GLUE_JOBS: must be JSON/);
    expect(() => parseIntake(broken)).not.toThrow(/secret/);
  });

  it('asks of each function only what it needs', () => {
    const { DATABASE_NAME: _, ...withoutDatabase } = everyFunction;
    const sweep = { LANDING_BUCKET: 'l', RESULTS_BUCKET: 'r', INGEST_QUEUE_URL: 'q' };
    const pace = { GRACE_SECONDS: '60', MOST_LISTS_PER_DAY: '48000' };
    expect(parseSweep({ ...withoutDatabase, ...sweep, ...pace }).GRACE_SECONDS).toBe(60);
    expect(() => parseSettle({ ...withoutDatabase, HEARTBEAT_TIMEOUT_SECONDS: '60' })).toThrow('DATABASE_NAME');
  });
});
