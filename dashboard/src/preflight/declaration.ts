import { z } from 'zod';
import { columnSchema } from '../../../csv-rules/columns.ts';

/** What the pre-flight check needs of a job type's declaration, as `GET /api/job-types` serves it. */
export const declarationSchema = z.object({
  landing: z.object({ suffixes: z.array(z.string()).min(1) }),
  sources: z.array(z.object({ role: z.string(), columns: z.array(columnSchema).min(1) })).min(1),
  maxRowBytes: z.number().int().min(1),
  badRowTolerance: z.string().regex(/^(0(\.\d{1,9})?|1(\.0{1,9})?)$/),
  worker: z.object({ type: z.string(), count: z.number().int().min(1) }),
});

export type Declaration = z.output<typeof declarationSchema>;
