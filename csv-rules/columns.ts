import { z } from 'zod';

// zod would compile its checks with `new Function`, which the content security policy forbids (and reports).
z.config({ jitless: true });

const decimalText = z.string().regex(/^-?\d{1,38}(\.\d{1,38})?$/);
const named = { name: z.string().min(1), required: z.boolean() };
const limits = { minimum: decimalText.optional(), maximum: decimalText.optional() };

// Strict, as the job is: a rule that is not known here must not be passed over in silence.
const stringColumn = z.strictObject({
  ...named,
  type: z.literal('string'),
  maxLength: z.number().int().min(1).optional(),
  pattern: z.string().min(1).optional(),
  allowed: z.array(z.string()).min(1).optional(),
});
const integerColumn = z.strictObject({ ...named, ...limits, type: z.literal('integer') });
const decimalColumn = z.strictObject({
  ...named,
  ...limits,
  type: z.literal('decimal'),
  precision: z.number().int().min(1).max(38),
  scale: z.number().int().min(0).max(38),
});
const timestampColumn = z.strictObject({ ...named, type: z.literal('timestamp') });
const dateColumn = z.strictObject({ ...named, type: z.literal('date') });

export const columnSchema = z.discriminatedUnion('type', [
  stringColumn,
  integerColumn,
  decimalColumn,
  timestampColumn,
  dateColumn,
]);

export type Column = z.output<typeof columnSchema>;
export type StringColumn = z.output<typeof stringColumn>;
export type IntegerColumn = z.output<typeof integerColumn>;
export type DecimalColumn = z.output<typeof decimalColumn>;
