import { z } from 'zod';
import { countSchema, nextCursorSchema } from './values.ts';

export const rejectSchema = z
  .object({
    line: countSchema.meta({ description: 'Physical line of the first byte of the row; the header is line 1.' }),
    offset: countSchema.meta({ description: 'Of the first byte of the row in the uncompressed file, from 0.' }),
    length: countSchema.meta({ description: 'Bytes of the row in the uncompressed file.' }),
    reason: z.string(),
    column: z.string().meta({ description: 'Empty when the reason concerns the row as a whole.' }),
    raw: z.string().meta({ description: 'The row as it was; bytes that are not UTF-8 are written as \\xNN.' }),
    rawTruncated: z.boolean().meta({ description: 'Whether raw was cut, at 4 KiB.' }),
  })
  .meta({ id: 'Reject', description: 'One quarantined row.' });
export type Reject = z.infer<typeof rejectSchema>;

export const rejectPageSchema = z
  .object({ items: z.array(rejectSchema), nextCursor: nextCursorSchema })
  .meta({ id: 'RejectPage', description: 'Quarantined rows in the order of the file.' });
export type RejectPage = z.infer<typeof rejectPageSchema>;
