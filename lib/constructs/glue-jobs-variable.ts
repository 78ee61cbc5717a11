import type { GlueJobs } from '../../lambdas/core/environment/shapes.ts';
import type { StageSettings } from '../stages/settings.ts';
import type { SparkJob } from './spark-job.ts';

/** The Glue jobs by job type, as the functions that start workers read them from `GLUE_JOBS`. */
export function glueJobsVariable(jobs: ReadonlyMap<string, SparkJob>): string {
  const byJobType: GlueJobs = Object.fromEntries(
    [...jobs].map(([jobType, { jobName, maxWorkers, dpus, logs }]) => [
      jobType,
      { jobName, maxWorkers, dpus, logGroupPrefix: logs.prefix },
    ]),
  );
  return JSON.stringify(byJobType);
}

/** The limit of a day, as the same functions read it from `DPU_HOURS_PER_DAY`. */
export const dpuHoursVariable = ({ workers }: StageSettings): string =>
  workers.dpuHoursPerDay === null ? 'unlimited' : String(workers.dpuHoursPerDay);
