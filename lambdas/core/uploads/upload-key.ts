import { z } from 'zod';
import type { JobType, JobTypes } from '../job-types/index.ts';
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

/** A folder below that of the job type: one name, so that a batch cannot reach into another. */
const batchNameSchema = z
  .string()
  .min(1)
  .refine((name) => !unfit.test(name), 'must be one folder, without slashes and control characters')
  .refine((name) => Buffer.byteLength(name, 'utf8') <= LONGEST_NAME, `must be at most ${LONGEST_NAME} bytes of UTF-8`)
  .meta({
    description:
      'Of a job type with several files: the folder of the files that make one run. Each is named after its role, as ' +
      '`<role>.csv`; a new version of one of them opens a new run of the batch.',
  });

/** What is to be uploaded, and where it lands. */
export const uploadTargetSchema = z.strictObject({
  jobType: z.string().min(1).max(40).meta({ description: 'The name of a job type, see `GET /api/job-types`.' }),
  fileName: fileNameSchema,
  size: z.int().min(0).max(LARGEST_FILE).meta({ description: 'Bytes of the file, at most 5 TiB.' }),
  batch: batchNameSchema.optional(),
  corrects: runIdSchema.optional().meta({ description: 'The file holds corrected rows of this run.' }),
});
export type UploadTarget = z.output<typeof uploadTargetSchema>;

/** The key of a file in the landing bucket, and its role as a source of a run. */
export interface Landing {
  readonly key: string;
  readonly role: string;
  /** Whether it makes a run by itself. Which run a file of a batch joins is known when it is recorded only. */
  readonly isWholeRun: boolean;
}

type Field = 'jobType' | 'fileName' | 'batch' | 'corrects';

/** The file cannot land there. `field` names what of the target is wrong. */
export class UploadTargetError extends Error {
  override readonly name = 'UploadTargetError';
  readonly field: Field;

  constructor(field: Field, message: string) {
    super(message);
    this.field = field;
  }
}

/**
 * Where the file lands. The key is checked by the rules by which intake takes landed files, so that nothing is uploaded
 * that could only be rejected for its place.
 * @throws {UploadTargetError} when there is no such job type, or it takes no files with such a name
 */
export function landingOf(target: UploadTarget, jobTypes: JobTypes): Landing {
  const jobType = jobTypes.get(target.jobType);
  if (jobType === undefined) {
    throw new UploadTargetError('jobType', `There is no such job type; there are ${[...jobTypes.keys()].join(', ')}.`);
  }
  checkFolder(target, jobType);
  const key = `${jobType.landing.prefix}${folderOf(target)}${target.fileName}`;
  const place = placeOf(key, target.size, jobTypes);
  if ((place.kind !== 'source' && place.kind !== 'batch-file') || place.jobType !== target.jobType) {
    throw new UploadTargetError('fileName', namesOf(jobType));
  }
  return { key, role: place.role, isWholeRun: place.kind === 'source' };
}

/** @throws {UploadTargetError} */
function checkFolder({ batch, corrects }: UploadTarget, { name, sources }: JobType): void {
  const isBatch = sources.length > 1;
  if (isBatch && corrects !== undefined) {
    throw new UploadTargetError(
      'corrects',
      `Rows of ${name} are not corrected one by one: upload the whole file again.`,
    );
  }
  if (isBatch && batch === undefined) {
    throw new UploadTargetError(
      'batch',
      `A run of ${name} has several files: name the batch that this one belongs to.`,
    );
  }
  if (!isBatch && batch !== undefined) {
    throw new UploadTargetError('batch', `A run of ${name} has one file, and so no batch.`);
  }
}

function folderOf({ batch, corrects }: UploadTarget): string {
  return batch !== undefined ? `${batch}/` : corrects !== undefined ? `corrections/${corrects}/` : '';
}

function namesOf({ landing, sources }: JobType): string {
  if (sources.length === 1) {
    return `The name of the file must end with ${landing.suffixes.join(' or ')}.`;
  }
  const names = sources.flatMap(({ role }) => landing.suffixes.map((suffix) => role + suffix));
  return `The file must be named after its role, and the batch must not be called corrections: ${names.join(', ')}.`;
}
