import { z } from 'zod';
import { databaseAccess, delaySeconds, everyFunction, parseVariables } from '../core/environment/shapes.ts';

/** What the api Lambda is told by its environment. `lib` types the construct's environment with it. */
export const environmentSchema = z.object({
  ...everyFunction,
  ...databaseAccess,
  RESULTS_BUCKET: z.string().min(1),
  LANDING_BUCKET: z.string().min(1),
  WATCHDOG_QUEUE_URL: z.string().min(1),
  WATCHDOG_DELAY_SECONDS: delaySeconds,
  /** The region of the console that shows the workers' logs; not set where no console does. */
  LOGS_CONSOLE_REGION: z.string().min(1).optional(),
  /** How the issuer's tokens tell what somebody is and is called, see `ClaimRules`. */
  ROLES_CLAIM: z.string().min(1),
  VIEWER_ROLE: z.string().min(1),
  OPERATOR_ROLE: z.string().min(1),
  NAME_CLAIM: z.string().min(1),
  JOB_TYPES_DIRECTORY: z.string().min(1).optional(),
});
export type Environment = z.output<typeof environmentSchema>;

/** @throws Error naming every variable that is missing or wrong. */
export function parseEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  return parseVariables(environmentSchema, variables);
}
