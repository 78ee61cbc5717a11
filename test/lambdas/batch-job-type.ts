import type { JobType } from '../../lambdas/core/job-types/index.ts';

const column = { name: 'id', type: 'string', required: true } as const;

/** A job type whose runs have two files. */
export const BATCH_JOB_TYPE: JobType = {
  name: 'orders',
  version: 1,
  title: 'Orders and their lines',
  landing: { prefix: 'landing/orders/', suffixes: ['.csv', '.csv.gz'] },
  sources: [
    { role: 'heads', columns: [column] },
    { role: 'lines', columns: [column] },
  ],
  maxRowBytes: 1_000,
  badRowTolerance: '0.05',
  waitForFilesDays: 2,
  script: 'orders.py',
  worker: {
    type: 'G.1X',
    count: 2,
    timeoutMinutes: 60,
    pace: { startSeconds: 300, runSeconds: 10, bytesPerSecond: 1_000_000 },
  },
};
