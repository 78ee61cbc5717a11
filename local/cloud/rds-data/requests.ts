import { z } from 'zod';
import { DataApiError } from './errors.ts';
import { parseExactJson } from './exact-json.ts';

// Clients that serialize null as an absent member send `null` for what is not set.
const optional = <T extends z.ZodType>(schema: T) => schema.nullish().transform((value) => value ?? undefined);

const fieldSchema = z
  .object({
    isNull: optional(z.boolean()),
    booleanValue: optional(z.boolean()),
    longValue: optional(z.string().regex(/^-?\d+$/)),
    doubleValue: optional(z.number()),
    stringValue: optional(z.string()),
    blobValue: optional(z.base64()),
    arrayValue: optional(z.unknown()),
  })
  .refine((field) => Object.values(field).filter((value) => value !== undefined).length === 1, {
    error: 'must have exactly one member',
  });

const typeHintSchema = z.enum(['JSON', 'UUID', 'TIMESTAMP', 'DATE', 'TIME', 'DECIMAL']);

const parameterSchema = z.object({
  name: z.string().min(1),
  value: optional(fieldSchema),
  typeHint: optional(typeHintSchema),
});

const targetSchema = z.object({
  resourceArn: z.string().min(1),
  secretArn: z.string().min(1),
  database: optional(z.string().max(64)),
  schema: optional(z.string().max(64)),
});

export const executeSchema = targetSchema.extend({
  sql: z.string(),
  parameters: optional(z.array(parameterSchema)),
  transactionId: optional(z.string().max(192)),
  includeResultMetadata: optional(z.boolean()),
  continueAfterTimeout: optional(z.boolean()),
  formatRecordsAs: optional(z.enum(['NONE', 'JSON'])),
  resultSetOptions: optional(
    z.object({
      decimalReturnType: optional(z.enum(['STRING', 'DOUBLE_OR_LONG'])),
      longReturnType: optional(z.enum(['STRING', 'LONG'])),
    }),
  ),
});

export const batchExecuteSchema = targetSchema.extend({
  sql: z.string(),
  parameterSets: optional(z.array(z.array(parameterSchema))),
  transactionId: optional(z.string().max(192)),
});

export const beginTransactionSchema = targetSchema;
export const endTransactionSchema = targetSchema.extend({ transactionId: z.string().min(1).max(192) });

export type Parameter = z.output<typeof parameterSchema>;
export type TypeHint = z.output<typeof typeHintSchema>;
export type ExecuteRequest = z.output<typeof executeSchema>;
export type BatchExecuteRequest = z.output<typeof batchExecuteSchema>;
export type ResultSetOptions = NonNullable<ExecuteRequest['resultSetOptions']>;

/** Parses the body of a call. Throws BadRequestException that names the member which is wrong. */
export function parseRequest<T>(schema: z.ZodType<T>, body: string): T {
  const result = schema.safeParse(parseJson(body));
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new DataApiError('BadRequestException', `${issue?.path.join('.') || 'request'}: ${issue?.message}`);
}

function parseJson(body: string): unknown {
  try {
    return parseExactJson(body);
  } catch (cause) {
    throw new DataApiError('BadRequestException', 'The request is not JSON.', { cause });
  }
}
