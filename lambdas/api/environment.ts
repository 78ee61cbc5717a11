import { z } from 'zod';

/** What the api Lambda is told by its environment. `lib` types the construct's environment with it. */
export const environmentSchema = z.object({
  STAGE: z.string().min(1),
  CODE_VERSION: z.string().min(1),
  POWERTOOLS_SERVICE_NAME: z.string().min(1),
  POWERTOOLS_LOG_LEVEL: z.string().min(1),
  DATABASE_CLUSTER_ARN: z.string().min(1),
  DATABASE_SECRET_ARN: z.string().min(1),
  DATABASE_NAME: z.string().min(1),
  RESULTS_BUCKET: z.string().min(1),
  WATCHDOG_QUEUE_URL: z.string().min(1),
});
export type Environment = z.infer<typeof environmentSchema>;

/** @throws {z.ZodError} naming every variable that is missing or wrong. */
export function parseEnvironment(variables: NodeJS.ProcessEnv): Environment {
  return environmentSchema.parse(variables);
}
