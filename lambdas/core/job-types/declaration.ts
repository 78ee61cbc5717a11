import { z } from 'zod';

/** An exact number written in decimal, such as `-12.50`. */
const decimalText = z.string().regex(/^-?\d{1,38}(\.\d{1,38})?$/, 'must be a decimal number in quotes');

const columnName = z.string().min(1).max(256);

const stringColumn = z.strictObject({
  name: columnName,
  type: z.literal('string'),
  required: z.boolean(),
  maxLength: z.number().int().min(1).describe('in Unicode code points').optional(),
  pattern: z.string().min(1).describe('Java regular expression that the whole value matches').optional(),
  allowed: z.array(z.string()).min(1).describe('the only values that pass').optional(),
});

const decimalColumn = z
  .strictObject({
    name: columnName,
    type: z.literal('decimal'),
    required: z.boolean(),
    precision: z.number().int().min(1).max(38).describe('digits in all'),
    scale: z.number().int().min(0).max(38).describe('digits after the point'),
    minimum: decimalText.optional(),
    maximum: decimalText.optional(),
  })
  .refine((column) => column.scale <= column.precision, {
    message: 'scale must not exceed precision',
    path: ['scale'],
  });

const integerColumn = z.strictObject({
  name: columnName,
  type: z.literal('integer'),
  required: z.boolean(),
  minimum: decimalText.optional(),
  maximum: decimalText.optional(),
});

const timestampColumn = z.strictObject({ name: columnName, type: z.literal('timestamp'), required: z.boolean() });
const dateColumn = z.strictObject({ name: columnName, type: z.literal('date'), required: z.boolean() });

const columnSchema = z.discriminatedUnion('type', [
  stringColumn,
  decimalColumn,
  integerColumn,
  timestampColumn,
  dateColumn,
]);

/** A column of a source file and the rules that its values must meet. */
export type Column = z.output<typeof columnSchema>;

/** Values of parameters come as texts, as amounts do in JSON; their rules are those of columns. */
const parameterSchema = z.discriminatedUnion('type', [
  stringColumn.omit({ pattern: true }),
  decimalColumn,
  integerColumn,
  dateColumn,
]);

/** A parameter that a request for a run may have, and the rules that its value must meet. */
export type ParameterDeclaration = z.output<typeof parameterSchema>;

const unique = (names: readonly string[]): boolean => new Set(names).size === names.length;

const sourceSchema = z.strictObject({
  role: z.string().regex(/^[a-z][a-z0-9-]*$/),
  columns: z
    .array(columnSchema)
    .min(1)
    .refine((columns) => unique(columns.map((column) => column.name)), 'two columns have the same name'),
});

const landingSchema = z.strictObject({
  prefix: z.string().regex(/^landing\/[a-z][a-z0-9-]*\/$/),
  suffixes: z.array(z.string().regex(/^(\.[a-z0-9]+)+$/)).min(1),
});

const workerSchema = z.strictObject({
  type: z.enum(['G.025X', 'G.1X', 'G.2X', 'G.4X', 'G.8X', 'R.1X', 'R.2X']).describe("Glue's worker type"),
  count: z.number().int().min(2).describe('the driver and its executors'),
  timeoutMinutes: z.number().int().min(1).max(10_080),
  most: z
    .number()
    .int()
    .min(1)
    .max(50)
    .describe('awake at once; the lower one of this and of the stage holds')
    .optional(),
  pace: z
    .strictObject({
      startSeconds: z
        .number()
        .int()
        .min(1)
        .max(86_400)
        .describe('from landing to the first row, database and Spark asleep'),
      runSeconds: z.number().int().min(1).max(3_600).describe('for a run of which the file is small'),
      bytesPerSecond: z.number().int().min(1).describe('of the file as it is stored'),
    })
    .describe('what is slow for this job type: a run that takes longer than this and its size explain is late'),
});

/** How long a run of a job type may take before somebody is told. */
export type Pace = z.output<typeof workerSchema>['pace'];

/** The declaration of a job type: one kind of file and one report. Everything that knows about columns reads this. */
export const jobTypeSchema = z
  .strictObject({
    $schema: z.string().optional(),
    name: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
    version: z.number().int().min(1),
    title: z.string().min(1),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code')
      .optional(),
    landing: landingSchema,
    sources: z.array(sourceSchema).min(1),
    parameters: z
      .array(parameterSchema)
      .max(50)
      .refine(
        (parameters) => unique(parameters.map((parameter) => parameter.name)),
        'two parameters have the same name',
      )
      .describe('what a request for a run may say besides its source')
      .optional(),
    maxRowBytes: z.number().int().min(1),
    badRowTolerance: z.string().regex(/^(0(\.\d{1,9})?|1(\.0{1,9})?)$/, 'must be a decimal from 0 to 1 in quotes'),
    waitForFilesDays: z.number().int().min(1),
    script: z.string().regex(/^[a-z0-9_]+\.py$/),
    worker: workerSchema,
  })
  .refine((declaration) => declaration.landing.prefix === `landing/${declaration.name}/`, {
    message: 'must be landing/<name>/',
    path: ['landing', 'prefix'],
  })
  .refine((declaration) => unique(declaration.sources.map((source) => source.role)), {
    message: 'two sources have the same role',
    path: ['sources'],
  });

export type JobType = z.output<typeof jobTypeSchema>;

/** All declarations by name. */
export type JobTypes = ReadonlyMap<string, JobType>;
