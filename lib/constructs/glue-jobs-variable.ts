import type { GlueJobs } from '../../lambdas/core/environment/shapes.ts';
import type { SparkJob } from './spark-job.ts';

/** The Glue jobs by job type, as the functions that start workers read them from `GLUE_JOBS`. */
export function glueJobsVariable(jobs: ReadonlyMap<string, SparkJob>): string {
  const byJobType: GlueJobs = Object.fromEntries(
    [...jobs].map(([jobType, { jobName, maxWorkers, logs }]) => [
      jobType,
      { jobName, maxWorkers, logGroupPrefix: logs.prefix },
    ]),
  );
  return JSON.stringify(byJobType);
}
