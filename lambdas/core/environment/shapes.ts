import { z } from 'zod';

/**
 * Parts of the Lambdas' environment schemas. Their inputs are strings, as an environment holds them, so that the
 * infrastructure can type a function's `environment` with `z.input<…>` and a missing variable does not compile.
 */

/** A whole number within bounds, both included, written as decimal digits. */
export const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(least).max(most));

/** A switch of the stage. */
export const yesOrNo = z.enum(['yes', 'no']).transform((word) => word === 'yes');

/** What every function gets. */
export const everyFunction = {
  STAGE: z.string().min(1),
  CODE_VERSION: z.string().min(1),
  POWERTOOLS_SERVICE_NAME: z.string().min(1),
  POWERTOOLS_LOG_LEVEL: z.enum(['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'CRITICAL', 'SILENT']),
};

/** What a function gets that talks to the database through the RDS Data API. */
export const databaseAccess = {
  DATABASE_CLUSTER_ARN: z.string().min(1),
  DATABASE_SECRET_ARN: z.string().min(1),
  DATABASE_NAME: z.string().min(1),
};

const jsonText = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'must be JSON' });
    return z.NEVER;
  }
});

const glueJobsSchema = z.record(
  z.string(),
  z.object({
    jobName: z.string().min(1),
    maxWorkers: z.number().int().min(1),
    dpus: z.number().positive(),
    logGroupPrefix: z.string().min(1),
  }),
);

/**
 * The Glue job of each job type, how many workers of it may be awake at once, the data processing units that each of them
 * takes, and what its log groups begin with.
 */
export type GlueJobs = z.infer<typeof glueJobsSchema>;

/** JSON such as `{"branch-stats":{"jobName":"…","maxWorkers":1,"dpus":2,"logGroupPrefix":"…"}}`. */
export const glueJobs = jsonText.pipe(glueJobsSchema);

/** The DPU-hours that all workers of the stage may use on one day (UTC), as a decimal string; `unlimited` gives null. */
export const dpuHoursPerDay = z
  .string()
  .regex(/^(unlimited|\d{1,6}(\.\d{1,2})?)$/, 'must be a number of DPU-hours, or "unlimited"')
  .transform((text) => (text === 'unlimited' ? null : text));

/** SQS cannot delay a message for more than 15 minutes. */
export const delaySeconds = wholeNumber(0, 900);

/**
 * Parses a function's environment at start-up.
 * @throws Error with one line for each variable that is missing or wrong; it never shows a value.
 */
export function parseVariables<Schema extends z.ZodType>(
  schema: Schema,
  variables: Readonly<Record<string, string | undefined>>,
): z.output<Schema> {
  const parsed = schema.safeParse(variables);
  if (parsed.success) {
    return parsed.data;
  }
  const complaints = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The environment of this function is wrong. ${complaints.join('; ')}`);
}
