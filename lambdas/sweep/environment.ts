import { z } from 'zod';
import { everyFunction, parseVariables, wholeNumber } from '../core/environment/shapes.ts';

/** The environment of the function `sweep`: typed by the infrastructure, checked at start-up. */
export const environmentSchema = z.object({
  ...everyFunction,
  LANDING_BUCKET: z.string().min(1),
  RESULTS_BUCKET: z.string().min(1),
  INGEST_QUEUE_URL: z.string().min(1),
  GRACE_SECONDS: wholeNumber(0, 86_400),
  MOST_LISTS_PER_DAY: wholeNumber(1_000, 100_000_000),
});

export type Environment = z.output<typeof environmentSchema>;

/** @throws Error that names every wrong variable. */
export const parseEnvironment = (variables: Readonly<Record<string, string | undefined>>): Environment =>
  parseVariables(environmentSchema, variables);
