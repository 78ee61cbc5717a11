import { z } from 'zod';

/** A json or jsonb column, parsed by the given schema. Select amounts inside it as strings: JSON numbers are floats. */
export const jsonColumn = <T>(schema: z.ZodType<T>): z.ZodType<T> =>
  z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(schema);

/** A timestamptz column, as an RFC 3339 UTC text with milliseconds. The Data API writes it in UTC, without a zone. */
export const timestampColumn = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}(\.\d+)?(Z|\+00(:?00)?)?$/)
  .transform((text) => new Date(`${text.replace(' ', 'T').replace(/(Z|\+00(:?00)?)$/, '')}Z`).toISOString());

/** The single row of a statement that calls one function `as result`. */
export const resultRow = <T>(schema: z.ZodType<T>): z.ZodType<{ result: T }> =>
  z.object({ result: schema }) as z.ZodType<{ result: T }>;
