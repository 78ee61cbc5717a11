import { z } from 'zod';
import { nextCursorSchema, runIdSchema, timeSchema } from '../reports/values.ts';
import { MOST_PARTS } from './part-plan.ts';

const bytes = z.int().min(0);
export const partNumberSchema = z.int().min(1).max(MOST_PARTS);
const partCountSchema = z.int().min(1).max(MOST_PARTS);
const etagSchema = z
  .string()
  .regex(/^"?[0-9A-Za-z-]{1,128}"?$/, 'must be an entity tag')
  .meta({ description: 'As S3 answered it for the part.', examples: ['"d41d8cd98f00b204e9800998ecf8427e"'] });

/** Parts whose addresses are made in one call. */
const MOST_ADDRESSES = 100;

export const uploadSchema = z
  .object({
    uploadId: z.string().meta({ description: 'Opaque. Names the upload in all further calls.' }),
    key: z.string().meta({ description: 'Where the file lands in the landing bucket.' }),
    size: bytes,
    partSize: bytes.meta({ description: 'Bytes of every part but the last, which has the rest.' }),
    partCount: partCountSchema,
    expiresAt: timeSchema.meta({ description: 'An upload that is not complete by then is removed.' }),
  })
  .meta({ id: 'Upload', description: 'An upload in parts that has begun.' });
export type Upload = z.infer<typeof uploadSchema>;

export const partNumbersSchema = z
  .strictObject({
    partNumbers: z
      .array(partNumberSchema)
      .min(1)
      .max(MOST_ADDRESSES)
      .refine((numbers) => new Set(numbers).size === numbers.length, 'must not repeat a number'),
  })
  .meta({ id: 'PartNumbers' });

export const partAddressesSchema = z
  .object({
    items: z.array(
      z.object({
        partNumber: partNumberSchema,
        size: bytes.meta({ description: 'Exactly so many bytes must be sent.' }),
        url: z.string().meta({ description: 'PUT the bytes of the part here; the answer has its `ETag`.' }),
      }),
    ),
    expiresAt: timeSchema.meta({ description: 'The addresses serve until then; ask again for new ones.' }),
  })
  .meta({ id: 'PartAddresses', description: 'Presigned addresses, each for one part.' });
export type PartAddresses = z.infer<typeof partAddressesSchema>;

export const uploadedPartsSchema = z
  .object({
    items: z.array(z.object({ partNumber: partNumberSchema, size: bytes, etag: z.string() })),
    nextCursor: nextCursorSchema,
  })
  .meta({ id: 'UploadedParts', description: 'The parts that have arrived, by their number.' });
export type UploadedParts = z.infer<typeof uploadedPartsSchema>;

/** Up to 10,000 tags of some 40 bytes: the one request body that may be large. */
export const completionSchema = z
  .strictObject({
    etags: z.array(etagSchema).min(1).max(MOST_PARTS).meta({ description: 'Of all parts, in their order.' }),
  })
  .meta({ id: 'UploadCompletion' });

export const landedFileSchema = z
  .object({
    key: z.string(),
    versionId: z.string(),
    runId: runIdSchema.nullable().meta({
      description:
        'The run that counts it. It is recorded some moments later. Null for a file of a batch: which run it joins depends ' +
        'on what else has landed; `GET /api/runs?q=<key>` finds it.',
    }),
  })
  .meta({ id: 'LandedFile', description: 'The version of the object that the upload has made.' });
export type LandedFile = z.infer<typeof landedFileSchema>;
