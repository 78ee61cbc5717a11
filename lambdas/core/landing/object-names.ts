import { z } from 'zod';
import { decodeKey } from './key-encoding.ts';

/** S3's limit for keys and for version ids, in bytes of UTF-8. */
const LONGEST_NAME = 1024;

/** Half a surrogate pair is a character neither to S3 nor to PostgreSQL, but JSON can hold one. */
const isText = (text: string): boolean => !/\p{Cs}/u.test(text);
const fits = (text: string): boolean => Buffer.byteLength(text, 'utf8') <= LONGEST_NAME;

/** A key as a notification writes it, percent-encoded; gives the key itself. */
export const keySchema = z
  .string()
  .transform((encoded, context) => {
    try {
      return decodeKey(encoded);
    } catch {
      context.addIssue({ code: 'custom', message: 'is not percent-encoded UTF-8' });
      return z.NEVER;
    }
  })
  .refine(isText, 'holds half a surrogate pair')
  .refine(fits, `is longer than the ${LONGEST_NAME} bytes that S3 allows`);

/** Opaque, but fit for an address; a marker's name relies on it that there is no `/` in it. */
export const versionIdSchema = z
  .string()
  .min(1)
  .refine((text) => isText(text) && !/[\p{Cc}/]/u.test(text), 'is none that S3 gives')
  .refine(fits, `is longer than the ${LONGEST_NAME} bytes that S3 allows`);
