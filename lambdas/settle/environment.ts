import { z } from 'zod';
import {
  databaseAccess,
  delaySeconds,
  dpuHoursPerDay,
  everyFunction,
  glueJobs,
  parseVariables,
  wholeNumber,
} from '../core/environment/shapes.ts';

/** The environment of the function `settle`: typed by the infrastructure, checked at start-up. */
export const environmentSchema = z.object({
  ...everyFunction,
  ...databaseAccess,
  WATCHDOG_QUEUE_URL: z.string().min(1),
  WATCHDOG_DELAY_SECONDS: delaySeconds,
  DEAD_LETTER_QUEUE_URL: z.string().min(1),
  RESULTS_BUCKET: z.string().min(1),
  RESPONSE_QUEUE_URL: z.string().min(1),
  HEARTBEAT_TIMEOUT_SECONDS: wholeNumber(1, 3600),
  GLUE_JOBS: glueJobs,
  DPU_HOURS_PER_DAY: dpuHoursPerDay,
  JOB_TYPES_DIRECTORY: z.string().min(1).optional(),
});

export type Environment = z.output<typeof environmentSchema>;

/** @throws Error that names every wrong variable. */
export const parseEnvironment = (variables: Readonly<Record<string, string | undefined>>): Environment =>
  parseVariables(environmentSchema, variables);
