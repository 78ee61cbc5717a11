import { z } from 'zod';
import type { JobTypes } from '../job-types/index.ts';
import { placeOf } from '../landing/index.ts';
import { runIdSchema } from '../reports/values.ts';
import { LARGEST_FILE } from './part-plan.ts';

/** What common file systems allow; with the longest prefix of ours it stays far below the 1,024 bytes of an S3 key. */
const LONGEST_NAME = 255;

/** Slashes, control characters, line separators, and halves of characters, which UTF-8 cannot write. */
const unfit = /[/\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u;

/** A base name. A name with a slash would choose its own folder, and so its own job type. */
export const fileNameSchema = z
  .string()
  .min(1)
  .refine((name) => !unfit.test(name), 'must be a base name, without slashes and control characters')
  .refine((name) => Buffer.byteLength(name, 'utf8') <= LONGEST_NAME, `must be at most ${LONGEST_NAME} bytes of UTF-8`)
  .meta({ description: 'The base name of the file; the new version replaces an older one of the same name.' });

/** What is to be uploaded, and where it lands. */
export const uploadTargetSchema = z.strictObject({
  jobType: z.string().min(1).max(40).meta({ description: 'The name of a job type, see `GET /api/job-types`.' }),
  fileName: fileNameSchema,
  size: z.int().min(0).max(LARGEST_FILE).meta({ description: 'Bytes of the file, at most 5 TiB.' }),
  corrects: runIdSchema.optional().meta({ description: 'The file holds corrected rows of this run.' }),
});
export type UploadTarget = z.output<typeof uploadTargetSchema>;

/** The key of a file in the landing bucket, and its role as a source of a run. */
export interface Landing {
  readonly key: string;
  readonly role: string;
}

/** The file cannot land there. `field` names what of the target is wrong. */
export class UploadTargetError extends Error {
  override readonly name = 'UploadTargetError';
  readonly field: 'jobType' | 'fileName';

  constructor(field: 'jobType' | 'fileName', message: string) {
    super(message);
    this.field = field;
  }
}

/**
 * Where the file lands. The key is checked by the rules by which intake takes landed files, so that nothing is uploaded
 * that could only be rejected for its place.
 * @throws {UploadTargetError} when there is no such job type, or it takes no files with such a name
 */
export function landingOf({ jobType, fileName, size, corrects }: UploadTarget, jobTypes: JobTypes): Landing {
  const declaration = jobTypes.get(jobType);
  if (declaration === undefined) {
    throw new UploadTargetError('jobType', `There is no such job type; there are ${[...jobTypes.keys()].join(', ')}.`);
  }
  const { prefix, suffixes } = declaration.landing;
  const key = `${prefix}${corrects === undefined ? '' : `corrections/${corrects}/`}${fileName}`;
  const place = placeOf(key, size, jobTypes);
  if (place.kind !== 'source' || place.jobType !== jobType) {
    throw new UploadTargetError('fileName', `The name of the file must end with ${suffixes.join(' or ')}.`);
  }
  return { key, role: place.role };
}
