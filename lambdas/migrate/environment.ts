import { z } from 'zod';
import { databaseAccess, everyFunction, parseVariables } from '../core/environment/shapes.ts';

/** The environment of the function `migrate`: typed by the infrastructure, checked at start-up. */
export const environmentSchema = z.object({
  ...everyFunction,
  ...databaseAccess,
  RESULTS_BUCKET: z.string().min(1),
  MIGRATIONS_DIRECTORY: z.string().min(1).optional(),
});

export type Environment = z.output<typeof environmentSchema>;

/** @throws Error that names every wrong variable. */
export const parseEnvironment = (variables: Readonly<Record<string, string | undefined>>): Environment =>
  parseVariables(environmentSchema, variables);
